package dev.fovea.core.model;

import dev.fovea.core.FoveaException;
import org.jspecify.annotations.Nullable;

/**
 * A target resolved for one model: class {@code index}, or class {@code index} minus class {@code against}.
 *
 * @param against the class whose score is subtracted; null for a plain class
 */
public record Selection(int index, @Nullable Integer against) {

    /** Resolves a target against a picture's scores and the model's labels. */
    public static Selection of(Target target, ClassScores scores, Labels labels) {
        if (target instanceof Target.Contrast c) {
            int first = single(c.first(), scores, labels);
            int second = single(c.second(), scores, labels);
            if (first == second) {
                throw new FoveaException(
                        "The two classes of a contrast are the same: %s".formatted(labels.name(first)));
            }
            return new Selection(first, second);
        }
        return new Selection(single(target, scores, labels), null);
    }

    private static int single(Target target, ClassScores scores, Labels labels) {
        if (target instanceof Target.Top) {
            return scores.best();
        } else if (target instanceof Target.Ranked r) {
            return scores.best(r.rank()).get(r.rank() - 1);
        } else if (target instanceof Target.Index i) {
            if (i.index() < 0 || i.index() >= scores.count()) {
                throw new FoveaException("There is no class %d; the model has %d classes, 0 to %d"
                        .formatted(i.index(), scores.count(), scores.count() - 1));
            }
            return i.index();
        } else if (target instanceof Target.Label l) {
            return labels.index(l.label());
        }
        throw new FoveaException("A contrast is between two plain classes");
    }

    /** This selection as a target. */
    public Target toTarget() {
        Target first = Target.index(index);
        return against == null ? first : new Target.Contrast(first, Target.index(against));
    }

    /** The label, or both labels of a contrast. */
    public String name(Labels labels) {
        return against == null ? labels.name(index) : labels.name(index) + " - " + labels.name(against);
    }

    /** The number that is differentiated: of a contrast, the difference. */
    public double value(ClassScores scores, Score score) {
        double first = value(scores, score, index);
        return against == null ? first : first - value(scores, score, against);
    }

    private static double value(ClassScores scores, Score score, int k) {
        return switch (score) {
            case LOGIT -> scores.logit(k);
            case PROBABILITY -> scores.probability(k);
            case LOG_PROBABILITY -> Math.log(scores.probability(k));
        };
    }
}
