package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A ConvTranspose with constant weights becomes convolutions, which ONNX Runtime runs in its blocked layout: one with the
 * weights mirrored for stride 1; for larger strides one for each phase of the output, with just the cells of the kernel
 * that reach this phase, and the phases interleaved.
 */
final class TransposedConvolutions extends Peephole {
    @Override
    @Nullable Value rewrite(Spot s) {
        Transposition t = transposition(s, s.node());
        if (t == null) {
            return null;
        }
        if (LongStream.of(t.strides()).allMatch(n -> n == 1)) {
            Phase whole = t.phase(new int[t.rank()], null);
            return whole == null ? null : whole.convolve(s, s.operand(s.node().input(0)));
        }
        Phases phases = phases(s, s.node(), t);
        return phases == null ? null : phases.written();
    }

    /** The numbers of a transposed convolution with constant weights and without a bias; null if the node is another. */
    static @Nullable Transposition transposition(Spot s, Node node) {
        Value y = node.is("ConvTranspose") ? s.known(node.output(0)) : null;
        Weights w = y == null ? null : Weights.of(s.constantOf(node.input(1)));
        Attributes a = node.attributes();
        if (y == null
                || w == null
                || y.shape() == null
                || !node.input(2).isEmpty()
                || !a.s("auto_pad", "NOTSET").equals("NOTSET")
                || a.has("output_shape")) {
            return null;
        }
        int rank = w.dims().length - 2;
        return new Transposition(
                w,
                (int) a.i("group", 1),
                a.ints("strides", filled(rank, 1)),
                a.ints("dilations", filled(rank, 1)),
                a.ints("pads", filled(2 * rank, 0)),
                a.ints("output_padding", filled(rank, 0)));
    }

    /** The phases of one over maps of known sizes with the same stride down and across; null for another. */
    static @Nullable Phases phases(Spot s, Node node, Transposition t) {
        Value x = s.known(node.input(0));
        Value y = s.known(node.output(0));
        boolean square = t.rank() == 2 && t.strides()[0] == t.strides()[1];
        return square
                        && y != null
                        && x != null
                        && x.shape() != null
                        && x.shape().size(2) >= 0
                        && x.shape().size(3) >= 0
                ? new Phases(s, t, x, y)
                : null;
    }

    private static long[] filled(int length, long value) {
        long[] out = new long[length];
        Arrays.fill(out, value);
        return out;
    }
}
