package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final Lowering.Known known;
    private final Map<String, TensorProto> constants;

    Tokenwise(Lowering.Known known, Map<String, TensorProto> constants) {
        this.known = known;
        this.constants = constants;
    }

    /**
     * What a node needs of each operand to compute a stretch of its only output; null in the list for an operand that it
     * needs as a whole, null for a node that does not treat the elements along the axis each for itself.
     */
    @Nullable List<@Nullable Stretch> operands(Node node, Stretch wanted) {
        Value y = known.of(node.output(0));
        boolean shaped = y != null
                && node.outputs().size() == 1
                && node.inputs().stream().filter(i -> !i.isEmpty()).allMatch(i -> shape(i) != null);
        if (y == null || !shaped) {
            return null;
        }
        int fromEnd = wanted.axis() - y.rank();
        if (ELEMENTWISE.contains(node.op())) {
            return broadcast(node, wanted, fromEnd);
        }
        return switch (node.op()) {
            case "LayerNormalization" ->
                wanted.axis() < y.axis(node.attributes().i("axis", -1)) ? broadcast(node, wanted, fromEnd) : null;
            case "Softmax" ->
                wanted.axis() != y.axis(node.attributes().i("axis", -1)) ? broadcast(node, wanted, fromEnd) : null;
            case "ReduceMean" -> keeps(node, y, wanted) ? first(node, wanted) : null;
            case "MatMul" -> fromEnd == -2 ? first(node, wanted.along(rank(node.input(0)) - 2)) : null;
            case "Transpose" -> transposed(node, wanted);
            case "Reshape" -> reshaped(node, y, wanted);
            default -> null;
        };
    }

    /** The same stretch of all operands that have the axis; they are aligned at their last axes. */
    private @Nullable List<@Nullable Stretch> broadcast(Node node, Stretch wanted, int fromEnd) {
        return node.inputs().stream()
                .map(i -> {
                    int axis = i.isEmpty() ? -1 : rank(i) + fromEnd;
                    return axis < 0 || size(i, axis) == 1 ? null : wanted.along(axis);
                })
                .toList();
    }

    private static List<@Nullable Stretch> first(Node node, Stretch wanted) {
        return IntStream.range(0, node.inputs().size())
                .mapToObj(i -> i == 0 ? wanted : null)
                .toList();
    }

    private boolean keeps(Node mean, Value y, Stretch wanted) {
        TensorProto second = constants.get(mean.input(1));
        long[] axes = second == null ? mean.attributes().ints("axes", new long[0]) : Tensors.toLongs(second);
        return mean.attributes().i("keepdims", 1) == 1
                && axes.length > 0
                && LongStream.of(axes).noneMatch(a -> y.axis(a) == wanted.axis());
    }

    private static @Nullable List<@Nullable Stretch> transposed(Node node, Stretch wanted) {
        long[] perm = node.attributes().ints("perm");
        return perm == null ? null : List.of(wanted.along((int) perm[wanted.axis()]));
    }

    /** Where the axes up to the one in question stay, as when heads are joined. */
    private @Nullable List<@Nullable Stretch> reshaped(Node node, Value y, Stretch wanted) {
        List<Shape.Dim> before = Objects.requireNonNull(shape(node.input(0))).dims();
        List<Shape.Dim> after = y.knownShape().dims();
        boolean stay = constants.containsKey(node.input(1))
                && wanted.axis() < before.size()
                && IntStream.rangeClosed(0, wanted.axis())
                        .allMatch(i -> before.get(i).surelyEquals(after.get(i)));
        return stay ? first(node, wanted) : null;
    }

    /** The sizes that a Reshape is to, as it names them. */
    long[] sizes(Node reshape) {
        return Tensors.toLongs(Objects.requireNonNull(constants.get(reshape.input(1))));
    }

    private int rank(String value) {
        return Objects.requireNonNull(shape(value)).rank();
    }

    private long size(String value, int axis) {
        return Objects.requireNonNull(shape(value)).size(axis);
    }

    private @Nullable Shape shape(String value) {
        Value found = of(value);
        return found == null ? null : found.shape();
    }

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
}
