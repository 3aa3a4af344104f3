package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * {@code Where(y > c, dy, 0)} becomes {@code dy · HardSigmoid(a (y - c))}, without booleans, with a slope so steep that
 * the mask is exactly 0 or 1: unless 0 < y < 3.4e-39 for c = 0, and otherwise 0 < y - c < 8e-31.
 *
 * <p>ONNX Runtime computes HardSigmoid and the product in its blocked layout where y comes from a convolution.
 */
final class Masks extends Peephole {
    /** The slope that takes the smallest normal float beyond 1 and zero to zero. */
    static final Attributes STEP = Attributes.of("alpha", 3e38f).with("beta", 0f);

    /** A slope that y and c can be multiplied by without rounding, and the largest c for which this is still a number. */
    private static final double LARGE = 0x1p100;

    private static final double LARGEST = 0x1p27;

    /** {@code Where(y > bound, dy, 0)}, or {@code y < bound}. */
    record Mask(String y, boolean greater, double bound, String dy) {}

    @Override
    @Nullable Value rewrite(Spot s) {
        Mask mask = mask(s, s.node());
        return mask == null
                ? null
                : s.mul(
                        s.operand(mask.dy()),
                        s.op("HardSigmoid", step(mask.greater(), mask.bound()), s.operand(mask.y())));
    }

    /** The mask that a node is; null if it is none, or has a bound that no slope is steep enough for. */
    static @Nullable Mask mask(Spot s, Node where) {
        if (!where.is("Where") || single(s, where.input(2)).orElse(1) != 0) {
            return null;
        }
        Node greater = s.producer(where.input(0), "Greater");
        Node condition = greater != null ? greater : s.producer(where.input(0), "Less");
        OptionalDouble bound = condition == null ? OptionalDouble.empty() : single(s, condition.input(1));
        return condition == null || bound.isEmpty() || Math.abs(bound.getAsDouble()) > LARGEST
                ? null
                : new Mask(condition.input(0), greater != null, bound.getAsDouble(), where.input(1));
    }

    /** What makes HardSigmoid 1 where its input is greater than {@code c}, or less, and 0 elsewhere. */
    static Attributes step(boolean greater, double c) {
        double slope = greater ? LARGE : -LARGE;
        return greater && c == 0 ? STEP : Attributes.of("alpha", (float) slope).with("beta", (float) (-slope * c));
    }

    /** The number that a float32 constant of one element holds. */
    static OptionalDouble single(Spot s, String value) {
        TensorProto t = s.constantOf(value);
        return t != null && t.getDimsCount() < 2 && Tensors.count(t) == 1 && t.getDataType() == ElementType.FLOAT.code()
                ? OptionalDouble.of(Tensors.toDoubles(t)[0])
                : OptionalDouble.empty();
    }
}
