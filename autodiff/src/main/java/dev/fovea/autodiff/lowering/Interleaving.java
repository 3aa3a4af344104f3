package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;

/**
 * Feature maps put together from their phases: the maps of every stride-th row and column. With channels last, the
 * phases of a row lie side by side as soon as their channels are concatenated, and rows interleave in whole lines.
 */
final class Interleaving {
    private final Emitter to;
    private final Value out;
    private final int[] strides;
    private final long channels;

    /** @param out what is to be put together, its spatial sizes known */
    Interleaving(Emitter to, int stride, long channels, Value out) {
        this(to, new int[] {stride, stride}, channels, out);
    }

    /** @param strides down and across */
    Interleaving(Emitter to, int[] strides, long channels, Value out) {
        this.to = to;
        this.out = out;
        this.strides = strides;
        this.channels = channels;
    }

    /** The size of a phase along a spatial axis. */
    long size(int axis) {
        return (out.size(axis + 2) + strides[axis] - 1) / strides[axis];
    }

    /** The size of all phases together, at most a part of a stride larger than the output. */
    private long whole(int axis) {
        return size(axis) * strides[axis];
    }

    /** All phases, by row and column; what lies beyond the output is cut off. */
    Value of(Value[][] phases) {
        return of(phases, true);
    }

    /**
     * The same.
     *
     * @param blocked whether sums and products follow, which need the blocked layout to be asked for
     */
    Value of(Value[][] phases, boolean blocked) {
        Value[] rows = new Value[strides[0]];
        for (int row = 0; row < rows.length; row++) {
            Value[] columns = new Value[strides[1]];
            for (int column = 0; column < columns.length; column++) {
                columns[column] = to.transpose(phases[row][column], 0, 2, 3, 1);
            }
            rows[row] = to.concat(3, columns);
        }
        return joined(rows, blocked);
    }

    /** Rows of phases, the phases of each as channels of one map. */
    Value ofRows(Value[] rows) {
        return joined(
                Arrays.stream(rows).map(row -> to.transpose(row, 0, 2, 3, 1)).toArray(Value[]::new), true);
    }

    private Value joined(Value[] rows, boolean blocked) {
        Value[] lines = Arrays.stream(rows)
                .map(row -> to.reshape(row, 0, size(0), line()))
                .toArray(Value[]::new);
        return channelsFirst(to.concat(2, lines), blocked);
    }

    /**
     * All phases, given as channels of one map: by column, then by row. Lines are turned by a product with the identity,
     * which ONNX Runtime divides among its threads as it does the convolution before it; a Transpose alone it does not.
     */
    Value ofChannels(Value phases) {
        int lines = (int) (strides[0] * channels);
        Value joined = to.reshape(to.transpose(phases, 0, 2, 3, 1), 0, size(0), whole(1), lines);
        Value identity = to.constant(Weights.identity(lines).toTensor());
        Value turned = to.matmul(identity, to.transpose(joined, 0, 1, 3, 2));
        return cropped(to.transpose(to.reshape(turned, 0, whole(0), channels, whole(1)), 0, 2, 1, 3), 2);
    }

    /** One phase among zeros. */
    Value alone(int[] at, Value phase) {
        Value last = to.transpose(phase, 0, 2, 3, 1);
        Value wide = margin(last, 4, 3, at[1] * channels, (strides[1] - 1 - at[1]) * channels);
        Value lines = to.reshape(wide, 0, size(0), line());
        return channelsFirst(margin(lines, 3, 2, at[0] * line(), (strides[0] - 1 - at[0]) * line()), true);
    }

    private Value margin(Value a, int rank, int axis, long before, long after) {
        return to.pad(a, rank, new long[] {axis}, new long[] {before}, new long[] {after});
    }

    /** The elements of one line of the output with channels last. */
    private long line() {
        return whole(1) * channels;
    }

    private Value channelsFirst(Value interleaved, boolean blocked) {
        Value last = to.reshape(interleaved, 0, whole(0), whole(1), channels);
        Value first = to.transpose(cropped(last, 1), 0, 3, 1, 2);
        // A channelwise identity takes the map straight from this layout into the blocked one, for sums and products.
        return blocked && Channelwise.fits(out)
                ? Channelwise.scale(to, new Value(first.name(), out.type(), out.shape()), 1, 0)
                : first;
    }

    /** Cut to the output's size; the first spatial axis is {@code axis}. */
    Value cropped(Value whole, int axis) {
        return whole(0) == out.size(2) && whole(1) == out.size(3)
                ? whole
                : to.slice(whole, to.ints(0, 0), to.ints(out.size(2), out.size(3)), to.ints(axis, axis + 1L));
    }
}
