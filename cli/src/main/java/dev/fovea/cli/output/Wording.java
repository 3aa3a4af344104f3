package dev.fovea.cli.output;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Magnitude;
import dev.fovea.core.attribution.Repeat;
import dev.fovea.core.attribution.Units;
import dev.fovea.core.model.ClassScores;
import dev.fovea.core.model.Labels;
import dev.fovea.core.model.Score;
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

    /** The class with its index: {@code toucan (96)}. */
    public static String label(Explanation e) {
        Integer against = e.selection().against();
        String index = e.selection().index() + (against == null ? "" : " - " + against);
        return e.label().equals("class " + index) ? e.label() : "%s (%s)".formatted(e.label(), index);
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

    /** What a map's numbers are, for a legend: {@code |dS/dI|, largest channel}. */
    public static String meaning(ImageSaliency method) {
        String score = method.score() == Score.LOGIT ? "S" : method.score() == Score.PROBABILITY ? "P" : "log P";
        String gradient = method.score() == Score.LOG_PROBABILITY ? "d(log P)/dI" : "d" + score + "/dI";
        String sized = switch (method.magnitude()) {
            case ABS -> "|" + gradient + "|";
            case SQUARE -> "(" + gradient + ")²";
            case SIGNED -> gradient;
        };
        String channels = switch (method.channels()) {
            case MAX -> method.magnitude() == Magnitude.SIGNED ? "strongest channel" : "largest channel";
            case SUM -> "sum of channels";
            case MEAN -> "mean of channels";
            case L2 -> "length over channels";
        };
        return "%s, %s%s".formatted(sized, channels, method.units() == Units.PIXEL ? ", per grey level" : "");
    }

    /** The method in a few words: {@code saliency, mean of 50 noisy copies}. */
    public static String method(ImageSaliency method) {
        if (method.repeat() instanceof Repeat.Noise noise) {
            return "saliency, mean over %d noisy copies (sigma %s)".formatted(noise.count(), noise.sigma());
        }
        return method.repeat() instanceof Repeat.TenCrops ? "saliency, mean over ten crops" : "saliency";
    }
}
