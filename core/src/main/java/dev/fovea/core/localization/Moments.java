package dev.fovea.core.localization;

/** Weight, mean and covariance of colours, gathered one by one. Not thread-safe. */
final class Moments {
    private double weight;
    private double a;
    private double b;
    private double c;
    private double aa;
    private double ab;
    private double ac;
    private double bb;
    private double bc;
    private double cc;

    void add(double x, double y, double z, double w) {
        weight += w;
        a += w * x;
        b += w * y;
        c += w * z;
        aa += w * x * x;
        ab += w * x * y;
        ac += w * x * z;
        bb += w * y * y;
        bc += w * y * z;
        cc += w * z * z;
    }

    double weight() {
        return weight;
    }

    double[] mean() {
        return new double[] {a / weight, b / weight, c / weight};
    }

    /** The covariances aa, ab, ac, bb, bc, cc; variances are at least 0 whatever the rounding. */
    double[] covariance() {
        double[] m = mean();
        return new double[] {
            Math.max(0, aa / weight - m[0] * m[0]),
            ab / weight - m[0] * m[1],
            ac / weight - m[0] * m[2],
            Math.max(0, bb / weight - m[1] * m[1]),
            bc / weight - m[1] * m[2],
            Math.max(0, cc / weight - m[2] * m[2])
        };
    }

    /** The Gaussian with these moments; {@code floor} is added to every variance. */
    Gaussian gaussian(double total, double floor) {
        double[] s = covariance();
        s[0] += floor;
        s[3] += floor;
        s[5] += floor;
        return Gaussian.of(weight / total, mean(), s);
    }
}
