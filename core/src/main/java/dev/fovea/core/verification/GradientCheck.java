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
 * counts, and one that agrees well ends the search. Where none agrees, the smallest step that float32 resolves tells an
 * error from a kink. Errors are relative to {@code max(|g·d|, |g||d|/sqrt(n))}, the size a random direction would give;
 * where that is zero, to the slope that would change the scores by their own size within the input's range.
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

    /** What float32 forward passes may be off by, as a share of the largest score; deep models add up their roundings. */
    private static final double ROUNDING = 1e-5;

    private static final double[] STEPS = {1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5};

    /** What a direction shows. */
    public enum Verdict {
        /** Derived and measured slope agree. */
        AGREES,
        /** They differ, but ReLU units, pooling windows or roundings switch even on the smallest step that float32 resolves. */
        KINK,
        /** They differ on a step that float32 resolves and on which nothing switches: the derived gradient is wrong. */
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
        if (probe.slope() > 0) {
            rows.add(probe.along("gradient", gradient.clone()));
        }
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

        /** |g| */
        double slope() {
            double gg = 0;
            for (float v : gradient) {
                gg += (double) v * v;
            }
            return Math.sqrt(gg);
        }

        Direction along(String name, float[] d) {
            double largest = 0;
            for (float v : d) {
                largest = Math.max(largest, Math.abs(v));
            }
            if (largest == 0) {
                return new Direction(name, 0, 0, 0, 0, 0, Verdict.AGREES);
            }
            double derived = 0;
            double dd = 0;
            for (int i = 0; i < d.length; i++) {
                d[i] = (float) (d[i] / largest);
                derived += (double) gradient[i] * d[i];
                dd += (double) d[i] * d[i];
            }
            double scale = largestLogit();
            double size = Math.max(Math.abs(derived), slope() * Math.sqrt(dd / d.length));
            size = size > 0 ? size : Math.max(scale, Float.MIN_NORMAL) / range();
            Trial best = new Trial(0, Double.NaN, Double.POSITIVE_INFINITY);
            Trial resolved = best;
            for (double step : STEPS) {
                double h = step * range();
                double measured = (value(d, h) - value(d, -h)) / (2 * h);
                Trial trial = new Trial(step, measured, Math.abs(measured - derived) / size);
                best = trial.error() < best.error() ? trial : best;
                resolved = ROUNDING * scale / h <= TOLERANCE * size ? trial : resolved;
                if (best.error() <= TOLERANCE / 10) {
                    break;
                }
            }
            if (best.error() <= TOLERANCE) {
                return direction(name, derived, best, switches(d, best), Verdict.AGREES);
            }
            long switches = switches(d, resolved);
            return resolved.step() > 0 && switches == 0
                    ? direction(name, derived, resolved, 0, Verdict.WRONG)
                    : direction(name, derived, best, Math.max(switches, switches(d, best)), Verdict.KINK);
        }

        /** One step that was tried. */
        private record Trial(double step, double measured, double error) {}

        private static Direction direction(String name, double derived, Trial t, long switches, Verdict verdict) {
            return new Direction(name, derived, t.measured(), t.error(), t.step(), switches, verdict);
        }

        private long switches(float[] d, Trial trial) {
            double h = trial.step() * range();
            return h == 0 ? 0 : near.switches(moved(d, h), moved(d, -h));
        }

        private double largestLogit() {
            double largest = 0;
            for (float logit : near.scores(input).logits()) {
                largest = Float.isFinite(logit) ? Math.max(largest, Math.abs(logit)) : largest;
            }
            return largest;
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
