package dev.fovea.autodiff.canonical;

import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives every node a name of its own, in subgraphs too; nodes without one are named after their first output. */
final class NodeNames implements Canonical.Pass {

    @Override
    public Graph apply(Graph graph) {
        Set<String> taken = new HashSet<>();
        return Subgraphs.everywhere(graph, g -> named(g, taken));
    }

    private static Graph named(Graph graph, Set<String> taken) {
        List<Node> named = new ArrayList<>();
        for (Node node : graph.nodes()) {
            String wanted = node.name().isEmpty() ? node.op() + ":" + node.output(0) : node.name();
            String name = wanted;
            for (int k = 2; !taken.add(name); k++) {
                name = wanted + "#" + k;
            }
            named.add(node.withName(name));
        }
        return graph.withNodes(named);
    }
}
