package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a max pooling, and a Relu if there is one, into a 1x1 convolution to fewer channels, as behind
 * SqueezeNet's fire modules. The pooling's phases are convolved one by one, and what comes out is interleaved: a quarter of the channels,
 * where interleaving is four copies of all of them.
 */
final class PhasedPools extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        String dy = s.node().input(0);
        Transposition t = TransposedConvolutions.transposition(s, s.node());
        Value map = t == null ? null : s.known(dy);
        Value out = s.known(s.node().output(0));
        if (t == null
                || map == null
                || out == null
                || !t.isNarrowing()
                || !s.isReadOnce(dy)
                || out.size(2) != map.size(2)
                || out.size(3) != map.size(3)) {
            return null;
        }
        Phase convolution = t.phase(new int[2], null);
        SignedMap[][] phases = convolution == null ? null : MaximumMasks.phases(s, dy);
        if (convolution == null || phases == null) {
            return null;
        }
        Value[][] convolved = Arrays.stream(phases)
                .map(row -> Arrays.stream(row)
                        .map(phase -> convolution.convolve(s, phase))
                        .toArray(Value[]::new))
                .toArray(Value[][]::new);
        return new Interleaving(s, phases.length, t.channels(), out).of(convolved);
    }
}
