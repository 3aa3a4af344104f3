package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.canonical.Rewrite.single;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Value;
import java.util.Map;

/** Convolutions and matrix products of {@code com.microsoft}, with what was fused into them. */
final class FusedProducts {
    private static final String[] FUSED = {"activation", "activation_params"};

    private FusedProducts() {}

    static Map<String, Rewrite> rewrites() {
        return Map.of(
                "com.microsoft.FusedConv", single(FusedProducts::convolution),
                "com.microsoft.NhwcConv", single(FusedProducts::channelsLast),
                "com.microsoft.NhwcFusedConv", single(FusedProducts::channelsLast),
                "com.microsoft.FusedGemm", single(FusedProducts::gemm),
                "com.microsoft.FusedMatMul", single(FusedProducts::matMul),
                "com.microsoft.TransposeMatMul", single(FusedProducts::matMul));
    }

    /** activation(X * W + B + Z). */
    private static Value convolution(Site s) {
        Value y = s.keepOne("Conv", s.attributes().without(FUSED), s.x(), s.in(1), s.in(2));
        return FusedActivations.ofConvolution(s, s.in(3).isPresent() ? s.add(y, s.in(3)) : y);
    }

    /** The same where pictures are stored channels last; the weights are not. */
    private static Value channelsLast(Site s) {
        int rank = rank(s, 1);
        Value x = channelsFirst(s, s.x(), rank);
        Value y = channelsLast(s, s.keepOne("Conv", s.attributes().without(FUSED), x, s.in(1), s.in(2)), rank);
        return FusedActivations.ofConvolution(s, s.in(3).isPresent() ? s.add(y, s.in(3)) : y);
    }

    /** The rank of a convolution's tensors: that of its constant weights, else what the attributes say, else 4. */
    static int rank(Site s, int weights) {
        TensorProto w = s.constantAt(weights);
        long[] strides = s.attributes().ints("strides", new long[2]);
        return w != null ? w.getDimsCount() : strides.length + 2;
    }

    static Value channelsFirst(Site s, Value x, int rank) {
        long[] order = new long[rank];
        order[1] = rank - 1;
        for (int i = 2; i < rank; i++) {
            order[i] = i - 1;
        }
        return s.transpose(x, order);
    }

    static Value channelsLast(Site s, Value x, int rank) {
        long[] order = new long[rank];
        for (int i = 1; i < rank - 1; i++) {
            order[i] = i + 1;
        }
        order[rank - 1] = 1;
        return s.transpose(x, order);
    }

    private static Value gemm(Site s) {
        Attributes own =
                s.attributes().without("activation", "activation_alpha", "activation_beta", "activation_gamma");
        return FusedActivations.ofProduct(s, s.keepOne("Gemm", own, s.inputsFrom(0)));
    }

    private static Value matMul(Site s) {
        Value a = turned(
                s, s.x(), s.attributes().i("transA", 0) != 0, s.attributes().i("transBatchA", 0) != 0);
        Value b = turned(
                s, s.in(1), s.attributes().i("transB", 0) != 0, s.attributes().i("transBatchB", 0) != 0);
        return s.mul(s.keepOne("MatMul", Attributes.NONE, a, b), s.attributes().f("alpha", 1));
    }

    /** The operand with its first dimension moved behind the batch dimensions, then the last two exchanged. */
    private static Value turned(Site s, Value x, boolean matrix, boolean batch) {
        Value first = x;
        if (batch) {
            Value shape = s.shapeOf(x);
            Value rows = part(s, shape, 0, 1);
            Value batches = part(s, shape, 1, -1);
            Value columns = part(s, shape, -1, Integer.MAX_VALUE);
            Value flat = s.reshape(x, s.concat(0, rows, s.ints(-1), columns));
            first = s.reshape(s.transpose(flat, 1, 0, 2), s.concat(0, batches, rows, columns));
        }
        return matrix ? transposed(s, first) : first;
    }

    /** The last two dimensions exchanged, whatever the rank. */
    static Value transposed(Site s, Value x) {
        if (x.shape() != null) {
            int rank = x.rank();
            long[] order = new long[rank];
            for (int i = 0; i < rank; i++) {
                order[i] = i < rank - 2 ? i : 2 * rank - 3 - i;
            }
            return s.transpose(x, order);
        }
        Value shape = s.shapeOf(x);
        Value batches = part(s, shape, 0, -2);
        Value rows = part(s, shape, -2, -1);
        Value columns = part(s, shape, -1, Integer.MAX_VALUE);
        Value flat = s.reshape(x, s.concat(0, s.ints(-1), rows, columns));
        return s.reshape(s.transpose(flat, 0, 2, 1), s.concat(0, batches, columns, rows));
    }

    private static Value part(Site s, Value shape, long start, long end) {
        return s.slice(shape, s.ints(start), s.ints(end), s.ints(0));
    }
}
