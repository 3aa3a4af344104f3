package dev.fovea.core.classmodel;

/**
 * Plain gradient ascent: {@code x <- x + rate * g / n(g)}.
 *
 * @param rate the learning rate
 * @param norm what the gradient is divided by
 */
public record Sgd(double rate, Norm norm) implements Optimizer {

    /** What the gradient is divided by before a step. */
    public enum Norm {
        /** 1: the step is as long as the gradient. */
        NONE,
        /** Its mean absolute value: the mean step of a value is the rate, as in DeepDream. */
        MEAN,
        /** The root of its mean square: the step has the rate as its root mean square. */
        RMS
    }

    public Sgd {
        Range.check("the learning rate", rate, 0, 1e6, "units per step");
    }

    @Override
    public Update begin(int count) {
        return (parameters, gradient) -> {
            double size = size(gradient);
            double factor = size > 0 ? rate / size : 0;
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += (float) (factor * gradient[i]);
            }
        };
    }

    private double size(float[] gradient) {
        double sum = 0;
        for (float g : gradient) {
            sum += norm == Norm.RMS ? (double) g * g : Math.abs(g);
        }
        return switch (norm) {
            case NONE -> 1;
            case MEAN -> sum / gradient.length;
            case RMS -> Math.sqrt(sum / gradient.length);
        };
    }
}
