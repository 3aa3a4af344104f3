package dev.fovea.core.classmodel;

/**
 * {@code lambda * ||I||^2}, the sum over all values (Simonyan et al. 2013, arXiv 1312.6034, equation 1).
 *
 * @param lambda the regularisation parameter
 */
public record L2(double lambda) implements Penalty {
    public L2 {
        Range.check("lambda", lambda, 0, 1e6, "score per squared unit");
    }

    @Override
    public double value(Planes picture) {
        double sum = 0;
        for (float v : picture.values()) {
            sum += (double) v * v;
        }
        return lambda * sum;
    }

    @Override
    public void subtractGradient(Planes picture, Planes gradient) {
        for (int i = 0; i < picture.values().length; i++) {
            gradient.values()[i] -= (float) (2 * lambda * picture.values()[i]);
        }
    }
}
