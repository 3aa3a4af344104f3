package dev.fovea.autodiff.rules;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Resize is linear and works axis by axis, so each axis has a matrix: what Resize itself makes of the identity. The
 * backward multiplies by the transposed matrices. No coordinate is computed here, every mode agrees with the runtime's
 * own arithmetic, and where sizes are constant the runtime folds the matrices.
 */
final class Resizing {
    private final Step s;

    private Resizing(Step s) {
        this.s = s;
    }

    static RuleBook rules() {
        return RuleBook.empty().with("Resize", s -> new Resizing(s).back());
    }

    private List<Cotangent> back() {
        if (!stringAttribute("keep_aspect_ratio_policy", "stretch").equals("stretch") && bySizes()) {
            return s.unsupported("only keep_aspect_ratio_policy=stretch has a backward");
        }
        if (s.x().rank() < 2) {
            return s.unsupported("a vector is resized, expected two dimensions or more");
        }
        long[] blocks = blocks();
        if (blocks != null) {
            return s.first(summedBlocks(blocks));
        }
        Value dx = s.dy();
        for (int i = 0; i < axes().length; i++) {
            dx = isResized(i) ? multiplied(dx, axes()[i], matrix(i)) : dx;
        }
        return s.first(dx);
    }

    // ------------------------------------------------------------------ what is resized

    private String stringAttribute(String name, String absent) {
        return s.attributes().s(name, absent);
    }

    private boolean bySizes() {
        return s.in(3).isPresent();
    }

    private boolean crops() {
        return stringAttribute("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize");
    }

    /** The axes that scales and sizes speak of, in their order. */
    private int[] axes() {
        long[] given = s.attributes().ints("axes");
        return (given == null ? LongStream.range(0, s.x().rank()) : LongStream.of(given))
                .mapToInt(s.x()::axis)
                .toArray();
    }

    private boolean isResized(int i) {
        TensorProto scales = bySizes() ? null : s.constantAt(2);
        int axis = axes()[i];
        return crops()
                || (scales != null
                        ? Tensors.toDoubles(scales)[i] != 1
                        : !s.x().knownShape()
                                .dims()
                                .get(axis)
                                .surelyEquals(s.y().knownShape().dims().get(axis)));
    }

    // ------------------------------------------------------------------ the matrix of an axis

    /** How input element (row) weighs in output element (column) along the i-th resized axis. */
    private Value matrix(int i) {
        int axis = axes()[i];
        int rank = s.x().rank();
        int other = axis == 0 ? rank - 1 : 0;
        Value n = size(s.x(), axis);
        Value one = s.ints(1);
        Value[] shape = new Value[rank];
        Arrays.fill(shape, one);
        shape[axis] = n;
        shape[other] = n;
        Value square = s.typed(s.x().type(), "ConstantOfShape", zero(), s.concat(0, n, n));
        Value identity = s.reshape(s.op("EyeLike", square), s.concat(0, shape));
        Value resized = s.op("Resize", alongOnly(axis), identity, region(i), scale(i), newSize(axis));
        return axis == 0
                ? s.transpose(s.reshape(resized, s.concat(0, s.ints(-1), n)), 1, 0)
                : s.reshape(resized, s.concat(0, n, s.ints(-1)));
    }

    private Attributes zero() {
        return Attributes.of("value", Tensors.floats(s.x().type(), new long[] {1}, 0));
    }

    private Attributes alongOnly(int axis) {
        return s.attributes().with("axes", new long[] {axis}).with("extrapolation_value", 0f);
    }

    private Value size(Value a, int axis) {
        return s.gather(0, s.shapeOf(a), s.ints(axis));
    }

    private Value region(int i) {
        return crops() ? s.gather(0, s.in(1), s.ints(i, axes().length + i)) : Value.ABSENT;
    }

    private Value scale(int i) {
        return bySizes() ? Value.ABSENT : s.gather(0, s.in(2), s.ints(i));
    }

    private Value newSize(int axis) {
        return bySizes() ? size(s.y(), axis) : Value.ABSENT;
    }

    /** {@code dy} with {@code matrix} applied along {@code axis}. */
    private Value multiplied(Value dy, int axis, Value matrix) {
        int rank = s.x().rank();
        if (axis == rank - 2) {
            return s.matmul(matrix, dy);
        }
        Value transposed = s.transpose(matrix, 1, 0);
        if (axis == rank - 1) {
            return s.matmul(dy, transposed);
        }
        long[] swap = LongStream.range(0, rank).toArray();
        swap[axis] = rank - 1;
        swap[rank - 1] = axis;
        return s.transpose(s.matmul(s.transpose(dy, swap), transposed), swap);
    }

    // ------------------------------------------------------------------ repeated pixels

    /** The whole factors by which each pixel is repeated as a block; null if this is another kind of resizing. */
    private long @Nullable [] blocks() {
        String coordinates = stringAttribute("coordinate_transformation_mode", "half_pixel");
        String rounding = stringAttribute("nearest_mode", "round_prefer_floor");
        boolean repeats = coordinates.equals("asymmetric") && rounding.equals("floor")
                || coordinates.equals("half_pixel") && rounding.startsWith("round_prefer");
        int rank = s.x().rank();
        if (!stringAttribute("mode", "nearest").equals("nearest") || !repeats || rank < 3 || rank > 5) {
            return null;
        }
        long[] factors = new long[rank];
        Arrays.fill(factors, 1);
        for (int i = 0; i < axes().length; i++) {
            if (isResized(i)) {
                factors[axes()[i]] = factor(i);
            }
        }
        boolean whole = LongStream.of(factors).allMatch(f -> f > 0);
        return whole && factors[0] == 1 && factors[1] == 1 ? Arrays.copyOfRange(factors, 2, rank) : null;
    }

    /** The whole factor of the i-th axis, 0 if it is none or unknown. */
    private long factor(int i) {
        TensorProto scales = s.constantAt(2);
        if (!bySizes()) {
            double scale = scales == null ? 0 : Tensors.toDoubles(scales)[i];
            return scale == Math.rint(scale) ? (long) scale : 0;
        }
        long before = s.x().knownShape().size(axes()[i]);
        long after = s.y().knownShape().size(axes()[i]);
        return before > 0 && after > 0 && after % before == 0 ? after / before : 0;
    }

    private Value summedBlocks(long[] factors) {
        Attributes pool = Attributes.of("kernel_shape", factors).with("strides", factors);
        return s.mul(s.op("AveragePool", pool, s.dy()), LongStream.of(factors).reduce(1, (a, b) -> a * b));
    }
}
