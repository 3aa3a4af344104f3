package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;
import java.util.Map;
import java.util.Set;

/**
 * A {@link GradientGraph} opened to be run.
 *
 * @param logits the name of the scores
 * @param gradient the name of the gradient; empty if it has none
 */
record ScoreSession(OnnxSession session, String logits, String gradient) implements Sessions.Held {

    static ScoreSession open(GradientGraph graph, Execution execution, FedWeights.Memory memory) {
        return new ScoreSession(OnnxSession.open(graph.graph(), execution, memory), graph.logits(), graph.gradient());
    }

    /** The scores, and the gradient if there is one. */
    Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return session.run(inputs, gradient.isEmpty() ? Set.of(logits) : Set.of(logits, gradient));
    }

    @Override
    public void close() {
        session.close();
    }
}
