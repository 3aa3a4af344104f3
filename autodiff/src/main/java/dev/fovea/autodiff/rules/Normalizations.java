package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.graph.Cotangent.of;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.Broadcast;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Normalizations: by stored statistics, by those of the input itself, by a norm, by neighbouring channels. */
final class Normalizations {
    private static final Cotangent PARAMETER =
            new Cotangent.Unsupported("its scale, bias or statistics depend on the picture; only its first input may");

    private Normalizations() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("BatchNormalization", Normalizations::batch)
                .with("InstanceNormalization", Normalizations::instance)
                .with("GroupNormalization", Normalizations::group)
                .with("LayerNormalization", Normalizations::layer)
                .with("RMSNormalization", Normalizations::rootMeanSquare)
                .with("SimplifiedLayerNormalization", Normalizations::bare)
                .with("LpNormalization", Normalizations::norm)
                .with("LRN", Normalizations::localResponse);
    }

    // ------------------------------------------------------------------ stored statistics

    /** A fixed scale per channel; it consists of constants only. */
    private static List<Cotangent> batch(Step s) {
        TensorProto scale = s.constantAt(1);
        TensorProto variance = s.constantAt(4);
        double epsilon = s.attributes().f("epsilon", 1e-5);
        Value factor = scale != null && variance != null && s.x().type() == ElementType.FLOAT
                ? s.constant(factor(s, Tensors.toDoubles(scale), Tensors.toDoubles(variance), epsilon))
                : perChannel(s, s.div(s.in(1), s.sqrt(s.add(s.in(4), epsilon))));
        return of(s.mul(s.dy(), factor), PARAMETER, PARAMETER, PARAMETER, PARAMETER);
    }

    private static TensorProto factor(Step s, double[] scale, double[] variance, double epsilon) {
        double[] factor = new double[scale.length];
        for (int c = 0; c < factor.length; c++) {
            factor[c] = scale[c] / Math.sqrt(variance[c] + epsilon);
        }
        long[] shape = new long[Math.max(1, s.x().rank() - 1)];
        Arrays.fill(shape, 1);
        shape[0] = factor.length;
        return Tensors.floats(ElementType.FLOAT, shape, factor);
    }

    /** A vector with one element per channel, shaped to broadcast against the input. */
    private static Value perChannel(Step s, Value vector) {
        long[] shape = new long[Math.max(1, s.x().rank() - 1)];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return shape.length == 1 ? vector : s.reshape(vector, shape);
    }

    // ------------------------------------------------------------------ statistics of the input

    /** A value with mean 0 and variance 1 over {@code axes}, and the inverse deviation that made it so. */
    private record Whitened(Value value, Value inverse, long[] axes) {
        /** Of {@code x}; without centring, by its root mean square. */
        static Whitened of(Step s, Value x, boolean centred, long... axes) {
            Value centre = centred ? s.sub(x, s.mean(x, axes)) : x;
            Value variance = s.mean(s.square(centre), axes);
            Value inverse =
                    s.op("Reciprocal", s.sqrt(s.add(variance, s.attributes().f("epsilon", 1e-5))));
            return new Whitened(s.mul(centre, inverse), inverse, axes);
        }

        /** The same over the last axes by LayerNormalization itself, which also gives out the inverse deviation. */
        static Whitened ofLayer(Step s, long[] sizes, long... axes) {
            double[] ones = new double[(int) LongStream.of(sizes).reduce(1, Math::multiplyExact)];
            Arrays.fill(ones, 1);
            Value scale = s.constant(Tensors.floats(ElementType.FLOAT, sizes, ones));
            Attributes a = Attributes.of("axis", axes[0])
                    .with("epsilon", s.attributes().f("epsilon", 1e-5));
            ElementType type = ElementType.FLOAT;
            List<Value> all = s.outputs("LayerNormalization", a, List.of(type, type, type), s.x(), scale);
            return new Whitened(all.get(0), all.get(2), axes);
        }

        /** The input's cotangent for the value's: what would change mean or variance is projected out. */
        Value back(Step s, Value cotangent, boolean centred) {
            Value along = s.mul(value, s.mean(s.mul(cotangent, value), axes));
            Value across = s.sub(cotangent, along);
            return s.mul(centred ? s.sub(across, s.mean(cotangent, axes)) : across, inverse);
        }
    }

    private static List<Cotangent> instance(Step s) {
        long[] axes = LongStream.range(2, s.x().rank()).toArray();
        Whitened w = Whitened.of(s, s.x(), true, axes);
        return of(w.back(s, s.mul(s.dy(), perChannel(s, s.in(1))), true), PARAMETER, PARAMETER);
    }

    private static List<Cotangent> group(Step s) {
        long groups = s.attributes().i("num_groups", 1);
        Value scaled = s.reshape(s.mul(s.dy(), perChannel(s, s.in(1))), 0, groups, -1);
        Whitened w = Whitened.of(s, s.reshape(s.x(), 0, groups, -1), true, 2);
        return of(s.reshapeLike(w.back(s, scaled, true), s.x()), PARAMETER, PARAMETER);
    }

    private static List<Cotangent> layer(Step s) {
        if (s.flowsInto(1) || s.flowsInto(2)) {
            return s.unsupported("its outputs Mean and InvStdDev are used");
        }
        return trailing(s, true);
    }

    private static List<Cotangent> rootMeanSquare(Step s) {
        return trailing(s, false);
    }

    /** As lowering writes it: over the last axis, not scaled, with the inverse root mean square as second output. */
    private static List<Cotangent> bare(Step s) {
        return of(new Whitened(s.y(), s.out(1), new long[] {-1}).back(s, s.dy(), false), PARAMETER);
    }

    /** Over all axes from {@code axis} on, then scaled and shifted by tensors that broadcast. */
    private static List<Cotangent> trailing(Step s, boolean centred) {
        long first = s.attributes().i("axis", -1);
        long[] axes =
                LongStream.range(first < 0 ? first : first - s.x().rank(), 0).toArray();
        Shape scale = s.in(1).shape();
        boolean plain = centred && s.x().type() == ElementType.FLOAT;
        Whitened w = plain && scale != null && scale.isStatic() && scale.rank() == axes.length
                ? Whitened.ofLayer(s, scale.sizes(), axes)
                : Whitened.of(s, s.x(), centred, axes);
        List<Cotangent> back = new ArrayList<>(List.of(w.back(s, s.mul(s.dy(), s.in(1)), centred)));
        back.add(s.isActive(1) ? Broadcast.undo(s, s.mul(s.dy(), w.value()), s.x(), s.in(1)) : Cotangent.NONE);
        if (s.node().inputs().size() > 2) {
            back.add(s.isActive(2) ? Broadcast.undo(s, s.dy(), s.x(), s.in(2)) : Cotangent.NONE);
        }
        return back;
    }

    // ------------------------------------------------------------------ norms and neighbours

    /** {@code (dy - g <dy, y>) / |x|} with g the norm's gradient: y, or the sign for p = 1. Zero for a zero vector. */
    private static List<Cotangent> norm(Step s) {
        boolean manhattan = s.attributes().i("p", 2) == 1;
        long axis = s.attributes().i("axis", -1);
        Value norm = s.reduce(manhattan ? "ReduceL1" : "ReduceL2", s.x(), true, axis);
        Value divisor = s.where(s.equal(norm, s.scalar(0, norm)), s.scalar(Double.POSITIVE_INFINITY, norm), norm);
        Value slope = manhattan ? s.op("Sign", s.x()) : s.y();
        Value along = s.mul(slope, s.sum(s.mul(s.dy(), s.y()), axis));
        return s.first(s.div(s.sub(s.dy(), along), divisor));
    }

    /**
     * With S = bias + alpha/size · (sum of x² over neighbouring channels) and y = x S^-beta: dy S^-beta - 2 alpha beta x
     * · (mean of dy y / S over the channels that have this one as a neighbour).
     */
    private static List<Cotangent> localResponse(Step s) {
        double alpha = s.attributes().f("alpha", 1e-4);
        double beta = s.attributes().f("beta", 0.75);
        long size = s.attributes().i("size", 1);
        long before = (size - 1) / 2;
        long after = size - 1 - before;
        Value mean = neighbours(s, s.square(s.x()), size, before, after);
        Value sum = s.add(s.mul(mean, alpha), s.attributes().f("bias", 1));
        Value direct = s.mul(s.dy(), s.op("Pow", sum, s.scalar(-beta, sum)));
        Value spread = neighbours(s, s.div(s.mul(s.dy(), s.y()), sum), size, after, before);
        return s.first(s.sub(direct, s.mul(s.mul(s.x(), spread), 2 * alpha * beta)));
    }

    /** The sum over a window of channels, divided by the window's size also where it sticks out. */
    private static Value neighbours(Step s, Value v, long size, long before, long after) {
        Attributes window = Attributes.of("kernel_shape", new long[] {size, 1})
                .with("pads", new long[] {before, 0, after, 0})
                .with("count_include_pad", 1L);
        Value rows = s.reshape(v, 0, 1, s.x().size(1), -1);
        return s.reshapeLike(s.op("AveragePool", window, rows), s.x());
    }
}
