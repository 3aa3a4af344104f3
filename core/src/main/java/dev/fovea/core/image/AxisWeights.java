package dev.fovea.core.image;

import java.util.Arrays;

/**
 * For every target position along one axis: which source samples it reads and with what weights, which sum to one.
 *
 * <p>As Pillow's {@code precompute_coeffs} (libImaging/Resample.c): the filter widens with the shrinking factor, so that
 * every source sample counts (antialiasing), and is cut and renormalised at the borders.
 *
 * @param first the first source sample read, per target position
 * @param weights the weights of the samples from there on, per target position; empty where nothing is in reach
 */
record AxisWeights(int[] first, double[][] weights) {

    /** Weights for the whole axis of {@code source} samples resized to {@code target}. */
    static AxisWeights of(Resampling filter, int source, int target) {
        return of(filter, source, target, 0, (double) source / target);
    }

    /**
     * Weights for target position {@code i} centred on source coordinate {@code start + (i + 0.5) * step}.
     *
     * @param source number of source samples; sample {@code k} is centred on {@code k + 0.5}
     */
    static AxisWeights of(Resampling filter, int source, int target, double start, double step) {
        double widening = Math.max(step, 1);
        double support = filter.support() * widening;
        int[] first = new int[target];
        double[][] weights = new double[target][];
        for (int i = 0; i < target; i++) {
            double centre = start + (i + 0.5) * step;
            int from = Math.max(0, (int) (centre - support + 0.5));
            int to = Math.min(source, (int) (centre + support + 0.5));
            first[i] = from;
            weights[i] = normalised(filter, from, Math.max(from, to), centre, 1 / widening);
        }
        return new AxisWeights(first, weights);
    }

    private static double[] normalised(Resampling filter, int from, int to, double centre, double shrink) {
        double[] weights = new double[to - from];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = filter.weight((k + from - centre + 0.5) * shrink);
            sum += weights[k];
        }
        if (sum == 0) {
            return new double[0];
        }
        final double total = sum;
        return Arrays.stream(weights).map(w -> w / total).toArray();
    }

    /** The weights in fixed point, rounded half away from zero. */
    int[][] toFixedPoint(int bits) {
        double one = 1 << bits;
        int[][] fixed = new int[weights.length][];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = Arrays.stream(weights[i])
                    .mapToInt(w -> (int) (w < 0 ? w * one - 0.5 : w * one + 0.5))
                    .toArray();
        }
        return fixed;
    }
}
