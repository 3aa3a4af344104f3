package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Channelwise.View;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a convolution with a stride, a local derivative and a 1x1 convolution to fewer channels, as in
 * inverted bottlenecks. The phases of the first are multiplied and convolved one by one, and what comes out is interleaved:
 * a sixth of the channels, where interleaving is four copies of all of them.
 */
final class PhasedProducts extends Peephole {
    /** Elements of a map below which more operators cost what shorter copies save. */
    private static final long LARGE_MAP = 1 << 18;

    @Override
    @Nullable Value rewrite(Spot s) {
        Transposition narrow = TransposedConvolutions.transposition(s, s.node());
        Node product = s.producer(s.node().input(0), "Mul");
        Node strided = product == null ? null : s.producer(product.input(0), "ConvTranspose");
        Transposition t = strided == null ? null : TransposedConvolutions.transposition(s, strided);
        Value out = s.known(s.node().output(0));
        if (narrow == null
                || product == null
                || strided == null
                || t == null
                || out == null
                || t.strides()[0] == 1
                || !narrow.isNarrowing()
                || !s.isReadOnce(product.output(0))
                || !s.isReadOnce(strided.output(0))) {
            return null;
        }
        Value map = s.operand(strided.output(0));
        Phases phases = TransposedConvolutions.phases(s, strided, t);
        Phase convolution = narrow.phase(new int[2], null);
        boolean pays = Channelwise.fits(map) && map.size(1) * map.size(2) * map.size(3) >= LARGE_MAP;
        Value[][] apart = phases == null || !pays ? null : phases.apart();
        if (convolution == null || apart == null) {
            return null;
        }
        int stride = (int) t.strides()[0];
        Interleaving together = new Interleaving(s, stride, narrow.channels(), out);
        for (int row = 0; row < stride; row++) {
            for (int column = 0; column < stride; column++) {
                View rows = new View(map.size(2), stride, row, together.size(0));
                View columns = new View(map.size(3), stride, column, together.size(1));
                Value derivative = new PhasedDerivative(s, t.channels(), rows, columns).of(product.input(1));
                apart[row][column] = convolution.convolve(s, s.mul(apart[row][column], derivative));
            }
        }
        return together.of(apart);
    }
}
