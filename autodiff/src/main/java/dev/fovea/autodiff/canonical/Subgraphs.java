package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The bodies of {@code If}, {@code Loop} and {@code Scan}, seen as graphs of their own. */
final class Subgraphs {

    private Subgraphs() {}

    /** A body as a graph of the model that {@code shell} belongs to. */
    static Graph open(GraphProto body, ModelProto shell) {
        return Graph.of(shell.toBuilder().setGraph(body).build());
    }

    /** The node with every body changed. */
    static Node map(Node node, ModelProto shell, UnaryOperator<Graph> change) {
        Node mapped = node;
        for (AttributeProto a : node.attributes().protos()) {
            if (a.hasG()) {
                GraphProto body = close(change.apply(open(a.getG(), shell)), a.getG());
                mapped = mapped.withAttributes(mapped.attributes().with(a.getName(), body));
            }
        }
        return mapped;
    }

    /** The graph with {@code change} made in it and, before, in every body at any depth. */
    static Graph everywhere(Graph graph, UnaryOperator<Graph> change) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            nodes.add(map(node, graph.shell(), body -> everywhere(body, change)));
        }
        return change.apply(graph.withNodes(nodes));
    }

    /** The changed body; its outputs keep the types they had declared. */
    private static GraphProto close(Graph changed, GraphProto original) {
        return changed.toModel().getGraph().toBuilder()
                .clearOutput()
                .addAllOutput(original.getOutputList())
                .build();
    }
}
