package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the window of a two-dimensional convolution or max pooling moves: rows, then columns.
 *
 * @param channels that come out; 0 for as many as go in
 * @param pads at the top, left, bottom, right
 */
record Window(int channels, int group, long[] kernel, long[] strides, long[] dilations, long[] pads) {

    /** The window of a node; null if it has none, or one of sizes that are not written down. */
    static @Nullable Window of(Node node, Map<String, TensorProto> constants) {
        Attributes a = node.attributes();
        TensorProto weights = node.is("Conv") ? constants.get(node.input(1)) : null;
        boolean plain = a.s("auto_pad", "NOTSET").equals("NOTSET") && a.i("ceil_mode", 0) == 0;
        long[] kernel = weights != null && weights.getDimsCount() == 4
                ? new long[] {weights.getDims(2), weights.getDims(3)}
                : node.is("MaxPool") ? a.ints("kernel_shape", new long[0]) : new long[0];
        return kernel.length != 2 || !plain
                ? null
                : new Window(
                        weights == null ? 0 : (int) weights.getDims(0),
                        (int) a.i("group", 1),
                        kernel,
                        a.ints("strides", new long[] {1, 1}),
                        a.ints("dilations", new long[] {1, 1}),
                        a.ints("pads", new long[4]));
    }

    MapSizes.Size output(MapSizes.Size from) {
        return new MapSizes.Size(
                channels == 0 ? from.channels() : channels, size(0, from.height()), size(1, from.width()));
    }

    private int size(int axis, int from) {
        long spare = from + pads[axis] + pads[axis + 2] - dilations[axis] * (kernel[axis] - 1) - 1;
        return (int) (Math.floorDiv(spare, strides[axis]) + 1);
    }

    /** Whether a row of the output hangs on the same row of the input alone. */
    boolean keepsRows() {
        return kernel[0] == 1 && strides[0] == 1 && pads[0] == 0 && pads[2] == 0;
    }

    /** Whether it is a square without gaps that moves alike down and across, over maps with the same margin on each side. */
    boolean isSquare(long size, long stride, long pad) {
        return all(kernel, size) && all(strides, stride) && all(dilations, 1) && all(pads, pad);
    }

    private static boolean all(long[] numbers, long value) {
        for (long number : numbers) {
            if (number != value) {
                return false;
            }
        }
        return true;
    }
}
