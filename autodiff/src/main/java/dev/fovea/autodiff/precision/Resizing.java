package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Resize as a product with a matrix along each axis: what Resize itself makes of the identity. The matrix is computed in
 * float32, so weights such as 1/3 are those that ONNX Runtime uses; repeating and halving are exact.
 */
final class Resizing {

    private Resizing() {}

    static Map<String, Decomposition> table() {
        return Map.of("Resize", Resizing::resize);
    }

    private static Value resize(Site s) {
        Attributes a = s.attributes();
        if (a.s("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize")) {
            throw s.refusal("tf_crop_and_resize is not decomposed");
        }
        boolean bySizes = s.in(3).isPresent();
        if (bySizes && !a.s("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw s.refusal("only keep_aspect_ratio_policy=stretch is decomposed");
        }
        long[] axes = a.ints("axes", LongStream.range(0, s.x().rank()).toArray());
        Value y = s.x();
        for (int i = 0; i < axes.length; i++) {
            int axis = s.x().axis(axes[i]);
            if (isResized(s, axis)) {
                y = multiplied(s, y, axis, matrix(s, i, axis, bySizes));
            }
        }
        return y;
    }

    private static boolean isResized(Site s, int axis) {
        Dim before = s.x().knownShape().dims().get(axis);
        Dim after = s.y().knownShape().dims().get(axis);
        // Nobody resizes the batch; its size may have another name behind a Resize.
        return !before.surelyEquals(after) && (axis > 0 || before.isKnown());
    }

    /** How input element (row) weighs in output element (column). */
    private static Value matrix(Site s, int i, int axis, boolean bySizes) {
        Value n = s.gather(0, s.shapeOf(s.x()), s.ints(axis));
        Attributes zero = Attributes.of("value", Tensors.floats(ElementType.FLOAT, new long[] {1}, 0));
        Value square = s.typed(ElementType.FLOAT, "ConstantOfShape", zero, s.concat(0, n, n));
        Value identity = s.unsqueeze(s.op("EyeLike", square), 0, 1);
        Value at = s.ints(i);
        Value scale = bySizes ? Value.ABSENT : s.gather(0, s.cast(s.in(2), ElementType.FLOAT), at);
        Value size = bySizes ? s.gather(0, s.in(3), at) : Value.ABSENT;
        Attributes along = s.attributes().with("axes", new long[] {3});
        Value resized = s.op("Resize", along, identity, Value.ABSENT, scale, size);
        return s.cast(s.squeeze(resized, 0, 1), ElementType.DOUBLE);
    }

    private static Value multiplied(Site s, Value x, int axis, Value matrix) {
        int rank = s.x().rank();
        if (axis == rank - 1) {
            return s.matmul(x, matrix);
        }
        if (axis == rank - 2) {
            return s.matmul(s.transpose(matrix, 1, 0), x);
        }
        long[] swap = LongStream.range(0, rank).toArray();
        swap[axis] = rank - 1;
        swap[rank - 1] = axis;
        return s.transpose(s.matmul(s.transpose(x, swap), matrix), swap);
    }
}
