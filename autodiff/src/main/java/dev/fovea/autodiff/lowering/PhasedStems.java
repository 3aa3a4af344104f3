package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a max pooling and a convolution of a picture's few channels, as networks begin. What comes back
 * through the pooling is in phases. Each is convolved by itself to all phases of the picture, and their shares are added
 * up: the picture's few channels are interleaved instead of the pooling's many.
 */
final class PhasedStems extends Peephole {
    /** So many multiplications take as long as interleaving one element. */
    private static final long INTERLEAVING = 100;

    @Override
    @Nullable Value rewrite(Spot s) {
        String dy = s.node().input(0);
        Transposition t = TransposedConvolutions.transposition(s, s.node());
        Phases whole = t == null ? null : TransposedConvolutions.phases(s, s.node(), t);
        if (t == null || whole == null || t.channels() >= Channelwise.BLOCK || t.group() != 1 || !s.isReadOnce(dy)) {
            return null;
        }
        SignedMap[][] parts = MaximumMasks.phases(s, dy);
        if (parts == null) {
            return null;
        }
        int stride = parts.length;
        Value picture = s.operand(s.node().output(0));
        long multiplications = 0;
        Value sum = null;
        for (int row = 0; row < stride; row++) {
            for (int column = 0; column < stride; column++) {
                SignedMap part = parts[row][column];
                Phase convolution = new Phases(s, t.ofPhase(row, column, stride), part.map(), picture).merged();
                Value share = convolution.convolve(s, part);
                multiplications += convolution.multiplications();
                // Written with the share first, ONNX Runtime makes the sum part of the convolution.
                sum = sum == null ? share : s.add(share, sum);
            }
        }
        long before = whole.merged().multiplications() + INTERLEAVING;
        boolean pays = multiplications <= before * stride * stride;
        int wide = stride * (int) t.strides()[0];
        return sum == null || !pays ? null : new Interleaving(s, wide, t.channels(), picture).ofChannels(sum);
    }
}
