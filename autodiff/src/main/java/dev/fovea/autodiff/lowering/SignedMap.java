package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Value;

/** A feature map, or its negative where the sign is -1: a convolution behind it takes the sign into its weights. */
record SignedMap(Value map, int sign) {

    /** The map itself, which takes one more convolution if it is there as its negative. */
    Value positive(Emitter to) {
        return sign > 0 ? map : Channelwise.scale(to, map, -1, 0);
    }
}
