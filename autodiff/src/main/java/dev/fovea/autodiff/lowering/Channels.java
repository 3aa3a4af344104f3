package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Which nodes leave out of what they give the mean over an axis that is left out of their operands. */
final class Channels {
    private final Axes axes;

    Channels(Axes axes) {
        this.axes = axes;
    }

    /** The axis that a LayerNormalization is over, if it is the last alone and only normal values come out; else null. */
    @Nullable Integer normalised(Node node) {
        Value x = axes.of(node.input(0));
        Value scale = axes.of(node.input(1));
        boolean overLast = node.is("LayerNormalization")
                && x != null
                && x.type() == ElementType.FLOAT
                && x.shape() != null
                && x.axis(node.attributes().i("axis", -1)) == x.rank() - 1
                && scale != null
                && scale.shape() != null
                && scale.rank() == 1
                && scale.knownShape().isStatic()
                && scale.knownShape().size(0) == x.knownShape().size(-1)
                && node.outputs().stream().skip(1).allMatch(String::isEmpty);
        return overLast ? Integer.valueOf(axes.shape(node.input(0)).rank() - 1) : null;
    }

    /**
     * The axis of each operand whose mean the node only passes on into its output's along {@code axis}, null in the list for
     * an operand that is no summand; null for a node that needs the means.
     */
    @Nullable List<@Nullable Integer> operands(Node node, int axis) {
        if (!axes.areKnown(node)) {
            return null;
        }
        return switch (node.op()) {
            case "Add", "Sub" -> summands(node, axis, 2);
            case "Concat" ->
                isAlong(node, axis) ? null : summands(node, axis, node.inputs().size());
            case "Slice" -> cuts(node, axis) ? null : summands(node, axis, 1);
            case "Identity", "Expand" -> summands(node, axis, 1);
            case "Transpose" -> one(node, axes.transposed(node, axis));
            case "Reshape" -> {
                Integer staying = axes.staying(node, axis);
                yield one(node, staying != null ? staying : axes.trailing(node, axis));
            }
            default -> null;
        };
    }

    /** The first operands, each of which must have all channels. */
    private @Nullable List<@Nullable Integer> summands(Node node, int axis, int count) {
        List<@Nullable Integer> own = IntStream.range(0, node.inputs().size())
                .mapToObj(k -> k < count ? (Integer) axes.aligned(node, k, axis) : null)
                .toList();
        return own.stream().anyMatch(a -> a != null && a < 0) ? null : own;
    }

    private static @Nullable List<@Nullable Integer> one(Node node, @Nullable Integer axis) {
        return axis == null
                ? null
                : IntStream.range(0, node.inputs().size())
                        .mapToObj(k -> k == 0 ? axis : null)
                        .toList();
    }

    private boolean isAlong(Node concat, int axis) {
        return axes.value(concat.output(0)).axis(concat.attributes().i("axis", 0)) == axis;
    }

    private boolean cuts(Node slice, int axis) {
        TensorProto along = axes.constants().get(slice.input(3));
        Value x = axes.value(slice.input(0));
        return along == null || LongStream.of(Tensors.toLongs(along)).anyMatch(a -> x.axis(a) == axis);
    }

    /** Whether other weights make a product give its values without their mean along an axis. */
    boolean isFoldable(Node product, int axis) {
        if (!axes.areKnown(product)) {
            return false;
        }
        boolean constant = product.inputs().stream()
                .skip(1)
                .allMatch(i -> i.isEmpty() || Weights.are(axes.constants().get(i)));
        boolean last = axis == axes.shape(product.output(0)).rank() - 1;
        return constant
                && (product.is("MatMul") && last && axes.shape(product.input(1)).rank() == 2
                        || product.is("Conv")
                                && axis == 1
                                && product.attributes().i("group", 1) == 1);
    }

    /** The axis of a product's weights that becomes that of its channels. */
    static int outputAxis(Node product) {
        return product.is("MatMul") ? 1 : 0;
    }
}
