package dev.fovea.core.verification;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Nearby;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.ScoreGradients;
import dev.fovea.core.model.Selection;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Holds the derived gradient of a whole model against finite differences of its forward pass: along the picture, along
 * the gradient, and along random directions.
 *
 * <p>For a direction d the derived graph says {@code g·d}; the model itself says {@code (S(x+hd) - S(x-hd)) / 2h}. Steps
 * from large to small are tried, since large ones cross kinks and small ones drown in float32 rounding; the best
 * counts, and one that agrees well ends the search. Errors are relative to {@code max(|g·d|, |g||d|/sqrt(n))}, the size a random direction would give.
 *
 * <p>A quantised model is a staircase: it is measured with its roundings held ({@link Nearby}).
 *
 * @param directions one row per direction
 * @param selection the class checked
 * @param roundingsHeld whether the model rounds, and was measured with its roundings held
 */
public record GradientCheck(List<Direction> directions, Selection selection, boolean roundingsHeld) {
    /** Relative error up to which a direction agrees: what float32 forward passes can tell. */
    public static final double TOLERANCE = 1e-2;

    private static final double[] STEPS = {1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5};

    /** What a direction shows. */
    public enum Verdict {
        /** Derived and measured slope agree. */
        AGREES,
        /** They differ, but ReLU units, pooling windows or roundings switch on the way at every step that float32 resolves. */
        KINK,
        /** They differ, and nothing switches: the derived gradient is wrong. */
        WRONG
    }

    /**
     * One direction.
     *
     * @param derived g·d
     * @param measured the finite difference at {@code step}
     * @param error relative, see {@link GradientCheck}
     * @param step as a share of the input's range
     * @param switches units, windows and roundings that switch between the two ends of the step
     */
    public record Direction(
            String name, double derived, double measured, double error, double step, long switches, Verdict verdict) {}

    public GradientCheck {
        directions = List.copyOf(directions);
    }

    /** Whether no direction is {@link Verdict#WRONG}, and at least one agrees. */
    public boolean passed() {
        return directions.stream().noneMatch(d -> d.verdict() == Verdict.WRONG)
                && directions.stream().anyMatch(d -> d.verdict() == Verdict.AGREES);
    }

    /** The largest error among the directions that agree. */
    public double largestError() {
        return directions.stream()
                .filter(d -> d.verdict() == Verdict.AGREES)
                .mapToDouble(Direction::error)
                .max()
                .orElse(Double.NaN);
    }

    /**
     * Checks a model at one input.
     *
     * @param input preprocessed, N = 1
     * @param random the number of random directions, besides the picture's and the gradient's
     */
    public static GradientCheck run(
            Classifier classifier, Tensor input, Target target, Score score, int random, long seed) {
        ScoreGradients at = classifier.gradients(input, target, score);
        Selection selection = at.selections().get(0);
        float[] gradient = at.gradient().values();
        float[] x = input.values();
        List<Direction> rows = new ArrayList<>();
        Nearby near = classifier.near(input);
        Probe probe = new Probe(near, input, gradient, selection, score);
        rows.add(probe.along("picture", x.clone()));
        rows.add(probe.along("gradient", gradient.clone()));
        SplittableRandom source = new SplittableRandom(seed);
        for (int k = 1; k <= random; k++) {
            float[] d = new float[x.length];
            for (int i = 0; i < d.length; i++) {
                d[i] = (float) source.nextGaussian();
            }
            rows.add(probe.along("random " + k, d));
        }
        return new GradientCheck(rows, selection, near.holdsRoundings());
    }

    /** Checks one gradient along itself, where its slope is largest: what a receipt carries. */
    public static Direction alongGradient(Classifier classifier, Tensor input, ScoreGradients at, Score score) {
        float[] gradient = at.gradient().row(0).values();
        return new Probe(
                        classifier.near(input), input, gradient, at.selections().get(0), score)
                .along("gradient", gradient.clone());
    }

    private record Probe(Nearby near, Tensor input, float[] gradient, Selection selection, Score score) {

        Direction along(String name, float[] d) {
            double largest = 0;
            for (float v : d) {
                largest = Math.max(largest, Math.abs(v));
            }
            if (largest == 0) {
                return new Direction(name, 0, 0, 0, 0, 0, Verdict.AGREES);
            }
            double derived = 0;
            double gg = 0;
            double dd = 0;
            for (int i = 0; i < d.length; i++) {
                d[i] = (float) (d[i] / largest);
                derived += (double) gradient[i] * d[i];
                gg += (double) gradient[i] * gradient[i];
                dd += (double) d[i] * d[i];
            }
            double size = Math.max(Math.abs(derived), Math.sqrt(gg * dd / d.length));
            Direction best = new Direction(name, derived, Double.NaN, Double.POSITIVE_INFINITY, 0, 0, Verdict.WRONG);
            for (double step : STEPS) {
                double h = step * range();
                double measured = (value(d, h) - value(d, -h)) / (2 * h);
                double error = size == 0 ? Math.abs(measured) : Math.abs(measured - derived) / size;
                if (error < best.error()) {
                    best = new Direction(name, derived, measured, error, step, 0, Verdict.AGREES);
                }
                if (best.error() <= TOLERANCE / 10) {
                    break;
                }
            }
            long switches = best.step() == 0
                    ? 0
                    : near.switches(moved(d, best.step() * range()), moved(d, -best.step() * range()));
            Verdict verdict = best.error() <= TOLERANCE ? Verdict.AGREES : switches > 0 ? Verdict.KINK : Verdict.WRONG;
            return new Direction(name, derived, best.measured(), best.error(), best.step(), switches, verdict);
        }

        private double range() {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (float v : input.values()) {
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
            return high > low ? high - low : 1;
        }

        private double value(float[] d, double h) {
            return selection.value(near.scores(moved(d, h)), score);
        }

        private Tensor moved(float[] d, double h) {
            float[] x = input.values().clone();
            for (int i = 0; i < x.length; i++) {
                x[i] += (float) (h * d[i]);
            }
            return new Tensor(input.shape(), x);
        }
    }
}
