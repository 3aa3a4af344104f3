package dev.fovea.cli.output;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.model.ClassScores;
import dev.fovea.core.model.Labels;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Selection;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and methods in words, the same on the terminal and in panels. */
public final class Wording {
    private Wording() {}

    /** A share of 1 as a percentage with one decimal; small ones with two significant digits, never 100 % for less. */
    public static String percent(double share) {
        double percent = 100 * share;
        if (percent >= 99.95 && percent < 100) {
            return "> 99.9 %";
        }
        if (percent == 0 || percent >= 0.1) {
            return String.format(Locale.ROOT, "%.1f %%", percent);
        }
        return new BigDecimal(percent).round(new MathContext(2)).stripTrailingZeros() + " %";
    }

    /** The class with its index: {@code toucan (96)}; without labels {@code class 96}. */
    public static String label(Selection selection, Labels labels) {
        Integer against = selection.against();
        String name = selection.name(labels);
        return labels.isEmpty()
                ? name
                : "%s (%d%s)".formatted(name, selection.index(), against == null ? "" : " - " + against);
    }

    /** The score before softmax: {@code logit 17.43}. */
    public static String score(Explanation e) {
        return String.format(Locale.ROOT, "logit %.2f", e.selection().value(e.scores(), Score.LOGIT));
    }

    /** The probability of the class; of a contrast both. */
    public static String probability(Explanation e) {
        Integer against = e.selection().against();
        String first = percent(e.scores().probability(e.selection().index()));
        return against == null
                ? first
                : first + " against " + percent(e.scores().probability(against));
    }

    /** The classes with the highest scores, each by the first of its synonyms, and their probabilities. */
    public static String best(ClassScores scores, Labels labels, int count) {
        return scores.best(Math.min(count, scores.count())).stream()
                .map(k -> "%s %s".formatted(labels.name(k).split(",", 2)[0], percent(scores.probability(k))))
                .collect(Collectors.joining("; "));
    }
}
