package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;
import java.util.Locale;

/**
 * What varies when a saliency map is accumulated over repeats. What accumulates is the magnitude map of each repeat,
 * averaged; not the signed gradient, which is SmoothGrad's.
 */
public sealed interface Repeat {

    /** One map of the picture itself. */
    record Once() implements Repeat {}

    /**
     * Gaussian noise added to the normalised input.
     *
     * @param count how many noisy copies
     * @param sigma the deviation as a share of the input's range (max - min), as PAIR's SmoothGrad has it
     */
    record Noise(int count, double sigma) implements Repeat {
        public Noise {
            if (count < 1 || count > 100_000 || !(sigma >= 0 && sigma <= 10)) {
                throw new FoveaException(
                        "Noise needs 1 to 100000 repeats and a sigma of 0 to 10 (a share of the input's range, such as 0.15), found %d and %s"
                                .formatted(count, sigma));
            }
        }
    }

    /**
     * The four corners and the centre of the resized picture, and their reflections: the paper's ten sub-images (section
     * 3.1). Each map is un-reflected and pasted back where it was cut; a pixel gets the mean over the crops that cover it.
     */
    record TenCrops() implements Repeat {}

    /** Reads {@code once}, {@code noise:N:SIGMA} or {@code crops10}. */
    static Repeat parse(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split(":");
        if (text.equalsIgnoreCase("once")) {
            return new Once();
        }
        if (text.equalsIgnoreCase("crops10")) {
            return new TenCrops();
        }
        if (!parts[0].equals("noise")) {
            throw new FoveaException(
                    "'%s' is not a repeat; choose once, noise:N:SIGMA (such as noise:50:0.15) or crops10"
                            .formatted(text));
        }
        try {
            if (parts.length > 3) {
                throw new NumberFormatException("more than two numbers");
            }
            return new Noise(
                    parts.length > 1 ? Integer.parseInt(parts[1]) : 50,
                    parts.length > 2 ? Double.parseDouble(parts[2]) : 0.15);
        } catch (NumberFormatException e) {
            throw new FoveaException(
                    "'%s' is not a repeat: expected noise:N:SIGMA such as noise:50:0.15".formatted(text), e);
        }
    }

    /** As it is written on the command line. */
    default String description() {
        if (this instanceof Noise n) {
            return "noise:" + n.count() + ":" + n.sigma();
        }
        return this instanceof TenCrops ? "crops10" : "once";
    }
}
