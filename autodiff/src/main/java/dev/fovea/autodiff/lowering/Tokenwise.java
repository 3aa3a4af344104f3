package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which operators treat the elements along an axis each for itself, as all do with the tokens of a transformer but
 * attention, and what they need of their operands to give some of these elements.
 */
final class Tokenwise {
    private static final Set<String> ELEMENTWISE = Set.of(
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Pow",
            "Neg",
            "Sqrt",
            "Reciprocal",
            "Exp",
            "Erf",
            "Tanh",
            "Sigmoid",
            "Relu",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "Clip");

    private final Axes axes;

    Tokenwise(Axes axes) {
        this.axes = axes;
    }

    /**
     * What a node needs of each operand to compute a stretch of its only output; null in the list for an operand that it
     * needs as a whole, null for a node that does not treat the elements along the axis each for itself.
     */
    @Nullable List<@Nullable Stretch> operands(Node node, Stretch wanted) {
        if (!axes.areKnown(node)) {
            return null;
        }
        if (ELEMENTWISE.contains(node.op())) {
            return broadcast(node, wanted);
        }
        int rank = axes.shape(node.output(0)).rank();
        int own = Math.floorMod(node.attributes().i("axis", -1), rank);
        return switch (node.op()) {
            case "LayerNormalization" -> wanted.axis() < own ? broadcast(node, wanted) : null;
            case "Softmax" -> wanted.axis() != own ? broadcast(node, wanted) : null;
            case "ReduceMean" -> keeps(node, rank, wanted.axis()) ? first(node, wanted) : null;
            case "MatMul" ->
                wanted.axis() == rank - 2
                        ? first(node, wanted.along(axes.shape(node.input(0)).rank() - 2))
                        : null;
            case "Transpose" -> along(node, wanted, axes.transposed(node, wanted.axis()));
            case "Reshape" ->
                axes.constants().containsKey(node.input(1))
                        ? along(node, wanted, axes.staying(node, wanted.axis()))
                        : null;
            default -> null;
        };
    }

    /** The same stretch of all operands that have the axis. */
    private List<@Nullable Stretch> broadcast(Node node, Stretch wanted) {
        return IntStream.range(0, node.inputs().size())
                .map(k -> axes.aligned(node, k, wanted.axis()))
                .mapToObj(axis -> axis < 0 ? null : wanted.along(axis))
                .toList();
    }

    private static @Nullable List<@Nullable Stretch> along(Node node, Stretch wanted, @Nullable Integer axis) {
        return axis == null ? null : first(node, wanted.along(axis));
    }

    private static List<@Nullable Stretch> first(Node node, Stretch wanted) {
        return IntStream.range(0, node.inputs().size())
                .mapToObj(k -> k == 0 ? wanted : null)
                .toList();
    }

    private boolean keeps(Node mean, int rank, int axis) {
        TensorProto second = axes.constants().get(mean.input(1));
        long[] over = second == null ? mean.attributes().ints("axes", new long[0]) : Tensors.toLongs(second);
        return mean.attributes().i("keepdims", 1) == 1
                && over.length > 0
                && LongStream.of(over).noneMatch(a -> Math.floorMod(a, rank) == axis);
    }
}
