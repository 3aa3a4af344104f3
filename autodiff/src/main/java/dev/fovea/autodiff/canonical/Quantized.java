package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * A quantised tensor at three inputs of a node: (q - zero point) · scale. Constants are dequantised at once, so that
 * weights stay constants.
 */
record Quantized(Site site, Value q, Value scale, Value zeroPoint) {

    /** The tensor at inputs {@code first} to {@code first + 2}: values, scale, zero point. */
    static Quantized at(Site s, int first) {
        return new Quantized(s, s.in(first), s.in(first + 1), s.in(first + 2));
    }

    /** The float tensor. */
    Value dequantized() {
        return dequantized(1);
    }

    /** The float tensor; {@code axis} is the one that a vector of scales runs along. */
    Value dequantized(long axis) {
        TensorProto values = site.constantOf(q);
        TensorProto scales = site.constantOf(scale);
        TensorProto zeros = site.constantOf(zeroPoint);
        if (values != null && scales != null && (zeros != null || !zeroPoint.isPresent())) {
            return site.constant(dequantized(values, Tensors.toDoubles(scales), zeros, axis));
        }
        boolean single = scales == null || Tensors.count(scales) == 1;
        Attributes along = single ? Attributes.NONE : Attributes.of("axis", axis);
        return site.typed(ElementType.FLOAT, "DequantizeLinear", along, q, scalar(scale), scalar(zeroPoint));
    }

    private static TensorProto dequantized(
            TensorProto values, double[] scales, @Nullable TensorProto zeros, long axis) {
        long[] dims = values.getDimsList().stream().mapToLong(Long::longValue).toArray();
        long[] q = Tensors.toLongs(values);
        long[] zero = zeros == null ? new long[1] : Tensors.toLongs(zeros);
        int inner = 1;
        int along = (int) (axis < 0 ? axis + dims.length : axis);
        for (int i = along + 1; i < dims.length; i++) {
            inner *= (int) dims[i];
        }
        double[] out = new double[q.length];
        for (int i = 0; i < q.length; i++) {
            int scale = scales.length == 1 ? 0 : (i / inner) % scales.length;
            out[i] = (float) (q[i] - zero[zero.length == 1 ? 0 : scale]) * (float) scales[scale];
        }
        return Tensors.floats(ElementType.FLOAT, dims, out);
    }

    /** {@code x} in the scale and zero point of this tensor. */
    Value quantize(Value x) {
        return site.typed(ElementType.UINT8, "QuantizeLinear", Attributes.NONE, x, scalar(scale), scalar(zeroPoint));
    }

    /** A vector with one element as a scalar, which QuantizeLinear tells apart. */
    private Value scalar(Value parameter) {
        TensorProto constant = site.constantOf(parameter);
        return constant == null || constant.getDimsCount() == 0 || Tensors.count(constant) != 1
                ? parameter
                : site.constant(constant.toBuilder().clearDims().clearName().build());
    }
}
