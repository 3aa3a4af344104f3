package dev.fovea.core.localization;

/**
 * How colours of a region are distributed: a mixture of Gaussians with full covariances, fitted by expectation
 * maximisation. It starts from the colours split in two again and again across the direction in which the most spread
 * cluster varies most (Orchard and Bouman 1991, as in GrabCut), so nothing is left to chance and no seed is needed.
 *
 * <p>Where there are fewer distinct colours than components it has fewer; a variance is never below the floor, so one colour
 * alone has a density as well. Immutable and thread-safe.
 */
final class ColorModel {
    private static final int ROUNDS = 8;
    /** The weight a component cannot fall below: one without pixels would divide by zero. */
    private static final double LEAST = 1e-3;

    private final Gaussian[] components;

    private ColorModel(Gaussian[] components) {
        this.components = components;
    }

    /**
     * The model of some pixels.
     *
     * @param colors three values per pixel
     * @param pixels which pixels, at least one
     * @param count the largest number of components, at least 1
     * @param floor added to every variance, in squared units of the colours
     */
    static ColorModel fit(float[] colors, int[] pixels, int count, double floor) {
        if (pixels.length == 0 || count < 1 || !(floor > 0)) {
            throw new IllegalArgumentException(
                    "A colour model needs a pixel, a component and a floor above 0, found %d, %d and %s"
                            .formatted(pixels.length, count, floor));
        }
        ColorModel model = new ColorModel(Clusters.split(colors, pixels, count).gaussians(floor));
        for (int round = 0; round < ROUNDS; round++) {
            model = model.improved(colors, pixels, floor);
        }
        return model;
    }

    /** The number of components. */
    int size() {
        return components.length;
    }

    Gaussian component(int k) {
        return components[k];
    }

    /** The natural logarithm of the density at a colour. */
    double logLikelihood(double a, double b, double c) {
        double[] logs = new double[components.length];
        return logs(a, b, c, logs);
    }

    /** The log densities of {@code pixels} 0 to n, where n is the length of the result. */
    void logLikelihoods(float[] colors, double[] result) {
        double[] logs = new double[components.length];
        for (int p = 0; p < result.length; p++) {
            result[p] = logs(colors[3 * p], colors[3 * p + 1], colors[3 * p + 2], logs);
        }
    }

    /** Fills in the weighted log density of each component and gives the one of their sum. */
    private double logs(double a, double b, double c, double[] logs) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logs.length; k++) {
            logs[k] = components[k].logDensity(a, b, c);
            max = Math.max(max, logs[k]);
        }
        double sum = 0;
        for (double log : logs) {
            // What is e^-30 of the largest is lost in the sum's rounding soon after; exp is what takes the time here.
            sum += log > max - 30 ? Math.exp(log - max) : 0;
        }
        return max + Math.log(sum);
    }

    private ColorModel improved(float[] colors, int[] pixels, double floor) {
        Moments[] moments = new Moments[components.length];
        for (int k = 0; k < moments.length; k++) {
            moments[k] = new Moments();
        }
        double[] logs = new double[components.length];
        for (int p : pixels) {
            double a = colors[3 * p];
            double b = colors[3 * p + 1];
            double c = colors[3 * p + 2];
            double all = logs(a, b, c, logs);
            for (int k = 0; k < logs.length; k++) {
                if (logs[k] > all - 30) {
                    moments[k].add(a, b, c, Math.exp(logs[k] - all));
                }
            }
        }
        Gaussian[] next = new Gaussian[components.length];
        for (int k = 0; k < next.length; k++) {
            boolean starved = moments[k].weight() < LEAST;
            next[k] = starved
                    ? components[k].withShare(LEAST / pixels.length)
                    : moments[k].gaussian(pixels.length, floor);
        }
        return new ColorModel(next);
    }
}
