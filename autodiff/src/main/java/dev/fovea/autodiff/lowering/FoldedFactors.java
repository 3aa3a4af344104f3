package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The factors between sums and means, which {@link GatedMaps} writes as channelwise convolutions, become part of the
 * weights of the convolution before them, or of the one behind a product. A factor of 1 is only there to bring a gate into
 * the blocked layout; one that comes from a convolution is in it already.
 */
final class FoldedFactors extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Weights factors = factors(s, s.node());
        if (factors == null) {
            return behind(s);
        }
        String gate = s.node().input(0);
        return isAll(factors, 1) && isBlocked(s, gate) ? s.operand(gate) : before(s, factors);
    }

    private static boolean isBlocked(Spot s, String gate) {
        Node sigmoid = s.producer(gate, "Sigmoid");
        Node conv = sigmoid == null ? null : s.producer(sigmoid.input(0), "Conv");
        TensorProto w = conv == null ? null : s.constantOf(conv.input(1));
        return w != null && w.getDims(1) % Channelwise.BLOCK == 0;
    }

    /** The convolution before the factors, with these in its weights. */
    private static @Nullable Value before(Spot s, Weights factors) {
        Node conv = s.producer(s.node().input(0), "Conv");
        Weights w = conv == null || !conv.input(2).isEmpty() ? null : Weights.of(s.constantOf(conv.input(1)));
        return conv == null || w == null || !s.isReadOnce(conv.output(0))
                ? null
                : s.op(
                        "Conv",
                        conv.attributes(),
                        s.operand(conv.input(0)),
                        s.constant(w.scaled(numbers(factors)).toTensor()));
    }

    /** The convolution behind a product of means with factors, with these in its weights. */
    private static @Nullable Value behind(Spot s) {
        Node conv = s.node();
        Node product =
                conv.is("Conv") && conv.attributes().i("group", 1) == 1 ? s.producer(conv.input(0), "Mul") : null;
        Node scaling = product == null ? null : s.producer(product.input(0), "Conv");
        Weights factors = scaling == null ? null : factors(s, scaling);
        Weights w = factors == null ? null : Weights.of(s.constantOf(conv.input(1)));
        if (product == null
                || scaling == null
                || factors == null
                || w == null
                || s.producer(scaling.input(0), "GlobalAveragePool") == null
                || !s.isReadOnce(product.output(0))
                || !s.isReadOnce(scaling.output(0))) {
            return null;
        }
        Value[] operands = conv.inputs().stream().map(s::operand).toArray(Value[]::new);
        operands[0] = s.mul(s.operand(scaling.input(0)), s.operand(product.input(1)));
        operands[1] = s.constant(w.scaledBySecond(factors.values(), 1).toTensor());
        return s.op("Conv", conv.attributes(), operands);
    }

    private static double[] numbers(Weights factors) {
        return IntStream.range(0, factors.dim(0))
                .mapToDouble(i -> factors.values()[i])
                .toArray();
    }

    private static boolean isAll(Weights factors, double value) {
        return Arrays.stream(numbers(factors)).allMatch(n -> n == value);
    }

    /** The factor for each channel that a convolution consists of; null if it is another. */
    private static @Nullable Weights factors(Spot s, Node conv) {
        Attributes a = conv.attributes();
        boolean inPlace = a.i("group", 1) > 1 && !a.has("strides") && !a.has("pads") && !a.has("auto_pad");
        Weights w =
                conv.is("Conv") && inPlace && conv.input(2).isEmpty() ? Weights.of(s.constantOf(conv.input(1))) : null;
        return w != null && w.stride() == 1 && a.i("group", 1) == w.dim(0) ? w : null;
    }
}
