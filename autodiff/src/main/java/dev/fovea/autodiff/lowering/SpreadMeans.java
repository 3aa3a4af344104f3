package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through an average pooling with its windows side by side: each channel's share, the same all over a
 * window, is repeated by nearest-neighbour Resize, which ONNX Runtime has in its blocked layout, instead of interleaved.
 */
final class SpreadMeans extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Transposition t = TransposedConvolutions.transposition(s, s.node());
        Value y = s.known(s.node().output(0));
        if (t == null || y == null || !isSpreading(t) || y.shape() == null) {
            return null;
        }
        Weights shares = Weights.zeros(t.channels(), 1, 1, 1);
        for (int c = 0; c < t.channels(); c++) {
            shares.values()[c] = t.w().values()[c * t.w().stride()];
        }
        Phase phase = new Phase(shares, new long[] {1, 1}, new long[4], t.group());
        Value share = phase.convolve(s, s.operand(s.node().input(0)));
        Value whole = GatedMaps.repeated(s, share, t.strides()[0], t.strides()[1]);
        return Arrays.stream(t.extra()).allMatch(n -> n == 0)
                ? s.sized(whole, y.knownShape())
                : s.pad(whole, 4, new long[] {2, 3}, new long[2], t.extra());
    }

    /** Whether each element goes to a window of its own, in equal shares, and nothing is cut off. */
    private static boolean isSpreading(Transposition t) {
        return t.rank() == 2
                && t.group() == t.w().dim(0)
                && t.w().dim(1) == 1
                && Arrays.equals(t.w().spatial(), t.strides())
                && Arrays.stream(t.strides()).anyMatch(n -> n > 1)
                && Arrays.stream(t.dilations()).allMatch(n -> n == 1)
                && Arrays.stream(t.pads()).allMatch(n -> n == 0)
                && hasEqualCells(t.w());
    }

    private static boolean hasEqualCells(Weights w) {
        for (int i = 0; i < w.values().length; i++) {
            if (w.values()[i] != w.values()[i / w.stride() * w.stride()]) {
                return false;
            }
        }
        return true;
    }
}
