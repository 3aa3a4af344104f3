package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.canonical.Rewrite.single;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Value;
import java.util.Map;

/**
 * Experimental operators that converters from Core ML, Caffe and CNTK wrote into ONNX's own domain before opset 10; ONNX
 * Runtime still runs them there.
 */
final class LegacyOperators {

    private LegacyOperators() {}

    static Map<String, Rewrite> rewrites() {
        return Map.of(
                "ImageScaler", single(LegacyOperators::imageScaler),
                "Crop", single(LegacyOperators::crop),
                "Affine", single(s -> s.add(s.mul(s.x(), number(s, "alpha")), number(s, "beta"))),
                "Scale", single(s -> s.mul(s.x(), number(s, "scale"))),
                "ScaledTanh", single(s -> FusedActivations.scaledTanh(s, s.x(), s.attributes())),
                "ParametricSoftplus", single(s -> FusedActivations.parametricSoftplus(s, s.x(), s.attributes())));
    }

    private static Value number(Site s, String name) {
        return s.float32(s.attributes().f(name, 1));
    }

    /** x · scale + bias of the channel. */
    private static Value imageScaler(Site s) {
        Value bias = s.unsqueeze(s.takeFloats("bias"), 1, 2);
        return s.add(s.mul(s.x(), number(s, "scale")), bias);
    }

    /** Cuts (left, top, right, bottom) pixels off, or from left and top on a window of {@code scale} pixels. */
    private static Value crop(Site s) {
        long[] border = s.attributes().ints("border", new long[4]);
        AttributeProto window = s.attributes().proto("scale");
        long top = border[1];
        long left = border[0];
        long bottom = window == null ? end(border[3]) : top + window.getInts(0);
        long right = window == null ? end(border[2]) : left + window.getInts(1);
        return s.keepOne("Slice", Attributes.NONE, s.x(), s.ints(top, left), s.ints(bottom, right), s.ints(2, 3));
    }

    private static long end(long cut) {
        return cut == 0 ? Integer.MAX_VALUE : -cut;
    }
}
