package dev.fovea.core.model;

import dev.fovea.core.FoveaException;

/** Which class is explained. */
public sealed interface Target {

    /** The class with the highest score. */
    record Top() implements Target {}

    /** The class with the {@code rank}-th highest score; 1 is the highest. */
    record Ranked(int rank) implements Target {}

    /** A class by its index. */
    record Index(int index) implements Target {}

    /** A class by its label, or by a part of the label that only one class has; case does not matter. */
    record Label(String label) implements Target {}

    /** Why {@code first} rather than {@code second}: the difference of the two scores. */
    record Contrast(Target first, Target second) implements Target {}

    /** Whether the scores must be known before the gradient can be asked for. The top class alone is found on the way. */
    default boolean needsScores() {
        return this instanceof Ranked
                || this instanceof Contrast c
                        && (c.first().hangsOnScores() || c.second().hangsOnScores());
    }

    /** Whether the scores say which class it is. */
    default boolean hangsOnScores() {
        return this instanceof Top || needsScores();
    }

    static Target top() {
        return new Top();
    }

    static Target index(int index) {
        return new Index(index);
    }

    static Target label(String label) {
        return new Label(label);
    }

    /**
     * Reads {@code top}, an index, a label, or {@code A-vs-B}.
     *
     * @throws FoveaException if it is empty
     */
    static Target parse(String given) {
        String text = given.strip();
        if (text.isEmpty()) {
            throw new FoveaException("The class is empty; give 'top', an index, a label, or 'A-vs-B'");
        }
        int versus = text.indexOf("-vs-");
        if (versus > 0) {
            return new Contrast(parse(text.substring(0, versus)), parse(text.substring(versus + 4)));
        }
        if (text.equalsIgnoreCase("top")) {
            return top();
        }
        return text.matches("\\d{1,9}") ? index(Integer.parseInt(text)) : label(text);
    }
}
