package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;

/**
 * Elementary work on feature maps as channelwise convolutions, which ONNX Runtime runs in its blocked layout: the
 * operators that usually do it have no kernel there, and each would cost a change of layout before and after.
 */
final class Channelwise {
    /** ONNX Runtime blocks channelwise convolutions of whole blocks only: 16 channels with AVX-512, 8 without. */
    static final int BLOCK = 16;

    private Channelwise() {}

    /** Whether {@code x} is a batch of float32 feature maps that such a convolution stays in the blocked layout for. */
    static boolean fits(Value x) {
        return fillsBlocks(x) && (x.size(2) != 1 || x.size(3) != 1);
    }

    /** The same, also of maps of one place, as between the convolutions of squeeze-and-excitation. */
    static boolean fillsBlocks(Value x) {
        return x.shape() != null
                && x.type() == ElementType.FLOAT
                && x.shape().rank() == 4
                && x.shape().size(1) > 0
                && x.shape().size(1) % BLOCK == 0;
    }

    /** {@code factor · x + shift}. */
    static Value scale(Emitter to, Value x, double factor, double shift) {
        return scale(to, x, (int) x.size(1), factor, shift);
    }

    static Value scale(Emitter to, Value x, int channels, double factor, double shift) {
        Value weights = to.constant(filled(channels, factor, channels, 1, 1, 1));
        Attributes a = Attributes.of("group", channels).with("kernel_shape", new long[] {1, 1});
        return shift == 0
                ? to.op("Conv", a, x, weights)
                : to.op("Conv", a, x, weights, to.constant(filled(channels, shift, channels)));
    }

    private static TensorProto filled(int count, double value, long... dims) {
        float[] all = new float[count];
        Arrays.fill(all, (float) value);
        return new Weights(dims, all).toTensor();
    }

    /**
     * Which element of a line stands where: output {@code i} is element {@code stride·i + offset}, zero outside.
     *
     * @param size elements of the line
     * @param count elements of the output
     * @param step whether the output is not the element but how far the next one is above it
     */
    record View(long size, int stride, int offset, long count, boolean step) {
        View(long size, int stride, int offset, long count) {
            this(size, stride, offset, count, false);
        }

        static View whole(long size) {
            return new View(size, 1, 0, size);
        }

        View steps() {
            return new View(size, stride, offset, count, true);
        }

        /** Whether this shows the line as it is. */
        boolean isWhole() {
            return stride == 1 && offset == 0 && count == size && !step;
        }

        private int begin() {
            return Math.max(0, -offset);
        }

        private int hot() {
            return Math.max(0, offset);
        }

        private int used() {
            return hot() + (step ? 2 : 1);
        }

        private long end() {
            return Math.max(0, (count - 1) * stride + used() - size - begin());
        }

        /** What the kernel spans: up to its element, and over what is left at the end if there would be more outputs. */
        private int extent() {
            return (int) Math.max(used(), size + begin() - count * stride + 1);
        }

        /** The first and the last element, if one of them is meant; all otherwise. */
        private int cells() {
            return extent() == 1 ? 1 : !step && (hot() == 0 || hot() == extent() - 1) ? 2 : extent();
        }

        private int dilation() {
            return cells() == 2 ? extent() - 1 : 1;
        }

        private float[] taps() {
            float[] taps = new float[cells()];
            int cell = hot() / dilation();
            taps[cell] = step ? -1 : 1;
            if (step) {
                taps[cell + 1] = 1;
            }
            return taps;
        }
    }

    /** {@code factor} times what {@code rows} and {@code columns} show of each map. */
    static Value view(Emitter to, Value x, int channels, double factor, View rows, View columns) {
        Weights kernel = Weights.zeros(channels, 1, rows.cells(), columns.cells());
        float[] values = kernel.values();
        float[] down = rows.taps();
        float[] across = columns.taps();
        for (int i = 0; i < values.length; i++) {
            int cell = i % kernel.stride();
            values[i] = (float) factor * down[cell / across.length] * across[cell % across.length];
        }
        Attributes a = Attributes.of("group", channels)
                .with("kernel_shape", kernel.spatial())
                .with("strides", new long[] {rows.stride(), columns.stride()})
                .with("dilations", new long[] {rows.dilation(), columns.dilation()})
                .with("pads", new long[] {rows.begin(), columns.begin(), rows.end(), columns.end()});
        return to.op("Conv", a, x, to.constant(kernel.toTensor()));
    }
}
