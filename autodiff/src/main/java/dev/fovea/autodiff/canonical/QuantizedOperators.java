package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.canonical.Rewrite.single;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Operators on quantised tensors as dequantise, float operator, quantise. What they compute in integers is the same up to
 * one quantisation step; the gradient is straight-through.
 */
final class QuantizedOperators {
    private static final String MS = "com.microsoft.";

    private QuantizedOperators() {}

    static Map<String, Rewrite> rewrites() {
        Map<String, Rewrite> all = new HashMap<>();
        all.put("QLinearConv", single(QuantizedOperators::convolution));
        all.put(MS + "QLinearConv", single(QuantizedOperators::convolution));
        all.put("QLinearMatMul", single(QuantizedOperators::matMul));
        all.put(MS + "QGemm", single(QuantizedOperators::gemm));
        all.put(MS + "QLinearAdd", single(s -> binary(s, "Add")));
        all.put(MS + "QLinearMul", single(s -> binary(s, "Mul")));
        all.put(MS + "QLinearSigmoid", single(s -> unary(s, "Sigmoid", Attributes.NONE)));
        all.put(MS + "QLinearLeakyRelu", single(s -> unary(s, "LeakyRelu", s.attributes())));
        all.put(MS + "QLinearSoftmax", single(QuantizedOperators::softmax));
        all.put(MS + "QLinearAveragePool", single(s -> pool(s, "AveragePool")));
        all.put(MS + "QLinearGlobalAveragePool", single(s -> pool(s, "GlobalAveragePool")));
        all.put(MS + "QLinearConcat", single(QuantizedOperators::concat));
        all.put(MS + "QLinearWhere", single(QuantizedOperators::where));
        all.put(MS + "NhwcMaxPool", single(QuantizedOperators::maxPool));
        all.put("DequantizeLinear", QuantizedOperators::dequantize);
        all.putAll(IntegerProducts.rewrites());
        return all;
    }

    private static Value convolution(Site s) {
        boolean last = s.attributes().i("channels_last", 0) != 0;
        int rank = FusedProducts.rank(s, 3);
        Value x = Quantized.at(s, 0).dequantized();
        Value y = s.keepOne(
                "Conv",
                s.attributes().without("channels_last"),
                last ? FusedProducts.channelsFirst(s, x, rank) : x,
                Quantized.at(s, 3).dequantized(0),
                bias(s, 8, 1, 4, 1));
        return output(s, 6).quantize(last ? FusedProducts.channelsLast(s, y, rank) : y);
    }

    /** The int32 bias at {@code input}, whose scale is {@code factor} times those at two other inputs. */
    private static Value bias(Site s, int input, int scaleA, int scaleB, double factor) {
        if (!s.in(input).isPresent()) {
            return Value.ABSENT;
        }
        TensorProto a = s.constantAt(scaleA);
        TensorProto b = s.constantAt(scaleB);
        if (a == null || b == null) {
            throw s.refusal("its scales are computed when the graph runs. Quantise the model statically");
        }
        double first = Tensors.toDoubles(a)[0];
        double[] scales = Tensors.toDoubles(b);
        for (int i = 0; i < scales.length; i++) {
            scales[i] *= first * factor;
        }
        Value scale = s.constant(Tensors.floats(ElementType.FLOAT, new long[] {scales.length}, scales));
        return new Quantized(s, s.in(input), scale, Value.ABSENT).dequantized(-1);
    }

    private static Quantized output(Site s, int scale) {
        return new Quantized(s, Value.ABSENT, s.in(scale), s.in(scale + 1));
    }

    private static Value matMul(Site s) {
        Value a = Quantized.at(s, 0).dequantized(-2);
        Value b = Quantized.at(s, 3).dequantized(-1);
        return output(s, 6).quantize(s.keepOne("MatMul", Attributes.NONE, a, b));
    }

    private static Value gemm(Site s) {
        Value a = Quantized.at(s, 0).dequantized();
        Value b = Quantized.at(s, 3).dequantized(s.attributes().i("transB", 0) != 0 ? 0 : 1);
        Value c = bias(s, 6, 1, 4, s.attributes().f("alpha", 1));
        Value y = s.keepOne("Gemm", s.attributes(), a, b, c);
        return s.in(7).isPresent() ? output(s, 7).quantize(y) : y;
    }

    private static Value binary(Site s, String op) {
        Value a = Quantized.at(s, 0).dequantized();
        Value b = Quantized.at(s, 3).dequantized();
        return output(s, 6).quantize(s.keepOne(op, Attributes.NONE, a, b));
    }

    private static Value unary(Site s, String op, Attributes attributes) {
        return output(s, 3)
                .quantize(s.keepOne(op, attributes, Quantized.at(s, 0).dequantized()));
    }

    private static Value softmax(Site s) {
        Value x = Quantized.at(s, 0).dequantized();
        Value y = s.attributes().i("opset", 13) < 13
                ? OpsetUpgrade.overFlattened(s, "Softmax", x, s.attributes().i("axis", 1))
                : s.keepOne("Softmax", Attributes.of("axis", s.attributes().i("axis", -1)), x);
        return output(s, 3).quantize(y);
    }

    private static Value pool(Site s, String op) {
        Attributes own = s.attributes().without("channels_last");
        Value x = Quantized.at(s, 0).dequantized();
        if (s.attributes().i("channels_last", 0) == 0) {
            return output(s, 3).quantize(s.keepOne(op, own, x));
        }
        int rank = s.attributes().ints("kernel_shape", new long[2]).length + 2;
        Value y = s.keepOne(op, own, FusedProducts.channelsFirst(s, x, rank));
        return output(s, 3).quantize(FusedProducts.channelsLast(s, y, rank));
    }

    /** Scale and zero point of the output come first, then three inputs per part. */
    private static Value concat(Site s) {
        List<Value> parts = new ArrayList<>();
        for (int i = 2; i < s.node().inputs().size(); i += 3) {
            parts.add(Quantized.at(s, i).dequantized());
        }
        return output(s, 0).quantize(s.keepOne("Concat", s.attributes(), parts.toArray(Value[]::new)));
    }

    private static Value where(Site s) {
        Value a = Quantized.at(s, 1).dequantized();
        Value b = Quantized.at(s, 4).dequantized();
        return output(s, 7).quantize(s.keepOne("Where", Attributes.NONE, s.in(0), a, b));
    }

    /** On integers still; {@link QuantizedMoves} takes it to floats. */
    private static Value maxPool(Site s) {
        int rank = s.attributes().ints("kernel_shape", new long[2]).length + 2;
        Value y = s.keepOne("MaxPool", s.attributes(), FusedProducts.channelsFirst(s, s.x(), rank));
        return FusedProducts.channelsLast(s, y, rank);
    }

    /** Quantised weights become float constants. */
    private static List<Value> dequantize(Site s) {
        boolean constant = s.constantAt(0) != null
                && s.constantAt(1) != null
                && (s.constantAt(2) != null || !s.in(2).isPresent())
                && s.attributes().i("block_size", 0) == 0
                && s.x().type().bytes() > 0;
        return constant
                ? List.of(Quantized.at(s, 0).dequantized(s.attributes().i("axis", 1)))
                : s.again(s.inputsFrom(0));
    }
}
