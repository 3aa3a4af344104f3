package dev.fovea.core.attribution;

/**
 * One number per pixel: how much the score hangs on it. Row-major, origin at the top left.
 *
 * <p>A magnitude map holds values of at least zero; a signed map may hold any finite value. Immutable and thread-safe.
 */
public final class SaliencyMap {
    private final int width;
    private final int height;
    private final float[] values;
    private final boolean signed;

    private SaliencyMap(int width, int height, float[] values, boolean signed) {
        this.width = width;
        this.height = height;
        this.values = values;
        this.signed = signed;
    }

    /**
     * A map from its values.
     *
     * @param values {@code width * height} values, row by row; copied
     * @param signed whether the sign means something (drawn with a diverging colour map)
     * @throws IllegalArgumentException if the sizes disagree or are not positive
     */
    public static SaliencyMap of(int width, int height, float[] values, boolean signed) {
        if (width < 1 || height < 1 || values.length != (long) width * height) {
            throw new IllegalArgumentException("A map of %d x %d needs %d values, found %d"
                    .formatted(width, height, (long) width * height, values.length));
        }
        return new SaliencyMap(width, height, values.clone(), signed);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public boolean signed() {
        return signed;
    }

    /** The value at column {@code x}, row {@code y}. */
    public float at(int x, int y) {
        return values[y * width + x];
    }

    /** A copy of all values, row by row. */
    public float[] toArray() {
        return values.clone();
    }
}
