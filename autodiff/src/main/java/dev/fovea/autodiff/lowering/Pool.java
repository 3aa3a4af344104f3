package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Channelwise.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The numbers of a pooling whose windows leave no gaps: rows, then columns. */
record Pool(int[] kernel, int stride, int[] begins, long[] in, long[] out, int channels) {

    /** Of a MaxPool from {@code x} to {@code y}; null where it is none of whole feature maps without gaps. */
    static @Nullable Pool of(Node pooling, Value x, Value y) {
        Attributes a = pooling.attributes();
        long[] kernel = a.ints("kernel_shape", new long[0]);
        long[] pads = a.ints("pads", new long[] {0, 0, 0, 0});
        long[] strides = a.ints("strides", new long[] {1, 1});
        long[] dilations = a.ints("dilations", new long[] {1, 1});
        if (kernel.length != 2
                || !Channelwise.fits(x)
                || !x.knownShape().dims().subList(2, 4).stream().allMatch(d -> d.isKnown())
                || !y.knownShape().dims().subList(2, 4).stream().allMatch(d -> d.isKnown())
                || !a.s("auto_pad", "NOTSET").equals("NOTSET")
                || Arrays.stream(dilations).anyMatch(d -> d != 1)
                || strides[0] != strides[1]
                || kernel[0] < strides[0]
                || kernel[1] < strides[1]) {
            return null;
        }
        return new Pool(
                new int[] {(int) kernel[0], (int) kernel[1]},
                (int) strides[0],
                new int[] {(int) pads[0], (int) pads[1]},
                new long[] {x.size(2), x.size(3)},
                new long[] {y.size(2), y.size(3)},
                (int) x.size(1));
    }

    /** Whether every window lies within the input. */
    boolean isInside() {
        return begins[0] == 0 && begins[1] == 0 && reach(0) <= in[0] && reach(1) <= in[1];
    }

    private long reach(int axis) {
        return (out[axis] - 1) * stride + kernel[axis] - begins[axis];
    }

    /** The number of rows or columns in a phase: those that leave the same rest modulo the stride. */
    long size(int axis) {
        return (in[axis] + stride - 1) / stride;
    }

    int phase(int axis, int cell) {
        return Math.floorMod(cell - begins[axis], stride);
    }

    /** The number of windows so that their shares fill a phase: some may lie behind the last one. */
    long windows(int axis) {
        return Math.max(out[axis], size(axis));
    }

    /** How far the last of these windows sticks out. */
    long end(int axis) {
        return Math.max(0, (windows(axis) - 1) * stride + kernel[axis] - in[axis] - begins[axis]);
    }

    /** The windows and those behind. */
    View ofWindows(int axis) {
        return new View(out[axis], 1, 0, windows(axis));
    }

    /** The phase in the input. */
    View ofPhase(int axis, int phase) {
        return new View(in[axis], stride, phase, size(axis));
    }

    /** What a cell of the window shows of the input. */
    View ofCell(int axis, int cell) {
        return new View(in[axis], stride, cell - begins[axis], windows(axis));
    }

    /** Where in its phase a cell's shares stand. */
    View back(int axis, int cell) {
        return new View(windows(axis), 1, -Math.floorDiv(cell - begins[axis], stride), size(axis));
    }
}
