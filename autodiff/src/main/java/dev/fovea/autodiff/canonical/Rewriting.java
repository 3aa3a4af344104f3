package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Replaces nodes one by one, in the graph and in its subgraphs, by what a table says about them. */
final class Rewriting {
    private final long opset;
    private final Function<Node, Optional<Rewrite>> table;

    /** @param opset the opset that the graph is written for */
    Rewriting(long opset, Function<Node, Optional<Rewrite>> table) {
        this.opset = opset;
        this.table = table;
    }

    Graph apply(Graph graph) {
        return apply(graph, Map.of());
    }

    private Graph apply(Graph graph, Map<String, TensorProto> outer) {
        Map<String, TensorProto> visible = new HashMap<>(outer);
        visible.putAll(graph.constants());
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        Set<String> read = read(graph);
        List<Node> nodes = new ArrayList<>();
        for (Node old : graph.nodes()) {
            Node node = Subgraphs.map(old, graph.shell(), body -> apply(body, visible));
            Optional<Rewrite> rewrite = table.apply(node);
            if (rewrite.isEmpty()) {
                nodes.add(node);
                continue;
            }
            Site site = new Site(freeScope(graph, node), node, opset, visible, read);
            List<Value> results = rewrite.get().apply(site);
            nodes.addAll(site.replacement(results));
            Map<String, TensorProto> written = site.namedConstants(results);
            constants.putAll(written);
            visible.putAll(written);
        }
        return graph.withNodes(nodes).withConstants(constants);
    }

    private static Set<String> read(Graph graph) {
        Set<String> read = new HashSet<>(graph.outputs());
        graph.nodes().forEach(n -> read.addAll(n.reads()));
        return read;
    }

    /** The node's name, marked where values of the model could clash with {@code <name>/<k>}. */
    private static String freeScope(Graph graph, Node node) {
        String scope = node.name();
        while (graph.knows(scope + "/0") || graph.knows(scope + "/1")) {
            scope += "'";
        }
        return scope;
    }
}
