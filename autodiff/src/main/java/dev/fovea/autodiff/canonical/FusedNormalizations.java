package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Layer normalizations that ONNX Runtime fuses: with a residual connection before, or without the mean. */
final class FusedNormalizations {

    private FusedNormalizations() {}

    static Map<String, Rewrite> rewrites() {
        return Map.of(
                "com.microsoft.SkipLayerNormalization", FusedNormalizations::skip,
                "com.microsoft.SkipSimplifiedLayerNormalization", FusedNormalizations::skipSimplified,
                "SimplifiedLayerNormalization", FusedNormalizations::simplified,
                "com.microsoft.SimplifiedLayerNormalization", FusedNormalizations::simplified);
    }

    /** LayerNormalization(input + skip + bias); outputs y, mean, inverse deviation, and the sum. */
    private static List<Value> skip(Site s) {
        Value sum = sum(s, s.in(4));
        Attributes own =
                Attributes.of("axis", -1).with("epsilon", s.attributes().f("epsilon", 1e-12));
        if (!s.isUsed(1) && !s.isUsed(2)) {
            Value y = s.keepOne("LayerNormalization", own, sum, s.in(2), s.in(3));
            return List.of(y, Value.ABSENT, Value.ABSENT, sum);
        }
        List<ElementType> three = List.of(ElementType.FLOAT, ElementType.FLOAT, ElementType.FLOAT);
        List<Value> all = new ArrayList<>(s.outputs("LayerNormalization", own, three, sum, s.in(2), s.in(3)));
        all.add(sum);
        return all;
    }

    private static List<Value> skipSimplified(Site s) {
        Value sum = sum(s, s.in(3));
        Value inverse = inverseRootMeanSquare(s, sum, -1);
        return List.of(s.mul(s.mul(sum, inverse), s.in(2)), Value.ABSENT, inverse, sum);
    }

    private static Value sum(Site s, Value bias) {
        Value sum = s.add(s.x(), s.in(1));
        return bias.isPresent() ? s.add(sum, bias) : sum;
    }

    /** x / sqrt(mean(x²) + ε) · scale over the last dimensions; ONNX's own RMSNormalization needs opset 23. */
    private static List<Value> simplified(Site s) {
        long axis = s.attributes().i("axis", -1);
        TensorProto scale = s.constantAt(1);
        if (axis >= 0 && scale == null) {
            throw s.refusal("axis %d cannot be counted from the end. Save the model without fusion".formatted(axis));
        }
        long first = axis < 0 || scale == null ? axis : -scale.getDimsCount();
        Value inverse =
                inverseRootMeanSquare(s, s.x(), LongStream.range(first, 0).toArray());
        return List.of(s.mul(s.mul(s.x(), inverse), s.in(1)), inverse);
    }

    private static Value inverseRootMeanSquare(Site s, Value x, long... axes) {
        Value mean = s.mean(s.square(x), axes);
        return s.op("Reciprocal", s.sqrt(s.add(mean, s.attributes().f("epsilon", 1e-5))));
    }
}
