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
     * @throws IllegalArgumentException if the sizes disagree or are not positive, if a value is not finite, or if a
     *     magnitude map has a negative value
     */
    public static SaliencyMap of(int width, int height, float[] values, boolean signed) {
        if (width < 1 || height < 1 || values.length != (long) width * height) {
            throw new IllegalArgumentException("A map of %d x %d needs %d values, found %d"
                    .formatted(width, height, (long) width * height, values.length));
        }
        float[] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            if (!Float.isFinite(copy[i])) {
                throw new IllegalArgumentException(
                        "A saliency map must be finite, found %s at x=%d, y=%d: check the model's weights and the input"
                                .formatted(copy[i], i % width, i / width));
            }
            if (!signed && copy[i] < 0) {
                throw new IllegalArgumentException(
                        "A magnitude map must not be negative, found %s at x=%d, y=%d: make it a signed map"
                                .formatted(copy[i], i % width, i / width));
            }
        }
        return new SaliencyMap(width, height, copy, signed);
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

    /** The smallest value. */
    public float min() {
        float min = values[0];
        for (float value : values) {
            min = Math.min(min, value);
        }
        return min;
    }

    /** The largest value. */
    public float max() {
        float max = values[0];
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** The sum of all values, added in double precision from first to last. */
    public double sum() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * The value below which the share {@code q} of all values lies, interpolated linearly between neighbours as numpy's
     * {@code quantile} does by default.
     *
     * @param q 0 (smallest value) to 1 (largest value)
     * @throws IllegalArgumentException if {@code q} is outside 0 to 1
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("A quantile must be between 0 and 1, found " + q);
        }
        float[] shuffled = values.clone();
        double position = q * (shuffled.length - 1);
        int below = (int) position;
        double low = OrderStatistic.select(shuffled, below);
        double high = low;
        if (below + 1 < shuffled.length) {
            high = OrderStatistic.smallestFrom(shuffled, below + 1);
        }
        return low + (high - low) * (position - below);
    }

    /** The sizes of all values: this very map if it is a magnitude map, otherwise |value| of each. */
    public SaliencyMap magnitude() {
        if (!signed) {
            return this;
        }
        float[] sizes = new float[values.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(values[i]);
        }
        return new SaliencyMap(width, height, sizes, false);
    }

    /** Divided by the largest |value|, so in 0 to 1 (or -1 to 1 if signed). A map of zeros stays as it is. */
    public SaliencyMap normalised() {
        float largest = Math.max(Math.abs(min()), Math.abs(max()));
        if (largest == 0) {
            return this;
        }
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] / largest;
        }
        return new SaliencyMap(width, height, scaled, signed);
    }

    /**
     * The same map on another grid: bilinear between pixel centres when enlarging, the triangle-weighted mean of the
     * covered pixels when shrinking (Pillow's {@code BILINEAR}). Values keep their unit; nothing is rescaled.
     *
     * @throws IllegalArgumentException if a side is not positive or the grid exceeds 2^31 - 1 pixels
     */
    public SaliencyMap resized(int newWidth, int newHeight) {
        if (newWidth < 1 || newHeight < 1 || (long) newWidth * newHeight > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "A map can be resized to 1 x 1 up to 2^31 pixels, found %d x %d".formatted(newWidth, newHeight));
        }
        if (newWidth == width && newHeight == height) {
            return this;
        }
        return new SaliencyMap(
                newWidth, newHeight, TriangleFilter.resize(values, width, height, newWidth, newHeight), signed);
    }
}
