package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of maps that lie in phases by rows: every cell of the kernel reads rows of one phase, so that each phase
 * has a convolution of its own with some of the kernel's rows, and their results add up.
 */
record RowConvolution(Weights w, @Nullable Value bias, Window window) {

    /** The phases that the output comes in; 0 if its rows do not hang on the input's phases in a regular way. */
    static int phases(Window window, int from) {
        long stride = window.strides()[0];
        return stride % from == 0 ? 1 : from % stride == 0 ? (int) (from / stride) : 0;
    }

    /** Channelwise with the same column of weights for each of so many channels. */
    static RowConvolution ofColumn(double[] column, int channels, int stride, int pad) {
        Weights w = Weights.zeros(channels, 1, column.length, 1);
        for (int i = 0; i < w.values().length; i++) {
            w.values()[i] = (float) column[i % column.length];
        }
        long[] strides = {stride, 1};
        long[] pads = {pad, 0, 0, 0};
        return new RowConvolution(
                w, null, new Window(channels, channels, w.spatial(), strides, new long[] {1, 1}, pads));
    }

    /** Which rows of the kernel read one phase, and the row they start from for the first output. */
    private record Share(int phase, int[] cells, int[] shifts) {}

    private List<Share> shares(int index, int from) {
        int[] read = cells();
        List<Share> shares = new ArrayList<>();
        for (int phase = 0; phase < from; phase++) {
            int of = phase;
            int[] cells = IntStream.of(read)
                    .filter(cell -> Math.floorMod(row(index, cell), from) == of)
                    .toArray();
            if (cells.length > 0) {
                int[] shifts = IntStream.of(cells)
                        .map(cell -> Math.floorDiv(row(index, cell), from))
                        .toArray();
                shares.add(new Share(phase, cells, shifts));
            }
        }
        return shares;
    }

    /** The rows of the kernel that are not all zeros; one of them if all are. */
    private int[] cells() {
        int[] filled = IntStream.range(0, w.dim(2)).filter(this::isFilled).toArray();
        return filled.length == 0 ? new int[] {0} : filled;
    }

    private boolean isFilled(int cell) {
        int columns = w.dim(3);
        return IntStream.range(0, w.values().length)
                .anyMatch(i -> i / columns % w.dim(2) == cell && w.values()[i] != 0);
    }

    /** The row of the input that a cell reads for the first output of a phase. */
    private int row(int index, int cell) {
        return (int) (window.strides()[0] * index + window.dilations()[0] * cell - window.pads()[0]);
    }

    /**
     * One phase of the output.
     *
     * @param index of the phase
     * @param rows how many rows it has
     * @param x the input's phases, of {@code height} rows each
     */
    Value phase(Emitter to, int index, long rows, List<Value> x, long height) {
        List<Share> shares = shares(index, x.size());
        if (shares.size() == 1 && bias == null && rows == height && isIdentity(shares.get(0))) {
            return x.get(shares.get(0).phase());
        }
        // Of several a phase as it is is convolved too: ONNX Runtime adds to what a convolution gives in place, to what
        // is kept in a copy.
        Value sum = null;
        for (Share share : shares) {
            Value part = x.get(share.phase());
            Value product = convolved(to, share, rows, part, height, x.size(), sum == null ? bias : null);
            sum = sum == null ? product : to.add(product, sum);
        }
        return Objects.requireNonNull(sum);
    }

    /** Whether a share is the rows of a phase as they are, if there are as many. */
    private boolean isIdentity(Share share) {
        boolean still = w.dim(1) == 1
                && w.dim(3) == 1
                && window.group() == w.dim(0)
                && window.strides()[1] == 1
                && window.pads()[1] == 0
                && window.pads()[3] == 0
                && share.cells().length == 1
                && share.shifts()[0] == 0;
        return still && IntStream.range(0, w.dim(0)).allMatch(c -> w.values()[c * w.dim(2) + share.cells()[0]] == 1);
    }

    private Value convolved(Emitter to, Share share, long rows, Value x, long height, int from, @Nullable Value added) {
        int lowest = Math.min(0, share.shifts()[0]);
        long step = Math.max(1, window.strides()[0] / from);
        long count = share.shifts()[share.shifts().length - 1] - lowest + 1;
        long spare = height - lowest - count - (rows - 1) * step;
        // A convolution cannot leave out rows at the end: its kernel reads them with weights of zero.
        count += Math.max(0, spare - step + 1);
        Weights kernel = Weights.zeros(w.dim(0), w.dim(1), count, w.dim(3));
        int columns = w.dim(3);
        for (int plane = 0; plane < w.dim(0) * w.dim(1); plane++) {
            for (int i = 0; i < share.cells().length; i++) {
                System.arraycopy(
                        w.values(),
                        (plane * w.dim(2) + share.cells()[i]) * columns,
                        kernel.values(),
                        (int) (plane * count + share.shifts()[i] - lowest) * columns,
                        columns);
            }
        }
        Attributes a = Attributes.of("group", window.group())
                .with("kernel_shape", kernel.spatial())
                .with("strides", new long[] {step, window.strides()[1]})
                .with("dilations", new long[] {1, window.dilations()[1]})
                .with("pads", new long[] {-lowest, window.pads()[1], Math.max(0, -spare), window.pads()[3]});
        Value weights = to.constant(kernel.toTensor());
        return added == null ? to.op("Conv", a, x, weights) : to.op("Conv", a, x, weights, added);
    }
}
