package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Channelwise.View;
import java.util.Arrays;

/**
 * Gives each window's cotangent to the first of its largest elements: first over the window's rows, by the largest
 * element of each, then over the columns of a row. What has not been given away yet goes on from cell to cell, so that
 * the first of equals has it all; the shares are added up per phase of the input and interleaved. All of this is
 * channelwise convolutions, poolings, sums and products in the blocked layout, most of it in the size of a phase: where
 * there are fewer windows, windows without a cotangent make up for it once, so that no share needs a margin of its own.
 *
 * <p>A cell holds the maximum where tanh(2^80 (maximum - cell)) is 0 and is passed over where it is 1, which it is from
 * differences of 1e-23 on. Elements up to 1e14 can be compared.
 */
final class Spreading {
    private static final double LARGE = 0x1p80;

    private final Emitter to;
    private final Pool pool;
    private final Value x;

    Spreading(Emitter to, Pool pool, Value x) {
        this.to = to;
        this.pool = pool;
        this.x = x;
    }

    /**
     * The cotangent of the input, in phases by row and column; zeros beyond it, since no maximum is there.
     *
     * @param maximum the pooling's output
     * @param dy its cotangent
     */
    Value[][] phases(Value maximum, Value dy) {
        View down = pool.ofWindows(0);
        View across = pool.ofWindows(1);
        View columns = View.whole(pool.windows(1));
        Value lines = largestOfLines();
        Value[] rows = shares(0, shown(dy, 1, down, across), shown(maximum, LARGE, down, across), lines, columns);
        Value[][] all = new Value[pool.stride()][];
        for (int phase = 0; phase < all.length; phase++) {
            View row = pool.ofPhase(0, phase);
            all[phase] = shares(1, rows[phase], shown(lines, LARGE, row, columns), x, row);
        }
        for (Value[] row : all) {
            Arrays.setAll(row, column -> sized(row[column]));
        }
        return all;
    }

    private Value sized(Value phase) {
        return new Value(phase.name(), phase.type(), Shape.of(-1, pool.channels(), pool.size(0), pool.size(1)));
    }

    /** The largest element of each window's part of a line. */
    private Value largestOfLines() {
        Attributes a = Attributes.of("kernel_shape", new long[] {1, pool.kernel()[1]})
                .with("pads", new long[] {0, pool.begins()[1], 0, pool.end(1)})
                .with("strides", new long[] {1, pool.stride()});
        return to.op("MaxPool", a, x);
    }

    /**
     * What each phase along an axis gets of the windows' cotangent. The last two cells are compared with each other, which
     * spares windows of two the maximum.
     *
     * @param largest each window's largest element, times {@link #LARGE}
     * @param cells where the windows' elements stand
     * @param other what is seen of them along the other axis
     */
    private Value[] shares(int axis, Value dy, Value largest, Value cells, View other) {
        Value[] phases = new Value[pool.stride()];
        int last = pool.kernel()[axis] - 1;
        Value left = dy;
        for (int cell = 0; cell <= last; cell++) {
            View seen = pool.ofCell(axis, cell);
            Value share = left;
            if (cell < last) {
                Value rest = to.mul(
                        left,
                        cell == last - 1
                                ? to.op("HardSigmoid", Masks.STEP, along(axis, cells, 1, seen.steps(), other))
                                : to.op("Tanh", to.add(along(axis, cells, -LARGE, seen, other), largest)));
                share = to.add(Channelwise.scale(to, rest, pool.channels(), -1, 0), left);
                left = rest;
            }
            int phase = pool.phase(axis, cell);
            Value placed = along(axis, share, 1, pool.back(axis, cell), View.whole(other.count()));
            phases[phase] = phases[phase] == null ? placed : to.add(placed, phases[phase]);
        }
        return phases;
    }

    private Value along(int axis, Value map, double factor, View view, View other) {
        return axis == 0 ? shown(map, factor, view, other) : shown(map, factor, other, view);
    }

    private Value shown(Value map, double factor, View rows, View columns) {
        return factor == 1 && rows.isWhole() && columns.isWhole()
                ? map
                : Channelwise.view(to, map, pool.channels(), factor, rows, columns);
    }
}
