package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The way back from the scores of a few classes. What begins it, a few numbers scattered among zeros, need not be multiplied
 * by all of the last layer's matrix: a few of its rows will do. Where the last layer is a 1x1 convolution with pooling and
 * Relu behind it, the same holds for the channels of its maps.
 */
final class ChosenChannels extends Peephole {

    /**
     * A value that is zero but for a few channels of each row of the batch.
     *
     * @param values what they hold: N x chosen, or N x chosen x H x W, where H and W may be 1 for the same everywhere
     * @param at which channels they are, N x chosen; what is named twice is added
     */
    private record Chosen(Value values, Value at) {}

    @Override
    @Nullable Value rewrite(Spot s) {
        return switch (s.node().op()) {
            case "Gemm", "MatMul" -> product(s);
            case "ConvTranspose" -> convolution(s);
            default -> null;
        };
    }

    private static @Nullable Value product(Spot s) {
        String left = s.node().input(0);
        Chosen dy = rank(s, left) == 2 ? chosen(s, left) : null;
        Value rows = dy == null ? null : rows(s, dy);
        return dy == null || rows == null ? null : s.squeeze(s.matmul(s.unsqueeze(dy.values(), 1), rows), 1);
    }

    /** The chosen rows of the constant matrix that is multiplied by, N x chosen x D. */
    private static @Nullable Value rows(Spot s, Chosen dy) {
        Node node = s.node();
        Attributes a = node.attributes();
        boolean plain =
                a.i("transA", 0) == 0 && a.f("alpha", 1) == 1 && node.input(2).isEmpty();
        Node turned = s.producer(node.input(1), "Transpose");
        String matrix = turned == null ? node.input(1) : turned.input(0);
        if (!plain || rank(s, matrix) != 2 || s.constantOf(matrix) == null) {
            return null;
        }
        boolean columns = (a.i("transB", 0) == 1) != (turned != null);
        return columns
                ? s.transpose(s.gather(1, s.operand(matrix), dy.at()), 1, 2, 0)
                : s.gather(0, s.operand(matrix), dy.at());
    }

    private static @Nullable Value convolution(Spot s) {
        Value y = maps(s, s.node().output(0));
        Chosen dy = y == null ? null : chosen(s, s.node().input(0));
        // Looked at last: its weights are copied.
        Transposition t = dy == null ? null : TransposedConvolutions.transposition(s, s.node());
        if (y == null || dy == null || t == null || !isPointwise(t)) {
            return null;
        }
        long[] dims = {t.w().dim(0), t.channels()};
        Value matrix = s.constant(new Weights(dims, t.w().values()).toTensor());
        Value columns = s.transpose(s.gather(0, matrix, dy.at()), 0, 2, 1);
        Value everywhere = s.op("Expand", dy.values(), s.ints(1, 1, y.size(2), y.size(3)));
        Value product = s.matmul(columns, s.reshape(everywhere, 0, 0, -1));
        Value whole = s.reshape(product, 0, 0, y.size(2), y.size(3));
        return Channelwise.fits(y) ? Channelwise.scale(s, whole, t.channels(), 1, 0) : whole;
    }

    private static boolean isPointwise(Transposition t) {
        return t.rank() == 2
                && t.group() == 1
                && t.w().stride() == t.w().dim(1)
                && Arrays.equals(t.strides(), new long[] {1, 1})
                && Arrays.stream(t.pads()).allMatch(n -> n == 0)
                && Arrays.stream(t.extra()).allMatch(n -> n == 0);
    }

    /** What came back as far as this from a few scores; null if it did not, or through what is not known here. */
    private static @Nullable Chosen chosen(Spot s, String value) {
        Node node = s.producer(value);
        if (node == null) {
            return null;
        }
        Value maps = maps(s, value);
        return switch (node.op()) {
            case "ScatterElements" -> scattered(s, node);
            case "Div" -> Masks.single(s, node.input(1)).isPresent() ? divided(s, node) : null;
            case "Reshape" -> maps != null && maps.size(2) == 1 && maps.size(3) == 1 ? lifted(s, node.input(0)) : null;
            case "Expand" -> {
                Value narrow = maps(s, node.input(0));
                boolean inSpace = maps != null && narrow != null && narrow.size(1) == maps.size(1);
                yield inSpace ? chosen(s, node.input(0)) : null;
            }
            case "Where" -> masked(s, Masks.mask(s, node));
            default -> null;
        };
    }

    /** Numbers scattered along the second of two axes. */
    private static @Nullable Chosen scattered(Spot s, Node scatter) {
        boolean addsAlongRows = scatter.attributes().i("axis", 0) == 1
                && scatter.attributes().s("reduction", "none").equals("add");
        return addsAlongRows && rank(s, scatter.input(1)) == 2 && isZero(s, scatter.input(0))
                ? new Chosen(s.operand(scatter.input(2)), s.operand(scatter.input(1)))
                : null;
    }

    private static @Nullable Chosen lifted(Spot s, String scores) {
        Chosen few = rank(s, scores) == 2 ? chosen(s, scores) : null;
        return few == null ? null : new Chosen(s.unsqueeze(few.values(), 2, 3), few.at());
    }

    private static @Nullable Chosen divided(Spot s, Node mean) {
        Chosen few = chosen(s, mean.input(0));
        return few == null ? null : new Chosen(s.div(few.values(), s.operand(mean.input(1))), few.at());
    }

    private static @Nullable Chosen masked(Spot s, Masks.@Nullable Mask mask) {
        Chosen few = mask == null || maps(s, mask.y()) == null ? null : chosen(s, mask.dy());
        if (mask == null || few == null) {
            return null;
        }
        Value y = s.op("GatherND", Attributes.of("batch_dims", 1L), s.operand(mask.y()), s.unsqueeze(few.at(), 2));
        Value passing = mask.greater() ? s.greater(y, mask.bound()) : s.less(y, mask.bound());
        return new Chosen(s.keepWhere(passing, few.values()), few.at());
    }

    /** The value, if it is feature maps of known sizes. */
    private static @Nullable Value maps(Spot s, String value) {
        Value known = s.known(value);
        boolean sized = known != null
                && known.shape() != null
                && known.rank() == 4
                && LongStream.of(known.knownShape().sizes()).skip(1).allMatch(n -> n > 0);
        return sized ? known : null;
    }

    /** The axes of a value; -1 if they are not known. */
    private static int rank(Spot s, String value) {
        Value known = s.known(value);
        return known == null || known.shape() == null ? -1 : known.rank();
    }

    private static boolean isZero(Spot s, String value) {
        Node filled = s.producer(value, "ConstantOfShape");
        AttributeProto fill = filled == null ? null : filled.attributes().proto("value");
        TensorProto constant = fill == null ? s.constantOf(value) : fill.getT();
        return filled != null && fill == null
                || constant != null
                        && Arrays.stream(Tensors.toDoubles(constant)).allMatch(v -> v == 0);
    }
}
