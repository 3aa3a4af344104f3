package dev.fovea.core.model;

import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.List;

/**
 * A model ready to be differentiated: canonical, its constants folded, with types, its picture input and its score.
 *
 * @param source the value the gradient is taken at: the input, or what an integer input is cast to
 */
record PreparedModel(Graph graph, GraphTypes types, ModelInput input, ScoreHead head, String source) {

    static PreparedModel of(ModelFile file, String output) {
        Graph graph = canonical(file.graph(), file.source());
        GraphTypes types = types(graph, file.source());
        Graph folded = ConstantFolding.fold(graph, types);
        if (folded.nodes().stream().anyMatch(n -> n.is("If"))) {
            folded = canonical(folded, file.source());
            types = GraphTypes.infer(folded);
            folded = ConstantFolding.fold(folded, types);
        }
        folded = IntegerInput.castFirst(folded, types);
        GraphTypes known = SampledSizes.refined(folded, GraphTypes.infer(folded));
        List<Value> inputs =
                folded.inputs().stream().map(i -> known.of(i.getName())).toList();
        ModelInput input = ModelInput.among(inputs, file.source());
        ScoreHead head = ScoreHead.find(folded, known, output, file.source());
        return new PreparedModel(folded, known, input, head, IntegerInput.source(folded, input, known, file.source()));
    }

    private static GraphTypes types(Graph graph, String source) {
        try {
            return GraphTypes.infer(graph);
        } catch (FoveaException e) {
            throw new FoveaException(
                    "The model '%s' is not valid, export it again: %s".formatted(source, e.getMessage()), e);
        }
    }

    private static Graph canonical(Graph graph, String source) {
        try {
            return Canonical.of(graph);
        } catch (IllegalArgumentException e) {
            throw new FoveaException("The model '%s' cannot be used: %s".formatted(source, e.getMessage()), e);
        }
    }
}
