package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.canonical.Rewrite.single;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Products of dynamically quantised models. Integer products become float ones with the same, whole numbers: their
 * readers cast to float anyway.
 */
final class IntegerProducts {

    private IntegerProducts() {}

    static Map<String, Rewrite> rewrites() {
        return Map.of(
                "ConvInteger", single(s -> integers(s, "Conv", 0)),
                "MatMulInteger", single(s -> integers(s, "MatMul", -1)),
                "com.microsoft.MatMulIntegerToFloat", single(IntegerProducts::toFloat),
                "com.microsoft.DynamicQuantizeMatMul", single(IntegerProducts::dynamic),
                "com.microsoft.QAttention", single(IntegerProducts::attention));
    }

    private static Value integers(Site s, String op, long weightAxis) {
        Value a = new Quantized(s, s.x(), ones(s, 2), s.in(2)).dequantized(-2);
        Value b = new Quantized(s, s.in(1), ones(s, 3), s.in(3)).dequantized(weightAxis);
        return s.keepOne(op, s.attributes(), a, b);
    }

    /** As many ones as the input has zero points. */
    private static Value ones(Site s, int input) {
        TensorProto zeros = s.constantAt(input);
        long[] dims = zeros == null
                ? new long[0]
                : zeros.getDimsList().stream().mapToLong(Long::longValue).toArray();
        double[] ones = new double[zeros == null ? 1 : (int) Tensors.count(zeros)];
        Arrays.fill(ones, 1);
        return s.constant(Tensors.floats(ElementType.FLOAT, dims, ones));
    }

    private static Value toFloat(Site s) {
        Value a = new Quantized(s, s.x(), s.in(2), s.in(4)).dequantized(-2);
        Value b = new Quantized(s, s.in(1), s.in(3), s.in(5)).dequantized(-1);
        return plus(s, s.keepOne("MatMul", Attributes.NONE, a, b), s.in(6));
    }

    private static Value dynamic(Site s) {
        List<ElementType> types = List.of(ElementType.UINT8, ElementType.FLOAT, ElementType.UINT8);
        List<Value> q = s.outputs("DynamicQuantizeLinear", Attributes.NONE, types, s.x());
        Value a = new Quantized(s, q.get(0), q.get(1), q.get(2)).dequantized();
        Value b = new Quantized(s, s.in(1), s.in(2), s.in(3)).dequantized(-1);
        return plus(s, s.keepOne("MatMul", Attributes.NONE, a, b), s.in(4));
    }

    private static Value plus(Site s, Value y, Value bias) {
        return bias.isPresent() ? s.add(y, bias) : y;
    }

    private static Value attention(Site s) {
        Value x = new Quantized(s, s.x(), s.in(3), s.in(6)).dequantized();
        Value w = new Quantized(s, s.in(1), s.in(4), s.in(7)).dequantized(-1);
        FusedAttention.refuse(s, 5, "a mask");
        FusedAttention.refuse(s, 8, "a past");
        return FusedAttention.packed(s, x, w, s.in(2), Value.ABSENT);
    }
}
