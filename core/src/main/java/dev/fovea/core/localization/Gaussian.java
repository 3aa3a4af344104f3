package dev.fovea.core.localization;

/**
 * A weighted normal distribution of colours. Immutable.
 *
 * @param share its weight in the mixture
 * @param offset log of the weighted density at the mean
 * @param inverse of the covariance: aa, ab, ac, bb, bc, cc
 */
record Gaussian(double share, double offset, double[] mean, double[] inverse) {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** @param s covariances aa, ab, ac, bb, bc, cc, positive definite */
    static Gaussian of(double share, double[] mean, double[] s) {
        double aa = s[3] * s[5] - s[4] * s[4];
        double ab = s[2] * s[4] - s[1] * s[5];
        double ac = s[1] * s[4] - s[2] * s[3];
        double determinant = s[0] * aa + s[1] * ab + s[2] * ac;
        double[] inverse = {
            aa / determinant,
            ab / determinant,
            ac / determinant,
            (s[0] * s[5] - s[2] * s[2]) / determinant,
            (s[1] * s[2] - s[0] * s[4]) / determinant,
            (s[0] * s[3] - s[1] * s[1]) / determinant
        };
        double offset = Math.log(share) - 0.5 * (3 * LOG_TWO_PI + Math.log(determinant));
        return new Gaussian(share, offset, mean, inverse);
    }

    Gaussian withShare(double chosen) {
        return new Gaussian(chosen, offset + Math.log(chosen / share), mean, inverse);
    }

    /** The natural logarithm of the weighted density at a colour. */
    double logDensity(double a, double b, double c) {
        double x = a - mean[0];
        double y = b - mean[1];
        double z = c - mean[2];
        double distance = x * (inverse[0] * x + 2 * (inverse[1] * y + inverse[2] * z))
                + y * (inverse[3] * y + 2 * inverse[4] * z)
                + z * inverse[5] * z;
        return offset - 0.5 * distance;
    }
}
