package dev.fovea.core.model;

import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.List;
import java.util.Set;

/** A classifier's graph as it is differentiated: in modern operators, its constants folded. Immutable and thread-safe. */
public final class ModelGraph {
    private final PreparedModel model;

    ModelGraph(PreparedModel model) {
        this.model = model;
    }

    /** Nodes and constants. */
    public Graph nodes() {
        return model.graph();
    }

    /** Types and shapes of all values, constants included. */
    public Types types() {
        return model.types().withConstants(model.graph());
    }

    /**
     * The layers that the score hangs on, in the order in which they are computed: nodes whose first output is a float
     * map or row.
     */
    public List<Node> layers() {
        Set<Node> needed = model.graph().ancestors(List.of(model.head().logits()));
        return Layers.of(model).stream().filter(needed::contains).toList();
    }

    /**
     * A layer's values: their name, type and shape.
     *
     * @param layer as {@link ModelInspection#layers} names it
     * @throws FoveaException if there is no such layer
     */
    public Value layer(String layer) {
        return Layers.value(model, layer);
    }
}
