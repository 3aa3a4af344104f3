package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
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
        Masks.Mask below = Masks.mask(s, s.node());
        Node inner = below == null || below.greater() ? null : s.producer(below.dy(), "Where");
        Masks.Mask above = inner == null || !s.isReadOnce(inner.output(0)) ? null : Masks.mask(s, inner);
        if (below == null
                || above == null
                || !above.greater()
                || !above.y().equals(below.y())
                || above.bound() >= below.bound()) {
            return null;
        }
        Value y = s.producer(above.y(), "Clip") == null ? null : s.known(above.y());
        if (y == null || !Channelwise.fits(y)) {
            return null;
        }
        // Twice the width, so that rounding cannot bring a lifted unit back below the upper bound.
        double lift = 2 * (below.bound() - above.bound());
        Value inside = s.op("HardSigmoid", Masks.step(true, above.bound()), y);
        Value lifted = s.add(Channelwise.scale(s, inside, (int) y.size(1), -lift, lift), y);
        return s.mul(s.operand(above.dy()), s.op("HardSigmoid", Masks.step(false, below.bound()), lifted));
    }
}
