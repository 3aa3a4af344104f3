package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;
import java.util.List;

/**
 * Scores and gradients of a batch.
 *
 * @param scores per picture
 * @param selections the class whose score was differentiated, per picture
 * @param gradient d score / d input, in the shape and layout of the input
 */
public record ScoreGradients(List<ClassScores> scores, List<Selection> selections, Tensor gradient) {
    public ScoreGradients {
        scores = List.copyOf(scores);
        selections = List.copyOf(selections);
    }
}
