package dev.fovea.core.model;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.List;

/** The layers of a model: nodes whose first output is a float map. */
final class Layers {
    private Layers() {}

    /** Every layer, in the order in which they are computed. */
    static List<Node> of(PreparedModel model) {
        return model.graph().nodes().stream().filter(n -> isLayer(n, model)).toList();
    }

    private static boolean isLayer(Node node, PreparedModel model) {
        Value out = model.types().of(node.output(0));
        Shape shape = out.shape();
        return out.type().isFloating() && shape != null && shape.rank() >= 2;
    }

    /**
     * The value that a layer makes.
     *
     * @param name of the node, or of its first output
     * @throws FoveaException if there is none, naming those that are written most like it
     */
    static Value value(PreparedModel model, String name) {
        List<Node> layers = of(model);
        return layers.stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .or(() -> layers.stream().filter(n -> n.output(0).equals(name)).findFirst())
                .map(n -> model.types().of(n.output(0)))
                .orElseThrow(() -> unknown(name, layers));
    }

    private static FoveaException unknown(String name, List<Node> layers) {
        String near = NearNames.to(name, layers.stream().map(Node::name).toList());
        return new FoveaException(
                "There is no layer '%s' among the %d of this model; near are %s; 'fovea inspect' lists all"
                        .formatted(name, layers.size(), near));
    }
}
