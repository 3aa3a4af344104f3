package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The axes of a graph's values, all counted from the front, and where one goes from a node's output to its operands. */
record Axes(Lowering.Known known, Map<String, TensorProto> constants) {

    /** The value with its type and shape; null if they are not known. */
    @Nullable Value of(String value) {
        TensorProto constant = constants.get(value);
        return constant == null
                ? known.of(value)
                : new Value(
                        value,
                        ElementType.of(constant.getDataType()),
                        Shape.of(constant.getDimsList().stream()
                                .mapToLong(n -> n)
                                .toArray()));
    }

    /** Whether the node has one output, and that and all operands are of known ranks. */
    boolean areKnown(Node node) {
        return node.outputs().size() == 1
                && Stream.concat(node.inputs().stream(), node.outputs().stream())
                        .filter(v -> !v.isEmpty())
                        .map(this::of)
                        .allMatch(v -> v != null && v.shape() != null);
    }

    /** A value of which it is known that it is known. */
    Value value(String name) {
        return Objects.requireNonNull(of(name), name);
    }

    Shape shape(String value) {
        return value(value).knownShape();
    }

    /**
     * The axis of an operand that broadcasts, where shapes are aligned at their last axes.
     *
     * @return -1 if it has none there, or one element, or is left out
     */
    int aligned(Node node, int operand, int axis) {
        String value = node.input(operand);
        if (value.isEmpty()) {
            return -1;
        }
        int own = axis - shape(node.output(0)).rank() + shape(value).rank();
        return own < 0 || shape(value).size(own) == 1 ? -1 : own;
    }

    /** The axis of what a Transpose turns; null if it turns all round. */
    @Nullable Integer transposed(Node node, int axis) {
        long[] perm = node.attributes().ints("perm");
        return perm == null ? null : (int) perm[axis];
    }

    /** The same axis of what is reshaped, if the axes up to it stay; else null. */
    @Nullable Integer staying(Node node, int axis) {
        return areEqual(node, 0, axis + 1, 0) ? axis : null;
    }

    /** The axis of what is reshaped where it and the axes behind it stay; else null. */
    @Nullable Integer trailing(Node node, int axis) {
        int rank = shape(node.output(0)).rank();
        int shift = shape(node.input(0)).rank() - rank;
        return areEqual(node, axis, rank, shift) ? axis + shift : null;
    }

    private boolean areEqual(Node node, int from, int until, int shift) {
        List<Shape.Dim> before = shape(node.input(0)).dims();
        List<Shape.Dim> after = shape(node.output(0)).dims();
        return IntStream.range(from, until)
                .allMatch(i -> i + shift >= 0
                        && i + shift < before.size()
                        && before.get(i + shift).surelyEquals(after.get(i)));
    }
}
