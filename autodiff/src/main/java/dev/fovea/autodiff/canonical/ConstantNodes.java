package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns {@code Constant} nodes into initialisers, so that a constant is always found in one place. */
final class ConstantNodes implements Canonical.Pass {

    @Override
    public Graph apply(Graph graph) {
        return Subgraphs.everywhere(graph, ConstantNodes::lifted);
    }

    private static Graph lifted(Graph graph) {
        List<Node> kept = new ArrayList<>();
        Map<String, TensorProto> constants = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            TensorProto value = node.is("Constant") ? tensor(node) : null;
            if (value == null) {
                kept.add(node);
            } else {
                constants.put(node.output(0), value);
            }
        }
        return constants.isEmpty() ? graph : graph.withNodes(kept).plus(List.of(), constants);
    }

    private static @Nullable TensorProto tensor(Node node) {
        for (AttributeProto a : node.attributes().protos()) {
            switch (a.getName()) {
                case "value":
                    return a.getT();
                case "value_float":
                    return Tensors.scalar(ElementType.FLOAT, a.getF());
                case "value_int":
                    return Tensors.scalar(ElementType.INT64, a.getI());
                case "value_ints":
                    return Tensors.ints(
                            a.getIntsList().stream().mapToLong(Long::longValue).toArray());
                case "value_floats":
                    return Tensors.floats(
                            ElementType.FLOAT,
                            new long[] {a.getFloatsCount()},
                            a.getFloatsList().stream()
                                    .mapToDouble(Float::doubleValue)
                                    .toArray());
                default:
                    break;
            }
        }
        return null;
    }
}
