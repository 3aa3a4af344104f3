package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Channelwise.View;
import org.jspecify.annotations.Nullable;

/**
 * Gives each window's cotangent to the first of its largest elements: first over the window's rows, by the largest
 * element of each, then over the columns of a row. What has not been given away yet goes on from cell to cell, so that
 * the first of equals has it all; the shares are added up per phase of the input and interleaved. All of this is
 * channelwise convolutions, poolings, sums and products in the blocked layout, most of it in the size of the output.
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
        int stride = pool.stride();
        Value[] parts = new Value[stride];
        Value[] rows = new Value[stride];
        for (int phase = 0; phase < stride; phase++) {
            parts[phase] = part(phase);
            rows[phase] = largestOfRows(phase, parts[phase]);
        }
        @Nullable Value[] shares = new Value[stride];
        Value scaled = scaled(maximum, LARGE);
        Value left = dy;
        for (int cell = 0; cell < pool.kernel()[0]; cell++) {
            int phase = pool.phase(0, cell);
            View shown = pool.ofCell(0, cell);
            Value rest = null;
            if (cell < pool.kernel()[0] - 1) {
                View whole = View.whole(pool.out()[1]);
                rest = to.mul(
                        left, below(Channelwise.view(to, rows[phase], pool.channels(), -LARGE, shown, whole), scaled));
            }
            Value placed = placed(share(left, rest), pool.back(0, cell), View.whole(pool.out()[1]));
            shares[phase] = sum(placed, shares[phase]);
            left = rest == null ? left : rest;
        }
        Value[][] all = new Value[stride][];
        for (int phase = 0; phase < stride; phase++) {
            all[phase] = columns(phase, parts[phase], rows[phase], shares[phase]);
        }
        return all;
    }

    private Value[] columns(int row, Value part, Value largest, Value dy) {
        Value[] phases = new Value[pool.stride()];
        Value scaled = scaled(largest, LARGE);
        Value left = dy;
        for (int cell = 0; cell < pool.kernel()[1]; cell++) {
            Value rest = null;
            if (cell < pool.kernel()[1] - 1) {
                Value shown =
                        Channelwise.view(to, x, pool.channels(), -LARGE, pool.ofPhase(0, row), pool.ofInput(1, cell));
                rest = to.mul(left, below(shown, scaled));
            }
            int phase = pool.phase(1, cell);
            Value placed = placed(share(left, rest), View.whole(pool.size(0)), pool.back(1, cell));
            phases[phase] = sum(placed, phases[phase]);
            left = rest == null ? left : rest;
        }
        return phases;
    }

    /** The rows of a phase; the first phase is seen in the whole input by its stride. */
    private Value part(int phase) {
        return phase == 0
                ? x
                : Channelwise.view(to, x, pool.channels(), 1, pool.ofPhase(0, phase), View.whole(pool.in()[1]));
    }

    /** The largest element of each window's part of a row, for the rows of a phase. */
    private Value largestOfRows(int phase, Value part) {
        Attributes a = Attributes.of("kernel_shape", new long[] {1, pool.kernel()[1]})
                .with("pads", new long[] {0, pool.begins()[1], 0, Math.max(0, pool.end(1))})
                .with("strides", new long[] {phase == 0 ? pool.stride() : 1, pool.stride()});
        return to.op("MaxPool", a, part);
    }

    /** 1 where the cell is below the maximum, 0 where it holds it. */
    private Value below(Value negativeCell, Value maximum) {
        return to.op("Tanh", to.add(negativeCell, maximum));
    }

    private Value share(Value left, @Nullable Value rest) {
        return rest == null ? left : to.add(scaled(rest, -1), left);
    }

    private Value placed(Value share, View down, View across) {
        return down.isWhole() && across.isWhole()
                ? share
                : Channelwise.view(to, share, pool.channels(), 1, down, across);
    }

    private Value sum(Value placed, @Nullable Value before) {
        return before == null ? placed : to.add(placed, before);
    }

    private Value scaled(Value v, double factor) {
        return Channelwise.scale(to, v, pool.channels(), factor, 0);
    }
}
