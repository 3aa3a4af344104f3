package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Channels cut out of a ConvTranspose, which is how the cotangent of joined maps comes apart, become ConvTransposes with
 * the weights cut: slices have no kernel in ONNX Runtime's blocked layout. Only where nothing needs all channels.
 */
final class SlicedProducts extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node slice = s.node();
        Node product = slice.is("Slice") ? s.producer(slice.input(0), "ConvTranspose") : null;
        if (product == null
                || product.attributes().i("group", 1) != 1
                || !product.input(2).isEmpty()
                || s.isOutput(product.output(0))
                || !s.readers(product.output(0)).stream().allMatch(n -> isOfChannels(s, n))) {
            return null;
        }
        Weights w = Weights.of(s.constantOf(product.input(1)));
        if (w == null) {
            return null;
        }
        int from = (int) number(s, slice.input(1), -1);
        int until = (int) Math.min(w.dim(1), number(s, slice.input(2), -1));
        return s.op(
                "ConvTranspose",
                product.attributes(),
                s.operand(product.input(0)),
                s.constant(columns(w, from, until).toTensor()));
    }

    private static boolean isOfChannels(Spot s, Node slice) {
        return slice.is("Slice")
                && number(s, slice.input(1), -1) >= 0
                && number(s, slice.input(2), -1) > number(s, slice.input(1), -1)
                && number(s, slice.input(3), -1) == 1
                && (slice.input(4).isEmpty() || number(s, slice.input(4), -1) == 1);
    }

    /** The one number of an int64 constant. */
    private static long number(Spot s, String value, long absent) {
        TensorProto t = s.constantOf(value);
        return t != null && Tensors.count(t) == 1 ? Tensors.toLongs(t)[0] : absent;
    }

    /** A stretch of the second axis. */
    private static Weights columns(Weights w, int from, int until) {
        long[] dims = w.dims().clone();
        dims[1] = until - from;
        Weights cut = Weights.zeros(dims);
        int size = w.dim(1) == 0 ? 0 : w.stride() / w.dim(1);
        for (int i = 0; i < w.dim(0); i++) {
            int start = i * w.stride();
            float[] row = Arrays.copyOfRange(w.values(), start + from * size, start + until * size);
            System.arraycopy(row, 0, cut.values(), i * row.length, row.length);
        }
        return cut;
    }
}
