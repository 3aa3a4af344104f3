package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;

/**
 * A model in the neighbourhood of one picture, for finite differences.
 *
 * <p>A quantised model is a staircase and has no slope. Near a picture it is therefore run with its roundings held: each
 * adds what it adds at that picture. That function goes through the model's own score at the picture, and its slope is
 * the straight-through gradient. Thread-safe.
 */
public final class Nearby {
    private final Classifier classifier;
    private final Surroundings surroundings;
    private final Tensor base;

    Nearby(Classifier classifier, Surroundings surroundings, Tensor base) {
        this.classifier = classifier;
        this.surroundings = surroundings;
        this.base = base;
    }

    /** Whether the model rounds, and its roundings are held. */
    public boolean holdsRoundings() {
        return surroundings.holdsRoundings();
    }

    /** The scores at another input, N = 1. */
    public ClassScores scores(Tensor moved) {
        return classifier
                .sessions()
                .whileOpen(() -> holdsRoundings()
                        ? new ClassScores(
                                surroundings.logits(base, moved),
                                classifier.head().normalization() == ScoreHead.Normalization.SIGMOID)
                        : classifier.scores(moved).get(0));
    }

    /**
     * How many ReLU-like units change sides, maxima their winner, and roundings and comparisons their result between two
     * inputs, N = 1.
     */
    public long switches(Tensor a, Tensor b) {
        return classifier.sessions().whileOpen(() -> surroundings.switches(base, a, b));
    }
}
