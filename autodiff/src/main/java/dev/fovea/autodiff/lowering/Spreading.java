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
 *
 * <p>In small maps a cell is passed over where the mask is -1: what goes on changes its sign from cell to cell, and what
 * stays is a sum. ONNX Runtime runs sums of small maps on the thread that runs the products before and after, where a
 * convolution would move half of each map to another core's cache.
 */
final class Spreading {
    private static final double LARGE = 0x1p80;

    /** Elements of a map below which ONNX Runtime runs sums and products on one thread. */
    private static final long SMALL_MAP = 1 << 16;

    private final Emitter to;
    private final Pool pool;
    private final Value x;
    /** What masks are where a cell is passed over: 1, or -1 in small maps. */
    private final int passed;

    Spreading(Emitter to, Pool pool, Value x) {
        this.to = to;
        this.pool = pool;
        this.x = x;
        this.passed = pool.channels() * pool.size(0) * pool.size(1) < SMALL_MAP ? -1 : 1;
    }

    /**
     * The cotangent of the input, in phases by row and column; zeros beyond it, since no maximum is there.
     *
     * @param maximum the pooling's output
     * @param dy its cotangent
     */
    SignedMap[][] phases(Value maximum, Value dy) {
        View down = pool.ofWindows(0);
        View across = pool.ofWindows(1);
        View columns = View.whole(pool.windows(1));
        Value lines = largestOfLines();
        Value largest = shown(maximum, passed * LARGE, down, across);
        Value[] rows = shares(0, shown(dy, 1, down, across), largest, lines, columns);
        SignedMap[][] all = new SignedMap[pool.stride()][pool.stride()];
        for (int phase = 0; phase < all.length; phase++) {
            View row = pool.ofPhase(0, phase);
            Value[] shares = shares(1, rows[phase], shown(lines, passed * LARGE, row, columns), x, row);
            int sign = sign(0, phase);
            Arrays.setAll(all[phase], column -> new SignedMap(sized(shares[column]), sign * sign(1, column)));
        }
        return all;
    }

    /** The sign of a phase's shares: that of the first cell which falls into the phase. */
    private int sign(int axis, int phase) {
        int cell = Math.floorMod(phase + pool.begins()[axis], pool.stride());
        return cell % 2 == 0 ? 1 : passed;
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
     * @param largest each window's largest element, times {@link #LARGE} and the masks' sign
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
                        cell == last - 1 ? next(axis, cells, seen, other) : any(axis, cells, seen, other, largest));
                share = to.add(passed < 0 ? rest : Channelwise.scale(to, rest, pool.channels(), -1, 0), left);
                left = rest;
            }
            int phase = pool.phase(axis, cell);
            int turned = (cell - cell % pool.stride()) % 2 == 0 ? 1 : passed;
            Value placed = along(axis, share, turned, pool.back(axis, cell), View.whole(other.count()));
            phases[phase] = phases[phase] == null ? placed : to.add(placed, phases[phase]);
        }
        return phases;
    }

    /** Where the next cell holds more than this one. */
    private Value next(int axis, Value cells, View seen, View other) {
        if (passed > 0) {
            return to.op("HardSigmoid", Masks.STEP, along(axis, cells, 1, seen.steps(), other));
        }
        return to.op("Clip", along(axis, cells, -LARGE, seen.steps(), other), to.scalar(-1, x), to.scalar(0, x));
    }

    /** Where any cell holds more than this one. */
    private Value any(int axis, Value cells, View seen, View other, Value largest) {
        return to.op("Tanh", to.add(along(axis, cells, -passed * LARGE, seen, other), largest));
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
