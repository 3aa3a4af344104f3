package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Channelwise.View;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backward pass of MaxPool without ONNX Runtime's kernel for indices, which is scalar. For one cell of the window
 * after the other, what has not been given away yet goes where this cell holds the maximum, so that the first of equals
 * has it all; the cells' shares are then added up per phase of the input and interleaved.
 *
 * <p>A cell holds the maximum where maximum - cell is 0, and is passed over where it is above 3.4e-39. Padding counts as
 * zero here, so padded pooling is lowered only behind a Relu that passes nothing back where it is zero: where padding would win,
 * all the window is.
 */
final class MaximumMasks extends Peephole {

    /** The numbers of a pooling. */
    private record Pool(int[] kernel, int[] strides, int[] begins, long[] in, long[] out, int channels) {
        /** What cell {@code k} of the window shows of the input, along an axis. */
        View cell(int axis, int k) {
            return new View(in[axis], strides[axis], k - begins[axis], out[axis]);
        }

        int phase(int axis, int k) {
            return Math.floorMod(k - begins[axis], strides[axis]);
        }

        /** Where the shares of cell {@code k} stand in their phase. */
        View back(int axis, int k, long size) {
            return new View(out[axis], 1, -Math.floorDiv(k - begins[axis], strides[axis]), size);
        }
    }

    @Override
    @Nullable Value rewrite(Spot s) {
        Node scatter = s.node().is("Reshape") ? s.producer(s.node().input(0), "ScatterElements") : null;
        Node indices = scatter == null ? null : s.producer(scatter.input(1), "Reshape");
        Node weights = scatter == null ? null : s.producer(scatter.input(2), "Reshape");
        Node pooling = indices == null ? null : s.producer(indices.input(0), "MaxPool");
        if (indices == null
                || weights == null
                || pooling == null
                || !indices.input(0).equals(pooling.output(1))) {
            return null;
        }
        Value x = s.known(pooling.input(0));
        Value y = s.known(pooling.output(0));
        Pool pool = x == null || y == null ? null : pool(s, pooling, x, y);
        if (x == null || pool == null) {
            return null;
        }
        // ONNX Runtime sees that the forward pass has the same node, and runs it once.
        Value maximum = s.op("MaxPool", pooling.attributes(), x);
        return spread(s, pool, x, maximum, s.operand(weights.input(0)));
    }

    private static @Nullable Pool pool(Spot s, Node pooling, Value x, Value y) {
        Attributes a = pooling.attributes();
        long[] kernel = a.ints("kernel_shape", new long[0]);
        long[] pads = a.ints("pads", new long[] {0, 0, 0, 0});
        long[] strides = a.ints("strides", new long[] {1, 1});
        if (kernel.length != 2
                || !Channelwise.fits(x)
                || !x.knownShape().dims().subList(2, 4).stream().allMatch(d -> d.isKnown())
                || !y.knownShape().dims().subList(2, 4).stream().allMatch(d -> d.isKnown())
                || !a.s("auto_pad", "NOTSET").equals("NOTSET")
                || Arrays.stream(a.ints("dilations", strides)).anyMatch(d -> d != 1) && a.has("dilations")
                || strides[0] != strides[1]
                || kernel[0] < strides[0]
                || kernel[1] < strides[1]) {
            return null;
        }
        Pool pool = new Pool(
                new int[] {(int) kernel[0], (int) kernel[1]},
                new int[] {(int) strides[0], (int) strides[1]},
                new int[] {(int) pads[0], (int) pads[1]},
                new long[] {x.size(2), x.size(3)},
                new long[] {y.size(2), y.size(3)},
                (int) x.size(1));
        boolean inside = pads[0] == 0 && pads[1] == 0;
        for (int i = 0; i < 2; i++) {
            inside &= (pool.out()[i] - 1) * strides[i] + kernel[i] <= pool.in()[i];
        }
        boolean zeroLost =
                s.producer(x.name(), "Relu") != null && stopsAtZero(s, s.node().output(0), x.name());
        return inside || zeroLost ? pool : null;
    }

    /** Whether what comes back at {@code x} is dropped wherever x is 0, as the derivative of Relu does; other rules for Relu need not. */
    private static boolean stopsAtZero(Spot s, String back, String x) {
        List<Node> readers = s.readers(back);
        return !readers.isEmpty()
                && !s.isOutput(back)
                && readers.stream()
                        .allMatch(n -> n.is("Sum") ? stopsAtZero(s, n.output(0), x) : n.is("Where") && isMask(s, n, x));
    }

    /** Whether a node is {@code Where(x > 0, ..., 0)}. */
    private static boolean isMask(Spot s, Node where, String x) {
        Node greater = s.producer(where.input(0), "Greater");
        return greater != null
                && greater.input(0).equals(x)
                && Masks.single(s, greater.input(1)).orElse(1) == 0
                && Masks.single(s, where.input(2)).orElse(1) == 0;
    }

    private static Value spread(Spot s, Pool pool, Value x, Value y, Value dy) {
        int stride = pool.strides()[0];
        int channels = pool.channels();
        Interleaving together = new Interleaving(s, stride, channels, x);
        Value[][] phases = new Value[stride][stride];
        Value left = dy;
        for (int row = 0; row < pool.kernel()[0]; row++) {
            for (int column = 0; column < pool.kernel()[1]; column++) {
                boolean last = row == pool.kernel()[0] - 1 && column == pool.kernel()[1] - 1;
                Value share = left;
                if (!last) {
                    Value below =
                            s.add(Channelwise.view(s, x, channels, -1, pool.cell(0, row), pool.cell(1, column)), y);
                    Value rest = s.mul(left, step(s, below, channels));
                    share = s.add(minus(s, rest, channels), left);
                    left = rest;
                }
                View down = pool.back(0, row, together.size(0));
                View across = pool.back(1, column, together.size(1));
                Value placed = down.isWhole() && across.isWhole()
                        ? share
                        : Channelwise.view(s, share, channels, 1, down, across);
                int p = pool.phase(0, row);
                int q = pool.phase(1, column);
                phases[p][q] = phases[p][q] == null ? placed : s.add(placed, phases[p][q]);
            }
        }
        return together.of(phases);
    }

    /** 0 where v is 0, 1 above. */
    private static Value step(Spot s, Value v, int channels) {
        return s.op("HardSigmoid", Masks.STEP, Channelwise.scale(s, v, channels, 1, 0));
    }

    private static Value minus(Spot s, Value v, int channels) {
        return Channelwise.scale(s, v, channels, -1, 0);
    }
}
