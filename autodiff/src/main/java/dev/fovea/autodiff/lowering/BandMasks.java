package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Both bounds of ReLU6 in one mask. {@code Where(y < b, Where(y > a, dy, 0), 0)} for y from a to b becomes {@code dy · m}:
 * what stands at a is lifted beyond b, {@code z = y + h (1 - HardSigmoid(y > a))}, and {@code m = HardSigmoid(z < b)}.
 *
 * <p>ONNX Runtime computes z and m as one channelwise convolution in its blocked layout: a mask and a product less, each of
 * which reads and writes the whole map.
 */
final class BandMasks extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node below = s.node();
        Node above = below.is("Where") ? s.producer(below.input(1), "Where") : null;
        OptionalDouble b = bound(s, below, "Less");
        OptionalDouble a = above == null ? OptionalDouble.empty() : bound(s, above, "Greater");
        if (above == null || a.isEmpty() || b.isEmpty() || !s.isReadOnce(above.output(0))) {
            return null;
        }
        String name = compared(s, below, "Less");
        Value y = name.equals(compared(s, above, "Greater")) && s.producer(name, "Clip") != null ? s.known(name) : null;
        if (y == null || !Channelwise.fits(y) || a.getAsDouble() >= b.getAsDouble()) {
            return null;
        }
        // Twice the width, so that rounding cannot bring a lifted unit back below b.
        double lift = 2 * (b.getAsDouble() - a.getAsDouble());
        Value inside = s.op("HardSigmoid", Masks.step(true, a.getAsDouble()), y);
        Value lifted = s.add(Channelwise.scale(s, inside, (int) y.size(1), -lift, lift), y);
        Attributes step = Masks.step(false, b.getAsDouble());
        return s.mul(s.operand(above.input(1)), s.op("HardSigmoid", step, lifted));
    }

    /** The constant c of {@code Where(y op c, dy, 0)}, if the node is that. */
    private static OptionalDouble bound(Spot s, Node where, String op) {
        Node condition = where.is("Where") ? s.producer(where.input(0), op) : null;
        if (condition == null || Masks.single(s, where.input(2)).orElse(1) != 0) {
            return OptionalDouble.empty();
        }
        OptionalDouble c = Masks.single(s, condition.input(1));
        return c.isPresent() && Math.abs(c.getAsDouble()) <= Masks.LARGEST ? c : OptionalDouble.empty();
    }

    private static String compared(Spot s, Node where, String op) {
        Node condition = s.producer(where.input(0), op);
        return condition == null ? "" : condition.input(0);
    }
}
