package dev.fovea.core.classmodel;

/**
 * Adam (Kingma and Ba 2014, arXiv 1412.6980, algorithm 1), uphill.
 *
 * @param rate the learning rate; Lucid's default is 0.05
 * @param beta1 decay of the mean
 * @param beta2 decay of the mean square
 * @param epsilon added to the root of the latter
 */
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {
    public Adam {
        Range.check("the learning rate", rate, 0, 1e6, "units per step");
        Range.check("beta1", beta1, 0, 0.9999999, "a decay below 1");
        Range.check("beta2", beta2, 0, 0.9999999, "a decay below 1");
        Range.check("epsilon", epsilon, 1e-30, 1, "above 0");
    }

    /** The paper's betas and epsilon: 0.9, 0.999, 1e-8. */
    public Adam(double rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    @Override
    public Update begin(int count) {
        return new State(this, new float[count], new float[count]);
    }

    private static final class State implements Update {
        private final Adam adam;
        private final float[] mean;
        private final float[] square;
        private double power1 = 1;
        private double power2 = 1;

        State(Adam adam, float[] mean, float[] square) {
            this.adam = adam;
            this.mean = mean;
            this.square = square;
        }

        @Override
        public void step(float[] parameters, float[] gradient) {
            power1 *= adam.beta1;
            power2 *= adam.beta2;
            double first = adam.rate / (1 - power1);
            double second = 1 / (1 - power2);
            for (int i = 0; i < parameters.length; i++) {
                float g = gradient[i];
                mean[i] = (float) (adam.beta1 * mean[i] + (1 - adam.beta1) * g);
                square[i] = (float) (adam.beta2 * square[i] + (1 - adam.beta2) * g * g);
                parameters[i] += (float) (first * mean[i] / (Math.sqrt(square[i] * second) + adam.epsilon));
            }
        }
    }
}
