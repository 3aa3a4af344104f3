package dev.fovea.core.image;

import java.awt.image.BufferedImage;

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

    /**
     * A picture from an image in memory: stored samples as they are, transparency laid over white, as {@link
     * PictureReader} reads files.
     */
    public static Picture of(BufferedImage image) {
        return adopt(image.getWidth(), image.getHeight(), Pixels.overWhite(image));
    }

    /** Takes the array without a copy; the caller lets go of it, and has nothing above the low 24 bits set. */
    static Picture adopt(int width, int height, int[] rgb) {
        return new Picture(width, height, rgb);
    }

    /** All pixels without a copy, for reading only. */
    int[] pixels() {
        return rgb;
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

    /** A copy as an opaque {@link BufferedImage} of type {@code TYPE_INT_RGB}, to draw on or to show. */
    public BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.getRaster().setDataElements(0, 0, width, height, rgb);
        return image;
    }

    /**
     * The picture at another size, byte for byte as Pillow's {@code Image.resize} makes it, antialiased when shrinking.
     *
     * @throws IllegalArgumentException if a side is less than 1
     */
    public Picture resize(int newWidth, int newHeight, Resampling resampling) {
        return newWidth == width && newHeight == height ? this : Resizer.resize(this, newWidth, newHeight, resampling);
    }

    /**
     * A rectangle of the picture; black where it reaches beyond the picture.
     *
     * @param x left edge, may be negative
     * @param y top edge, may be negative
     * @throws IllegalArgumentException if a side is less than 1
     */
    public Picture crop(int x, int y, int newWidth, int newHeight) {
        if (newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException(
                    "A crop needs both sides at least 1, found " + newWidth + " x " + newHeight);
        }
        if (x == 0 && y == 0 && newWidth == width && newHeight == height) {
            return this;
        }
        int[] target = new int[Math.multiplyExact(newWidth, newHeight)];
        int left = Math.max(0, x);
        int right = (int) Math.min(width, (long) x + newWidth);
        for (int row = Math.max(0, y); row < Math.min(height, (long) y + newHeight) && left < right; row++) {
            System.arraycopy(rgb, row * width + left, target, (row - y) * newWidth + left - x, right - left);
        }
        return new Picture(newWidth, newHeight, target);
    }

    /** The mirror image: left and right exchanged. */
    public Picture flipHorizontally() {
        return Orientation.MIRRORED.apply(this);
    }
}
