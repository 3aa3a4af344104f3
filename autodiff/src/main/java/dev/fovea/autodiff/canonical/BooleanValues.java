package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.Set;

/** Which values of a graph are booleans, by the operators they come from: before canonical form, no types are known. */
record BooleanValues(Graph graph) {
    private static final Set<String> DECIDE = Set.of(
            "And", "Or", "Xor", "Not", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "IsNaN", "IsInf");
    private static final Set<String> KEEP_TYPE = Set.of(
            "Concat",
            "Expand",
            "Gather",
            "Identity",
            "Pad",
            "Reshape",
            "Slice",
            "Squeeze",
            "Tile",
            "Transpose",
            "Trilu",
            "Unsqueeze");

    boolean contains(String value) {
        TensorProto constant = graph.constants().get(value);
        Node node = graph.producer(value);
        if (constant != null) {
            return constant.getDataType() == ElementType.BOOL.code();
        }
        return node == null ? isInput(value) : makes(node);
    }

    private boolean isInput(String value) {
        for (ValueInfoProto input : graph.inputs()) {
            if (input.getName().equals(value)) {
                return input.getType().getTensorType().getElemType() == ElementType.BOOL.code();
            }
        }
        return false;
    }

    private boolean makes(Node node) {
        if (node.is("Cast")) {
            return node.attributes().i("to", 0) == ElementType.BOOL.code();
        }
        if (node.is("Where")) {
            return contains(node.input(1));
        }
        return DECIDE.contains(node.op()) || KEEP_TYPE.contains(node.op()) && contains(node.input(0));
    }
}
