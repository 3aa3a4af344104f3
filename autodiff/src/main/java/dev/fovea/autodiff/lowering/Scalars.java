package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.lowering.Peephole.Spot;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** Single numbers, also computed ones: exporters write the scale of an attention as {@code Sqrt(1 / Sqrt(Cast(size)))}. */
final class Scalars {
    /** Longer chains are no exporter's. */
    private static final int DEEPEST = 16;

    private Scalars() {}

    /** The one number that a value holds, whatever its rank; empty if it is not known or not a float. */
    static OptionalDouble number(Spot s, String value) {
        return number(s, value, 0);
    }

    private static OptionalDouble number(Spot s, String value, int depth) {
        TensorProto constant = s.constantOf(value);
        if (constant != null) {
            return Tensors.count(constant) == 1 ? number(constant) : OptionalDouble.empty();
        }
        Node node = s.producer(value);
        if (node == null || depth == DEEPEST) {
            return OptionalDouble.empty();
        }
        OptionalDouble x = number(s, node.input(0), depth + 1);
        if (x.isEmpty()) {
            return x;
        }
        double a = x.getAsDouble();
        return switch (node.op()) {
            case "Identity" -> x;
            case "Cast" -> node.attributes().i("to", 0) == ElementType.FLOAT.code() ? x : OptionalDouble.empty();
            case "Sqrt" -> OptionalDouble.of(Math.sqrt(a));
            case "Div" -> of(second(s, node, depth), b -> a / b);
            case "Mul" -> of(second(s, node, depth), b -> a * b);
            default -> OptionalDouble.empty();
        };
    }

    private static OptionalDouble second(Spot s, Node node, int depth) {
        return number(s, node.input(1), depth + 1);
    }

    private static OptionalDouble of(OptionalDouble b, DoubleUnaryOperator result) {
        return b.isPresent() ? OptionalDouble.of(result.applyAsDouble(b.getAsDouble())) : b;
    }

    private static OptionalDouble number(TensorProto constant) {
        return switch (ElementType.of(constant.getDataType())) {
            case FLOAT -> OptionalDouble.of(Tensors.toDoubles(constant)[0]);
            case INT64 -> OptionalDouble.of(Tensors.toLongs(constant)[0]);
            default -> OptionalDouble.empty();
        };
    }
}
