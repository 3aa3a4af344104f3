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
 * {@code Where(y > c, dy, 0)} becomes {@code dy · HardSigmoid(3e38 (y - c))}, without booleans. The mask is exactly 0 or
 * 1 unless 0 < y - c < 3.4e-39, which only subnormal differences are; there it is between.
 *
 * <p>For feature maps, y - c is written as a channelwise 1x1 convolution: ONNX Runtime fuses it with the HardSigmoid and
 * keeps both in its blocked layout, in which HardSigmoid alone has no kernel.
 */
final class Masks extends Peephole {
    /** The slope that takes the smallest normal float beyond 1 and zero to zero. */
    static final Attributes STEP = Attributes.of("alpha", 3e38f).with("beta", 0f);

    @Override
    @Nullable Value rewrite(Spot s) {
        Node where = s.node();
        if (!where.is("Where") || single(s, where.input(2)).orElse(1) != 0) {
            return null;
        }
        Node greater = s.producer(where.input(0), "Greater");
        Node condition = greater != null ? greater : s.producer(where.input(0), "Less");
        OptionalDouble bound = condition == null ? OptionalDouble.empty() : single(s, condition.input(1));
        if (condition == null || bound.isEmpty()) {
            return null;
        }
        int sign = greater == null ? -1 : 1;
        Value inside = above(s, s.operand(condition.input(0)), sign, -sign * bound.getAsDouble());
        return s.mul(s.operand(where.input(1)), s.op("HardSigmoid", STEP, inside));
    }

    /** {@code sign · y + shift}. */
    private static Value above(Spot s, Value y, int sign, double shift) {
        if (Channelwise.fits(y)) {
            return Channelwise.scale(s, y, sign, shift);
        }
        return sign < 0 ? s.sub(shift, y) : shift == 0 ? y : s.add(y, shift);
    }

    /** The number that a float32 constant of one element holds. */
    static OptionalDouble single(Spot s, String value) {
        TensorProto t = s.constantOf(value);
        return t != null && t.getDimsCount() < 2 && Tensors.count(t) == 1 && t.getDataType() == ElementType.FLOAT.code()
                ? OptionalDouble.of(Tensors.toDoubles(t)[0])
                : OptionalDouble.empty();
    }
}
