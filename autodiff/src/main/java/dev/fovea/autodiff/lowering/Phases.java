package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The phases of a two-dimensional transposed convolution, computed and put together. */
final class Phases {
    private final Peephole.Spot s;
    private final Transposition t;
    private final Value dy;
    private final int stride;
    private final Interleaving together;
    /** How much larger than the input a phase is. */
    private final long[] growth = new long[2];

    /**
     * @param dy the input, its spatial sizes known
     * @param out what is to be computed, its spatial sizes known
     */
    Phases(Peephole.Spot s, Transposition t, Value dy, Value out) {
        this.s = s;
        this.t = t;
        this.dy = dy;
        this.stride = (int) t.strides()[0];
        this.together = new Interleaving(s, stride, t.channels(), out);
        for (int i = 0; i < 2; i++) {
            growth[i] = together.size(i) - dy.size(i + 2);
        }
    }

    /** The whole output; null where a phase is no plain convolution. */
    @Nullable Value written() {
        List<int[]> filled = new ArrayList<>();
        for (int row = 0; row < stride; row++) {
            for (int column = 0; column < stride; column++) {
                if (t.taps(0, row).cells().length > 0 && t.taps(1, column).cells().length > 0) {
                    filled.add(new int[] {row, column});
                }
            }
        }
        if (t.channels() < Channelwise.BLOCK && t.group() == 1) {
            // Each phase alone would be padded to a full block of channels.
            return together.ofChannels(merged().convolve(s, dy));
        }
        if (filled.size() == 1) {
            Phase phase = t.phase(filled.get(0), growth);
            return phase == null ? null : together.alone(filled.get(0), phase.convolve(s, dy));
        }
        Value[][] apart = filled.size() == stride * stride ? apart() : null;
        return apart == null ? null : together.of(apart);
    }

    /** Each phase by row and column, as a convolution of its own; null where one is no plain convolution. */
    Value @Nullable [][] apart() {
        Value[][] phases = new Value[stride][stride];
        for (int row = 0; row < stride; row++) {
            for (int column = 0; column < stride; column++) {
                Phase phase = t.phase(new int[] {row, column}, growth);
                if (phase == null) {
                    return null;
                }
                phases[row][column] = phase.convolve(s, dy);
            }
        }
        return phases;
    }

    /** All phases as channels, for {@link Interleaving#ofChannels}, of one convolution whose kernel spans the cells of all. */
    Phase merged() {
        return merged(0, stride);
    }

    /** The same of some rows of phases. */
    Phase merged(int from, int until) {
        int[] first = new int[2];
        int[] count = new int[2];
        long[] pads = new long[4];
        for (int axis = 0; axis < 2; axis++) {
            // A convolution cannot cut: it reads from the first input to the last whether or not a phase hangs on them.
            int lowest = 0;
            int highest = (int) -growth[axis];
            int start = axis == 0 ? from : 0;
            int end = axis == 0 ? until : stride;
            for (int phase = start; phase < end; phase++) {
                Transposition.Taps taps = t.taps(axis, phase);
                if (taps.cells().length > 0) {
                    lowest = Math.min(lowest, taps.first());
                    highest = Math.max(highest, taps.last());
                }
            }
            first[axis] = lowest;
            count[axis] = highest - lowest + 1;
            pads[axis] = -lowest;
            pads[axis + 2] = growth[axis] + highest;
        }
        return new Phase(spanning(from, until, first, count), new long[] {1, 1}, pads, 1);
    }

    private Weights spanning(int from, int until, int[] first, int[] count) {
        Weights w = t.w();
        int in = w.dim(0);
        int out = w.dim(1);
        int rows = until - from;
        Weights kernel = Weights.zeros((long) out * stride * rows, in, count[0], count[1]);
        for (int row = from; row < until; row++) {
            for (int column = 0; column < stride; column++) {
                Transposition.Taps down = t.taps(0, row);
                Transposition.Taps across = t.taps(1, column);
                for (int y = 0; y < down.cells().length; y++) {
                    for (int x = 0; x < across.cells().length; x++) {
                        int cell = down.cells()[y] * w.dim(3) + across.cells()[x];
                        int at = (down.first() + y * down.dilation() - first[0]) * count[1]
                                + across.first()
                                + x * across.dilation()
                                - first[1];
                        for (int c = 0; c < out; c++) {
                            int o = (column * rows + row - from) * out + c;
                            for (int i = 0; i < in; i++) {
                                int source = (i * out + c) * w.dim(2) * w.dim(3) + cell;
                                kernel.values()[(o * in + i) * count[0] * count[1] + at] = w.values()[source];
                            }
                        }
                    }
                }
            }
        }
        return kernel;
    }
}
