package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;

/** {@code factor · x + shift} as a channelwise 1x1 convolution, which ONNX Runtime runs in its blocked layout. */
final class ChannelwiseScale {
    /** ONNX Runtime blocks channelwise convolutions of whole blocks only: 16 channels with AVX-512, 8 without. */
    private static final int BLOCK = 16;

    private ChannelwiseScale() {}

    /** Whether {@code x} is a batch of float32 feature maps that the convolution stays in the blocked layout for. */
    static boolean fits(Value x) {
        return x.shape() != null
                && x.type() == ElementType.FLOAT
                && x.shape().rank() == 4
                && x.shape().size(1) > 0
                && x.shape().size(1) % BLOCK == 0
                && (x.shape().size(2) != 1 || x.shape().size(3) != 1);
    }

    static Value of(Emitter to, Value x, double factor, double shift) {
        int channels = (int) x.size(1);
        Value weights = to.constant(filled(channels, factor, channels, 1, 1, 1));
        Attributes a = Attributes.of("group", channels).with("kernel_shape", new long[] {1, 1});
        return shift == 0
                ? to.op("Conv", a, x, weights)
                : to.op("Conv", a, x, weights, to.constant(filled(channels, shift, channels)));
    }

    private static ai.onnx.proto.OnnxMl.TensorProto filled(int count, double value, long... dims) {
        float[] all = new float[count];
        Arrays.fill(all, (float) value);
        return new Weights(dims, all).toTensor();
    }
}
