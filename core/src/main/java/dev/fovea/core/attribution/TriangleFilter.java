package dev.fovea.core.attribution;

/** Separable bilinear resampling with a support that widens when shrinking, so that no pixel is skipped. */
final class TriangleFilter {
    private TriangleFilter() {}

    static float[] resize(float[] values, int width, int height, int newWidth, int newHeight) {
        // The smaller of the two grids in between always has fewer than 2^31 values if both ends have.
        if ((long) newWidth * height <= (long) width * newHeight) {
            float[] wide = alongRows(values, width, newWidth);
            return alongColumns(wide, newWidth, height, newHeight);
        }
        float[] tall = alongColumns(values, width, height, newHeight);
        return alongRows(tall, width, newWidth);
    }

    private static float[] alongColumns(float[] values, int width, int from, int to) {
        return transpose(alongRows(transpose(values, width, from), from, to), to, width);
    }

    /** Resamples every row of length {@code from} to length {@code to}. */
    private static float[] alongRows(float[] values, int from, int to) {
        if (from == to) {
            return values;
        }
        int rows = values.length / from;
        float[] out = new float[rows * to];
        double step = (double) from / to;
        double support = Math.max(1, step);
        for (int x = 0; x < to; x++) {
            double centre = (x + 0.5) * step;
            int first = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(from, (int) (centre + support + 0.5));
            double[] weights = weights(first, end, centre, support);
            for (int y = 0; y < rows; y++) {
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * values[y * from + first + i];
                }
                out[y * to + x] = (float) sum;
            }
        }
        return out;
    }

    private static double[] weights(int first, int end, double centre, double support) {
        double[] weights = new double[end - first];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / support);
            total += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= total;
        }
        return weights;
    }

    private static float[] transpose(float[] values, int width, int height) {
        float[] out = new float[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                out[x * height + y] = values[y * width + x];
            }
        }
        return out;
    }
}
