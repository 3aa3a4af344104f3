package dev.fovea.core.render;

import dev.fovea.core.attribution.SaliencyMap;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the limits of the colours are found from a map's values.
 *
 * <p>A magnitude map is drawn from its smallest value up to a high limit; a signed map symmetrically about 0, the limit
 * being found from |value|. If a limit that drops outliers would drop everything (nearly all pixels equal), the largest
 * value is the limit. Immutable and thread-safe.
 */
public sealed interface Scaling {
    /** The 99th percentile, as PAIR's saliency library draws maps. */
    Scaling STANDARD = new Percentile(99);

    /** The limits for a map. */
    Limits limits(SaliencyMap map);

    /** In words, for a legend: "clipped at the 99th percentile". */
    String description();

    /**
     * A scaling from its name: {@code minmax}, {@code percentile} or {@code percentile:P} (99), {@code mass} or
     * {@code mass:P} (2).
     *
     * @throws IllegalArgumentException if it is none of these; the message lists the choices
     */
    static Scaling named(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split(":", 2);
        try {
            if (parts[0].equals("minmax") && parts.length == 1) {
                return new MinMax();
            }
            if (parts[0].equals("percentile")) {
                return parts.length == 1 ? STANDARD : new Percentile(Double.parseDouble(parts[1]));
            }
            if (parts[0].equals("mass")) {
                return new Mass(parts.length == 1 ? 2 : Double.parseDouble(parts[1]));
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the message that shows the choices.
        }
        throw new IllegalArgumentException(
                "No scaling is named '%s'; choose minmax, percentile:P (such as percentile:99) or mass:P (such as mass:2)"
                        .formatted(text));
    }

    /** From the smallest to the largest value; nothing is clipped. */
    record MinMax() implements Scaling {
        @Override
        public Limits limits(SaliencyMap map) {
            return between(map, map.magnitude().max(), map.min());
        }

        @Override
        public String description() {
            return "from smallest to largest";
        }
    }

    /**
     * Up to a percentile of the values, interpolated linearly as numpy does.
     *
     * @param percentile above 0, at most 100
     */
    record Percentile(double percentile) implements Scaling {
        public Percentile {
            requirePercent("percentile", percentile, percentile > 0 && percentile <= 100);
        }

        @Override
        public Limits limits(SaliencyMap map) {
            return between(map, map.magnitude().quantile(percentile / 100), map.min());
        }

        @Override
        public String description() {
            return "clipped at the %s percentile".formatted(ordinal(percentile));
        }
    }

    /**
     * Up to the value at which the values, added from the smallest on, first reach {@code 100 - percent} per cent of
     * their sum: the pixels that together hold the top {@code percent} per cent are clipped. Starts at 0. This is
     * Captum's normalisation ({@code outlier_perc}, 2 by default).
     *
     * @param percent at least 0, below 100
     */
    record Mass(double percent) implements Scaling {
        public Mass {
            requirePercent("share of the mass", percent, percent >= 0 && percent < 100);
        }

        @Override
        public Limits limits(SaliencyMap map) {
            float[] sorted = map.magnitude().toArray();
            Arrays.sort(sorted);
            double total = 0;
            for (float value : sorted) {
                total += value;
            }
            double target = total * 0.01 * (100 - percent);
            double sum = 0;
            int i = -1;
            do {
                sum += sorted[++i];
            } while (sum < target && i < sorted.length - 1);
            return between(map, sorted[i], 0);
        }

        @Override
        public String description() {
            return "top %s %% of the mass clipped".formatted(Figures.plain(percent));
        }
    }

    private static Limits between(SaliencyMap map, double high, double low) {
        if (map.signed()) {
            double limit = high > 0 ? high : map.magnitude().max();
            return new Limits(0 - limit, limit, true);
        }
        return new Limits(low, high > low ? high : Math.max(low, map.max()), false);
    }

    private static void requirePercent(String what, double percent, boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException("The %s must be between 0 and 100, found %s".formatted(what, percent));
        }
    }

    private static String ordinal(double number) {
        String digits = Figures.plain(number);
        if (digits.matches("(|.*[^1])1")) {
            return digits + "st";
        }
        if (digits.matches("(|.*[^1])2")) {
            return digits + "nd";
        }
        return digits.matches("(|.*[^1])3") ? digits + "rd" : digits + "th";
    }
}
