package dev.fovea.core.image;

/**
 * Resizes maps of floats, bilinearly with half-pixel centres, and antialiased when shrinking.
 *
 * <p>When enlarging this is what PyTorch calls {@code interpolate(mode="bilinear", align_corners=False)}: sample {@code
 * k} stands for the interval from {@code k} to {@code k + 1}, and values beyond the outermost centres are held.
 */
public final class FloatResizer {
    private FloatResizer() {}

    /**
     * The map at another size.
     *
     * @param map {@code width * height} values, row by row
     * @return {@code newWidth * newHeight} values, row by row
     * @throws IllegalArgumentException if the sizes disagree or are not positive
     */
    public static float[] resize(float[] map, int width, int height, int newWidth, int newHeight) {
        if (newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException(
                    "A map cannot be resized to %d x %d: both sides must be at least 1".formatted(newWidth, newHeight));
        }
        checkSize(map, width, height);
        return resample(
                map,
                width,
                height,
                AxisWeights.of(Resampling.BILINEAR, width, newWidth),
                AxisWeights.of(Resampling.BILINEAR, height, newHeight));
    }

    static void checkSize(float[] map, int width, int height) {
        if (width < 1 || height < 1 || map.length != (long) width * height) {
            throw new IllegalArgumentException("A map of %d x %d needs %d values, found %d"
                    .formatted(width, height, (long) width * height, map.length));
        }
    }

    /** The map sampled along both axes; 0 where an axis reaches no sample. */
    static float[] resample(float[] map, int width, int height, AxisWeights columns, AxisWeights rows) {
        int newWidth = columns.first().length;
        int newHeight = rows.first().length;
        double[] wide = new double[Math.multiplyExact(newWidth, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                double[] weights = columns.weights()[x];
                double sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    sum += weights[k] * map[y * width + columns.first()[x] + k];
                }
                wide[y * newWidth + x] = sum;
            }
        }
        float[] target = new float[Math.multiplyExact(newWidth, newHeight)];
        for (int y = 0; y < newHeight; y++) {
            double[] weights = rows.weights()[y];
            for (int x = 0; x < newWidth; x++) {
                double sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    sum += weights[k] * wide[(rows.first()[y] + k) * newWidth + x];
                }
                target[y * newWidth + x] = (float) sum;
            }
        }
        return target;
    }
}
