package dev.fovea.core.attribution;

import java.util.Arrays;

/**
 * Bilinear resampling along one side, with a support that widens when shrinking, so that no pixel is skipped: for every
 * target pixel, the first source pixel it hangs on and the weights from there on.
 */
final class TriangleFilter {
    private final int to;
    private final int[] first;
    private final double[][] weights;

    private TriangleFilter(int from, int to) {
        this.to = to;
        first = new int[to];
        weights = new double[to][];
        double step = (double) from / to;
        double support = Math.max(1, step);
        for (int x = 0; x < to; x++) {
            double centre = (x + 0.5) * step;
            first[x] = Math.max(0, (int) (centre - support + 0.5));
            weights[x] = weights(first[x], Math.min(from, (int) (centre + support + 0.5)), centre, support);
        }
    }

    static float[] resize(float[] values, int width, int height, int newWidth, int newHeight) {
        TriangleFilter across = new TriangleFilter(width, newWidth);
        TriangleFilter down = new TriangleFilter(height, newHeight);
        // The smaller of the two grids in between always has fewer than 2^31 values if both ends have.
        if ((long) newWidth * height <= (long) width * newHeight) {
            return down.alongColumns(across.alongRows(values, width, height), newWidth);
        }
        return across.alongRows(down.alongColumns(values, width), width, newHeight);
    }

    private float[] alongRows(float[] values, int width, int height) {
        float[] out = new float[height * to];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < to; x++) {
                int source = y * width + first[x];
                double sum = 0;
                for (int i = 0; i < weights[x].length; i++) {
                    sum += weights[x][i] * values[source + i];
                }
                out[y * to + x] = (float) sum;
            }
        }
        return out;
    }

    private float[] alongColumns(float[] values, int width) {
        float[] out = new float[to * width];
        double[] sums = new double[width];
        for (int y = 0; y < to; y++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < weights[y].length; i++) {
                int source = (first[y] + i) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += weights[y][i] * values[source + x];
                }
            }
            for (int x = 0; x < width; x++) {
                out[y * width + x] = (float) sums[x];
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
}
