package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a two-dimensional transposed convolution put together. With channels last, the phases of a row lie side
 * by side as soon as their channels are concatenated, and rows interleave in whole lines.
 */
final class Interleaving {
    private final Peephole.Spot s;
    private final Transposition t;
    private final Value dy;
    private final Value out;
    private final int stride;
    /** The size of a phase, and how much larger than the input that is. */
    private final long[] size = new long[2];

    private final long[] growth = new long[2];

    /**
     * @param dy the input, its spatial sizes known
     * @param out what is to be computed, its spatial sizes known
     */
    Interleaving(Peephole.Spot s, Transposition t, Value dy, Value out) {
        this.s = s;
        this.t = t;
        this.dy = dy;
        this.out = out;
        this.stride = (int) t.strides()[0];
        for (int i = 0; i < 2; i++) {
            size[i] = (out.size(i + 2) + stride - 1) / stride;
            growth[i] = size[i] - dy.size(i + 2);
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
        if (t.channels() < TransposedConvolutions.BLOCK) {
            return merged();
        }
        if (filled.size() == 1) {
            return alone(filled.get(0));
        }
        return filled.size() == stride * stride ? sideBySide() : null;
    }

    // ------------------------------------------------------------------ one convolution for all phases

    /** All phases as channels of one convolution whose kernel spans the cells of all. */
    private @Nullable Value merged() {
        int[] first = new int[2];
        int[] count = new int[2];
        for (int axis = 0; axis < 2; axis++) {
            if (t.dilations()[axis] != 1) {
                return null;
            }
            int lowest = Integer.MAX_VALUE;
            int highest = Integer.MIN_VALUE;
            for (int phase = 0; phase < stride; phase++) {
                Transposition.Taps taps = t.taps(axis, phase);
                if (taps.cells().length > 0) {
                    lowest = Math.min(lowest, taps.first());
                    highest = Math.max(highest, taps.last());
                }
            }
            first[axis] = lowest;
            count[axis] = highest - lowest + 1;
        }
        long[] pads = {-first[0], -first[1], growth[0] + first[0] + count[0] - 1, growth[1] + first[1] + count[1] - 1};
        if (Arrays.stream(pads).anyMatch(p -> p < 0)) {
            return null;
        }
        Phase phase = new Phase(spanning(first, count), new long[] {1, 1}, pads, t.group());
        Attributes crd = Attributes.of("blocksize", stride).with("mode", "CRD");
        return cropped(s.op("DepthToSpace", crd, phase.convolve(s, dy)), 2);
    }

    private Weights spanning(int[] first, int[] count) {
        Weights w = t.w();
        int in = w.dim(0) / t.group();
        int blocks = stride * stride;
        Weights kernel = Weights.zeros((long) t.channels() * blocks, in, count[0], count[1]);
        for (int row = 0; row < stride; row++) {
            for (int column = 0; column < stride; column++) {
                Transposition.Taps down = t.taps(0, row);
                Transposition.Taps across = t.taps(1, column);
                for (int y = 0; y < down.cells().length; y++) {
                    for (int x = 0; x < across.cells().length; x++) {
                        int cell = down.cells()[y] * w.dim(3) + across.cells()[x];
                        int at = (down.first() + y - first[0]) * count[1] + across.first() + x - first[1];
                        for (int c = 0; c < t.channels(); c++) {
                            int o = c * blocks + row * stride + column;
                            int g = c / w.dim(1);
                            for (int i = 0; i < in; i++) {
                                int source = ((g * in + i) * w.dim(1) + c % w.dim(1)) * w.dim(2) * w.dim(3) + cell;
                                kernel.values()[(o * in + i) * count[0] * count[1] + at] = w.values()[source];
                            }
                        }
                    }
                }
            }
        }
        return kernel;
    }

    // ------------------------------------------------------------------ channels last

    private @Nullable Value sideBySide() {
        Value[] rows = new Value[stride];
        for (int row = 0; row < stride; row++) {
            Value[] columns = new Value[stride];
            for (int column = 0; column < stride; column++) {
                Phase phase = t.phase(new int[] {row, column}, growth);
                if (phase == null) {
                    return null;
                }
                columns[column] = s.transpose(phase.convolve(s, dy), 0, 2, 3, 1);
            }
            rows[row] = s.reshape(s.concat(3, columns), 0, size[0], line());
        }
        return channelsFirst(s.concat(2, rows));
    }

    /** One phase among zeros. */
    private @Nullable Value alone(int[] at) {
        Phase phase = t.phase(at, growth);
        if (phase == null) {
            return null;
        }
        Value last = s.transpose(phase.convolve(s, dy), 0, 2, 3, 1);
        long channels = t.channels();
        Value wide = s.pad(
                last, 4, new long[] {3}, new long[] {at[1] * channels}, new long[] {(stride - 1 - at[1]) * channels});
        Value lines = s.reshape(wide, 0, size[0], line());
        return channelsFirst(s.pad(
                lines, 3, new long[] {2}, new long[] {at[0] * line()}, new long[] {(stride - 1 - at[0]) * line()}));
    }

    /** The elements of one line of the output with channels last. */
    private long line() {
        return size[1] * stride * t.channels();
    }

    private Value channelsFirst(Value interleaved) {
        Value last = s.reshape(interleaved, 0, size[0] * stride, size[1] * stride, t.channels());
        Value first = s.transpose(cropped(last, 1), 0, 3, 1, 2);
        // A channelwise identity takes the map straight from this layout into the blocked one, for sums and products.
        return t.channels() % TransposedConvolutions.BLOCK == 0
                ? ChannelwiseScale.of(s, new Value(first.name(), out.type(), out.shape()), 1, 0)
                : first;
    }

    /** Cut to the output's size; the first spatial axis is {@code axis}. */
    private Value cropped(Value whole, int axis) {
        return size[0] * stride == out.size(2) && size[1] * stride == out.size(3)
                ? whole
                : s.slice(whole, s.ints(0, 0), s.ints(out.size(2), out.size(3)), s.ints(axis, axis + 1L));
    }
}
