package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces every {@code If} with a constant condition by the branch it takes. A condition that hangs on the input stays:
 * the differentiator names such nodes.
 */
final class ConstantBranches implements Canonical.Pass {

    @Override
    public Graph apply(Graph graph) {
        return Subgraphs.everywhere(graph, ConstantBranches::taken);
    }

    private static Graph taken(Graph graph) {
        Deque<Node> open = new ArrayDeque<>(graph.nodes());
        List<Node> done = new ArrayList<>();
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        Set<String> names = new HashSet<>(constants.keySet());
        graph.nodes().forEach(n -> names.addAll(n.outputs()));
        graph.inputs().forEach(i -> names.add(i.getName()));
        while (!open.isEmpty()) {
            Node node = open.pop();
            GraphProto branch = branch(node, constants);
            if (branch == null) {
                done.add(node);
                continue;
            }
            Set<String> defined = defined(branch);
            Splice body = Splice.of(
                    node,
                    Subgraphs.open(branch, graph.shell()),
                    Map.of(),
                    name -> defined.contains(name) && names.contains(name));
            names.addAll(defined);
            constants.putAll(body.constants());
            for (int i = body.nodes().size() - 1; i >= 0; i--) {
                open.push(body.nodes().get(i));
            }
        }
        return graph.withNodes(done).withConstants(constants);
    }

    private static @Nullable GraphProto branch(Node node, Map<String, TensorProto> constants) {
        TensorProto condition = node.is("If") ? constants.get(node.input(0)) : null;
        if (condition == null) {
            return null;
        }
        boolean holds = Tensors.toLongs(condition)[0] != 0;
        AttributeProto branch = node.attributes().proto(holds ? "then_branch" : "else_branch");
        return branch == null ? null : branch.getG();
    }

    /** All names that the branch or a subgraph within gives to values. */
    private static Set<String> defined(GraphProto body) {
        Set<String> all = new HashSet<>();
        body.getInputList().forEach(v -> all.add(v.getName()));
        body.getInitializerList().forEach(t -> all.add(t.getName()));
        body.getNodeList().forEach(n -> {
            all.addAll(n.getOutputList());
            n.getAttributeList().stream().filter(AttributeProto::hasG).forEach(a -> all.addAll(defined(a.getG())));
        });
        return all;
    }
}
