package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes between feature maps and one number per channel, as in squeeze-and-excitation and global pooling: numbers
 * are spread over a map by nearest-neighbour Resize, and a map is summed up by GlobalAveragePool. ONNX Runtime has both
 * in its blocked layout, and products with broadcasting, Expand and ReduceSum not.
 */
final class GatedMaps extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node node = s.node();
        Value y = s.known(node.output(0));
        return switch (node.op()) {
            case "Mul" -> y == null || !Channelwise.fits(y) ? null : gated(s, y);
            case "Expand" -> y == null || !Channelwise.fits(y) ? null : spread(s, y);
            case "ReduceSum" -> summed(s);
            default -> null;
        };
    }

    private static @Nullable Value gated(Spot s, Value y) {
        Value a = s.known(s.node().input(0));
        Value b = s.known(s.node().input(1));
        if (a == null || b == null || !hasSizes(y)) {
            return null;
        }
        if (isVector(a, y) && Channelwise.fits(b)) {
            return s.mul(wide(s, a, 1, y), b);
        }
        return isVector(b, y) && Channelwise.fits(a) ? s.mul(a, wide(s, b, 1, y)) : null;
    }

    private static @Nullable Value spread(Spot s, Value y) {
        Value v = s.known(s.node().input(0));
        if (v == null || !isVector(v, y) || !hasSizes(y)) {
            return null;
        }
        Node mean = s.producer(v.name(), "Div");
        double divisor = mean == null ? 0 : Masks.single(s, mean.input(1)).orElse(0);
        return mean == null || divisor == 0 ? wide(s, v, 1, y) : wide(s, s.operand(mean.input(0)), 1 / divisor, y);
    }

    private static @Nullable Value summed(Spot s) {
        Value x = s.known(s.node().input(0));
        TensorProto axes = s.constantOf(s.node().input(1));
        boolean overMaps = axes != null && Arrays.equals(Tensors.toLongs(axes), new long[] {2, 3});
        if (x == null
                || !overMaps
                || s.node().attributes().i("keepdims", 1) != 1
                || !Channelwise.fits(x)
                || !hasSizes(x)) {
            return null;
        }
        int channels = (int) x.size(1);
        return Channelwise.scale(s, s.op("GlobalAveragePool", x), channels, x.size(2) * x.size(3), 0);
    }

    /** {@code factor · v} for every place of a map. */
    private static Value wide(Spot s, Value v, double factor, Value like) {
        Value blocked = Channelwise.scale(s, v, (int) like.size(1), factor, 0);
        return s.sized(repeated(s, blocked, like.size(2), like.size(3)), like.knownShape());
    }

    /** Every element as often as told, down and across. */
    static Value repeated(Spot s, Value maps, long down, long across) {
        Value scales = s.constant(Tensors.floats(ElementType.FLOAT, new long[] {4}, 1, 1, down, across));
        Attributes nearest = Attributes.of("mode", "nearest")
                .with("coordinate_transformation_mode", "asymmetric")
                .with("nearest_mode", "floor");
        return s.op("Resize", nearest, maps, Value.ABSENT, scales);
    }

    private static boolean hasSizes(Value maps) {
        return maps.knownShape().size(2) > 0 && maps.knownShape().size(3) > 0;
    }

    /** Whether {@code v} is one number per channel of {@code maps}. */
    private static boolean isVector(Value v, Value maps) {
        List<Shape.Dim> dims = v.shape() == null ? List.of() : v.shape().dims();
        return dims.size() == 4
                && dims.get(0).surelyEquals(maps.knownShape().dims().get(0))
                && dims.get(1).surelyEquals(maps.knownShape().dims().get(1))
                && dims.get(2).size() == 1
                && dims.get(3).size() == 1;
    }
}
