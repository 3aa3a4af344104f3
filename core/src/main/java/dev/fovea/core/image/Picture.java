package dev.fovea.core.image;

/**
 * An 8-bit sRGB picture, upright, without alpha. Row-major, origin at the top left.
 *
 * <p>Immutable and thread-safe.
 */
public final class Picture {
    private final int width;
    private final int height;
    private final int[] rgb;

    private Picture(int width, int height, int[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * A picture from packed pixels.
     *
     * @param rgb {@code width * height} pixels as {@code 0xRRGGBB}, row by row; copied
     * @throws IllegalArgumentException if the sizes disagree or are not positive
     */
    public static Picture of(int width, int height, int[] rgb) {
        if (width < 1 || height < 1 || rgb.length != (long) width * height) {
            throw new IllegalArgumentException("A picture of %d x %d needs %d pixels, found %d"
                    .formatted(width, height, (long) width * height, rgb.length));
        }
        int[] copy = new int[rgb.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rgb[i] & 0xFFFFFF;
        }
        return new Picture(width, height, copy);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixel at column {@code x}, row {@code y}, as {@code 0xRRGGBB}. */
    public int rgb(int x, int y) {
        return rgb[y * width + x];
    }

    /** One channel (0 red, 1 green, 2 blue) of a pixel, 0 to 255. */
    public int channel(int x, int y, int channel) {
        return (rgb(x, y) >> (16 - 8 * channel)) & 0xFF;
    }

    /** A copy of all pixels as {@code 0xRRGGBB}, row by row. */
    public int[] toRgb() {
        return rgb.clone();
    }
}
