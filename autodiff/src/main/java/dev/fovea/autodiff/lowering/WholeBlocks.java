package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The few channels between the two convolutions of squeeze-and-excitation are repeated until they fill whole blocks, so
 * that everything between them is in ONNX Runtime's blocked layout, forward and back. The second one's weights are shared
 * out among the copies. Channels of zeros would do for finite values only: zero times infinity is not a number.
 */
final class WholeBlocks extends Peephole {
    /** What makes of each element something that hangs on it alone. */
    private static final Set<String> ELEMENTWISE =
            Set.of("Add", "Clip", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Mul", "Relu", "Sigmoid", "Tanh");

    @Override
    @Nullable Value rewrite(Spot s) {
        Node second = s.node();
        TensorProto narrow = isFull(second) ? s.constantOf(second.input(1)) : null;
        Weights w = narrow == null || narrow.getDims(1) % Channelwise.BLOCK == 0 ? null : Weights.of(narrow);
        if (w == null) {
            return null;
        }
        Map<String, Value> between = new HashMap<>();
        Value wide = widened(s, second.input(0), w.dim(1), between);
        if (wide == null || !between.keySet().stream().allMatch(v -> isReadInside(s, v, between))) {
            return null;
        }
        Value[] operands = second.inputs().stream().map(s::operand).toArray(Value[]::new);
        operands[0] = wide;
        operands[1] = s.constant(shared(w, filled(w.dim(1))).toTensor());
        return s.op("Conv", second.attributes(), operands);
    }

    /** The value with its channels repeated; null if it does not come from one convolution by elementwise operators. */
    private static @Nullable Value widened(Spot s, String value, int channels, Map<String, Value> between) {
        Node node = s.producer(value);
        if (node == null || between.containsKey(value)) {
            return between.get(value);
        }
        Value wide = isFull(node)
                ? first(s, node, channels)
                : ELEMENTWISE.contains(node.op()) ? applied(s, node, channels, between) : null;
        if (wide != null) {
            between.put(value, wide);
        }
        return wide;
    }

    private static @Nullable Value applied(Spot s, Node node, int channels, Map<String, Value> between) {
        Value[] operands = new Value[node.inputs().size()];
        for (int i = 0; i < operands.length; i++) {
            TensorProto constant = s.constantOf(node.input(i));
            boolean same = node.input(i).isEmpty() || constant != null && Tensors.count(constant) == 1;
            Value operand = same ? s.operand(node.input(i)) : widened(s, node.input(i), channels, between);
            if (operand == null) {
                return null;
            }
            operands[i] = operand;
        }
        return s.op(node.op(), node.attributes(), operands);
    }

    private static @Nullable Value first(Spot s, Node conv, int channels) {
        Value y = s.known(conv.output(0));
        Weights w = y != null && isOfOnePlace(y.shape()) ? Weights.of(s.constantOf(conv.input(1))) : null;
        Weights bias = Weights.of(s.constantOf(conv.input(2)));
        if (w == null || w.dim(0) != channels || bias == null && !conv.input(2).isEmpty()) {
            return null;
        }
        Value x = s.operand(conv.input(0));
        Value wide = s.constant(repeated(w, filled(channels)).toTensor());
        return bias == null
                ? s.op("Conv", conv.attributes(), x, wide)
                : s.op(
                        "Conv",
                        conv.attributes(),
                        x,
                        wide,
                        s.constant(repeated(bias, filled(channels)).toTensor()));
    }

    /** Whether the node is a convolution from all channels to all channels. */
    private static boolean isFull(Node node) {
        return node.is("Conv") && node.attributes().i("group", 1) == 1;
    }

    /** Over larger maps the copies would cost more than changing the layout. */
    private static boolean isOfOnePlace(@Nullable Shape shape) {
        return shape != null && shape.rank() == 4 && shape.size(2) == 1 && shape.size(3) == 1;
    }

    private static boolean isReadInside(Spot s, String value, Map<String, Value> between) {
        return !s.isOutput(value)
                && s.readers(value).stream().allMatch(n -> n.equals(s.node()) || between.containsKey(n.output(0)));
    }

    private static int filled(int channels) {
        return (channels + Channelwise.BLOCK - 1) / Channelwise.BLOCK * Channelwise.BLOCK;
    }

    /** The slices along the first axis, over and over. */
    private static Weights repeated(Weights w, int count) {
        long[] dims = w.dims().clone();
        dims[0] = count;
        Weights all = Weights.zeros(dims);
        int stride = w.stride();
        for (int i = 0; i < count; i++) {
            System.arraycopy(w.values(), i % w.dim(0) * stride, all.values(), i * stride, stride);
        }
        return all;
    }

    /** The slices along the second axis, over and over, divided by how often each is there. */
    private static Weights shared(Weights w, int count) {
        long[] dims = w.dims().clone();
        dims[1] = count;
        Weights all = Weights.zeros(dims);
        int size = w.stride() / w.dim(1);
        for (int i = 0; i < all.values().length; i++) {
            int row = i / all.stride();
            int channel = i / size % count % w.dim(1);
            int copies = (count - 1 - channel) / w.dim(1) + 1;
            all.values()[i] = w.values()[row * w.stride() + channel * size + i % size] / copies;
        }
        return all;
    }
}
