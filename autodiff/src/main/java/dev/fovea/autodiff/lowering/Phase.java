package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;

/** A convolution with stride 1. */
record Phase(Weights kernel, long[] dilations, long[] pads, int group) {

    Value convolve(Peephole.Spot s, Value dy) {
        Attributes a = Attributes.of("kernel_shape", kernel.spatial())
                .with("dilations", dilations)
                .with("pads", pads)
                .with("group", group);
        return s.op("Conv", a, dy, s.constant(kernel.toTensor()));
    }

    /** The same of a map that may be there as its negative. */
    Value convolve(Peephole.Spot s, SignedMap dy) {
        double[] signs = new double[kernel.dim(0)];
        Arrays.fill(signs, dy.sign());
        return new Phase(kernel.scaled(signs), dilations, pads, group).convolve(s, dy.map());
    }

    /** Multiplications for each element read; ONNX Runtime fills the output channels up to whole blocks. */
    long multiplications() {
        long blocks = (kernel.dim(0) + Channelwise.BLOCK - 1) / Channelwise.BLOCK;
        return blocks * Channelwise.BLOCK * kernel.stride() / kernel.dim(1);
    }
}
