package dev.fovea.autodiff.lowering;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a ConvTranspose: output position {@code o = stride·i + dilation·cell - pad} gets input {@code i} times
 * the kernel's {@code cell}. All outputs with the same rest modulo the stride, a phase, hang on the same cells, so each
 * phase is a convolution.
 *
 * @param w input channels x output channels per group x kernel
 * @param pads cut off at the beginnings, then at the ends
 * @param extra rows and columns added at the ends
 */
record Transposition(Weights w, int group, long[] strides, long[] dilations, long[] pads, long[] extra) {

    int rank() {
        return w.dims().length - 2;
    }

    int channels() {
        return w.dim(1) * group;
    }

    /** The same of a two-dimensional input of which only the phase {@code row, column} of this stride is given. */
    Transposition ofPhase(int row, int column, int stride) {
        long[] wider = {strides[0] * stride, strides[1] * stride};
        long[] shifted = pads.clone();
        shifted[0] -= strides[0] * row;
        shifted[1] -= strides[1] * column;
        return new Transposition(w, group, wider, dilations, shifted, extra);
    }

    /** Whether this is a 1x1 convolution to half as many channels or fewer, so that little is left to interleave behind. */
    boolean isNarrowing() {
        return rank() == 2
                && group == 1
                && w.stride() == w.dim(1)
                && strides[0] == 1
                && strides[1] == 1
                && channels() >= Channelwise.BLOCK
                && 2 * channels() <= w.dim(0);
    }

    /**
     * The cells of the kernel that a phase hangs on, along one axis.
     *
     * @param cells in the order of the inputs they read
     * @param first the input that the first cell reads for the phase's first output; may be negative
     * @param dilation the inputs from one cell to the next
     */
    record Taps(int[] cells, int first, int dilation) {
        int last() {
            return first + (cells.length - 1) * dilation;
        }
    }

    Taps taps(int axis, int phase) {
        int d = (int) dilations[axis];
        int s = (int) strides[axis];
        int reach = (int) pads[axis] + phase;
        int[] cells = IntStream.range(0, w.dim(axis + 2))
                .map(i -> w.dim(axis + 2) - 1 - i)
                .filter(k -> Math.floorMod(reach - d * k, s) == 0)
                .toArray();
        int first = cells.length == 0 ? 0 : (reach - d * cells[0]) / s;
        int dilation = cells.length < 2 ? 1 : d * (cells[0] - cells[1]) / s;
        return new Taps(cells, first, dilation);
    }

    /** How much larger than the input the output is along an axis, for stride 1. */
    private long growth(int axis) {
        return dilations[axis] * (w.dim(axis + 2) - 1) - pads[axis] - pads[axis + rank()] + extra[axis];
    }

    /**
     * The convolution of one phase; null where it would have to cut its input.
     *
     * @param at the phase along each axis
     * @param growth how much larger than the input each phase is; null for stride 1, where there is one phase
     */
    @Nullable Phase phase(int[] at, long @Nullable [] growth) {
        Taps[] taps = IntStream.range(0, rank()).mapToObj(i -> taps(i, at[i])).toArray(Taps[]::new);
        long[] margins = new long[2 * rank()];
        long[] dilation = new long[rank()];
        for (int i = 0; i < rank(); i++) {
            dilation[i] = taps[i].dilation();
            margins[i] = -taps[i].first();
            margins[i + rank()] = (growth == null ? growth(i) : growth[i]) + taps[i].last();
            if (margins[i] < 0 || margins[i + rank()] < 0 || taps[i].cells().length == 0) {
                return null;
            }
        }
        return new Phase(kernel(taps), dilation, margins, group);
    }

    /** The cells of a phase as the weights of a convolution: output channels x input channels per group x cells. */
    private Weights kernel(Taps[] taps) {
        int in = w.dim(0) / group;
        int out = w.dim(1);
        int[] cells = flat(taps);
        int size = out == 0 ? 0 : w.stride() / out;
        long[] dims = new long[rank() + 2];
        dims[0] = channels();
        dims[1] = in;
        for (int i = 0; i < rank(); i++) {
            dims[i + 2] = taps[i].cells().length;
        }
        Weights kernel = Weights.zeros(dims);
        // In strips, so that reading down the columns of w stays within the cache.
        int strip = 32;
        IntStream.range(0, group * ((in + strip - 1) / strip)).parallel().forEach(part -> {
            int g = part % group;
            int from = part / group * strip;
            for (int o = 0; o < out; o++) {
                for (int i = from; i < Math.min(in, from + strip); i++) {
                    int source = ((g * in + i) * out + o) * size;
                    int target = ((g * out + o) * in + i) * cells.length;
                    for (int k = 0; k < cells.length; k++) {
                        kernel.values()[target + k] = w.values()[source + cells[k]];
                    }
                }
            }
        });
        return kernel;
    }

    /** The positions of the cells in the flattened kernel. */
    private int[] flat(Taps[] taps) {
        int[] flat = {0};
        for (int axis = 0; axis < rank(); axis++) {
            int size = w.dim(axis + 2);
            int[] cells = taps[axis].cells();
            flat = IntStream.of(flat)
                    .flatMap(before -> IntStream.of(cells).map(c -> before * size + c))
                    .toArray();
        }
        return flat;
    }
}
