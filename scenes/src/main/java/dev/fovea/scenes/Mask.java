package dev.fovea.scenes;

/**
 * Which pixels of a picture show an object: those of which the object, as far as nothing lies over it, covers at least
 * half. Row-major, origin at the top left.
 *
 * <p>Immutable and thread-safe.
 */
public final class Mask {
    private final int width;
    private final boolean[] inside;
    private final int count;

    private Mask(int width, boolean[] inside) {
        this.width = width;
        this.inside = inside;
        int pixels = 0;
        for (boolean pixel : inside) {
            pixels += pixel ? 1 : 0;
        }
        this.count = pixels;
    }

    /** The pixels covered by at least a half; {@code coverage} holds shares from 0 to 1, row by row. */
    static Mask ofCoverage(int width, double[] coverage) {
        boolean[] inside = new boolean[coverage.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = coverage[i] >= 0.5;
        }
        return new Mask(width, inside);
    }

    public int width() {
        return width;
    }

    public int height() {
        return inside.length / width;
    }

    /** Whether the pixel at column {@code x}, row {@code y} shows the object. */
    public boolean contains(int x, int y) {
        return inside[y * width + x];
    }

    /** The number of pixels that show the object. */
    public int count() {
        return count;
    }

    /** The share of the picture that shows the object, 0 to 1. */
    public double share() {
        return (double) count / inside.length;
    }

    /** A copy of all pixels, row by row. */
    public boolean[] toArray() {
        return inside.clone();
    }
}
