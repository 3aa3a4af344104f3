package dev.fovea.core.classmodel;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.tensor.Tensor;

/** The number that is climbed, as a function of the model's input. Not thread-safe. */
interface ScoreFunction {
    /** Score and gradient at an input with N = 1. */
    Slope at(Tensor input);

    /** What it is, as a user would call it; complete once it was evaluated. */
    String name();

    /** A score with its gradient with respect to the input. */
    record Slope(double score, Tensor gradient) {}

    static ScoreFunction of(Classifier classifier, Objective objective) {
        return objective instanceof Objective.ClassScore c
                ? new ClassFunction(classifier, c.target())
                : new LayerFunction(classifier, objective);
    }
}
