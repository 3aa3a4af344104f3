package dev.fovea.autodiff.canonical;

import dev.fovea.autodiff.graph.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes operators that are not ONNX's own, and quantised ones, as standard ONNX on floats. Operators of other domains
 * that have no row stay; the differentiator names them if they are in the way.
 */
final class Expansion implements Canonical.Pass {
    private final Map<String, Rewrite> table = new HashMap<>();

    Expansion(List<Map<String, Rewrite>> families) {
        families.forEach(table::putAll);
    }

    @Override
    public Graph apply(Graph graph) {
        return new Rewriting(graph.opset(), node -> Optional.ofNullable(table.get(node.op()))).apply(graph);
    }
}
