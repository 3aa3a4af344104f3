package dev.fovea.cli.option;

import dev.fovea.core.model.Score;
import picocli.CommandLine.Option;

/** Which number of a class is differentiated. */
public final class ScoreOption {
    @Option(
            names = "--score",
            paramLabel = "S",
            converter = Choices.ScoreChoice.class,
            description = "What is differentiated: logit (before the softmax; default), prob or logprob.")
    private Score score = Score.LOGIT;

    /** The score chosen. */
    public Score score() {
        return score;
    }
}
