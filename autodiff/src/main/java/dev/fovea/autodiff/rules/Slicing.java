package dev.fovea.autodiff.rules;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Operators that cut a box out of a tensor or put a margin around it. */
final class Slicing {
    private final Step s;
    private final List<Cut> cuts;

    private Slicing(Step s, List<Cut> cuts) {
        this.s = s;
        this.cuts = cuts;
    }

    static RuleBook rules() {
        return RuleBook.empty()
                .with("Slice", Slicing::slice)
                .with("Pad", Slicing::pad)
                .with("CenterCropPad", s -> s.first(s.op("CenterCropPad", s.attributes(), s.dy(), sizes(s))));
    }

    /** What CenterCropPad has to restore. */
    private static Value sizes(Step s) {
        long[] axes = s.attributes().ints("axes");
        return axes == null ? s.shapeOf(s.x()) : s.gather(0, s.shapeOf(s.x()), s.ints(axes));
    }

    /** Cutting undoes a margin, a margin of zeros undoes cutting. Other margins repeat elements. */
    private static List<Cotangent> pad(Step s) {
        if (!s.attributes().s("mode", "constant").equals("constant")) {
            return Positions.rule(s);
        }
        Value dx = s.op("Pad", s.dy(), s.neg(allPads(s)));
        List<Cotangent> back = new ArrayList<>(s.first(dx));
        if (s.isActive(2)) {
            Value margin = s.sub(s.op("ReduceSum", KEEP_NO_DIMS, s.dy()), s.op("ReduceSum", KEEP_NO_DIMS, dx));
            back.set(2, s.reshapeLike(margin, s.in(2)));
        }
        return back;
    }

    /** The pads of every axis, for the reason that {@link Step#pad} gives; zeros where the node names other axes. */
    private static Value allPads(Step s) {
        if (!s.in(3).isPresent()) {
            return s.in(1);
        }
        Value rank = s.constant(Tensors.scalar(s.in(3).type(), s.x().rank()));
        Value axes = s.op("Mod", s.in(3), rank);
        Value none = s.ints(new long[2 * s.x().rank()]);
        return s.op("ScatterElements", none, s.concat(0, axes, s.add(axes, rank)), s.in(1));
    }

    private static final Attributes KEEP_NO_DIMS = Attributes.of("keepdims", 0L);

    // ------------------------------------------------------------------ Slice

    private static List<Cotangent> slice(Step s) {
        List<Cut> cuts = cuts(s);
        return cuts == null ? Positions.rule(s) : s.first(new Slicing(s, cuts).restored());
    }

    /** {@code count} elements of the {@code size} along {@code axis}: the first at {@code start}, then every step-th. */
    private record Cut(int axis, long size, long start, long step, long count) {

        /** Starts and ends as Slice has them: counted from the end if negative, clamped if outside. */
        static Cut of(int axis, long size, long start, long end, long step) {
            long last = step > 0 ? size : size - 1;
            long first = step > 0 ? 0 : -1;
            long from = Math.max(0, Math.min(last, start < 0 ? start + size : start));
            long to = Math.max(first, Math.min(last, end < 0 ? end + size : end));
            return new Cut(axis, size, from, step, Math.max(0, -Math.floorDiv(from - to, step)));
        }

        Cut forward() {
            return step > 0 ? this : new Cut(axis, size, start + (count - 1) * step, -step, count);
        }

        long after() {
            return size - start - count * step;
        }
    }

    /** The cuts, or null if some of their numbers are only known when the graph runs. */
    private static @Nullable List<Cut> cuts(Step s) {
        Shape shape = s.x().shape();
        TensorProto starts = s.constantAt(1);
        TensorProto ends = s.constantAt(2);
        TensorProto axes = s.constantAt(3);
        TensorProto steps = s.constantAt(4);
        if (shape == null
                || starts == null
                || ends == null
                || axes == null && s.in(3).isPresent()
                || steps == null && s.in(4).isPresent()) {
            return null;
        }
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < Tensors.count(starts); i++) {
            int axis = axes == null ? i : s.x().axis(Tensors.toLongs(axes)[i]);
            if (shape.size(axis) < 0) {
                return null;
            }
            long step = steps == null ? 1 : Tensors.toLongs(steps)[i];
            cuts.add(Cut.of(axis, shape.size(axis), Tensors.toLongs(starts)[i], Tensors.toLongs(ends)[i], step));
        }
        return cuts;
    }

    /** The cotangent where the slice was cut out, zeros elsewhere. */
    private Value restored() {
        if (cuts.stream().anyMatch(c -> c.count() == 0)) {
            return s.zerosLike(s.x());
        }
        Value spread = spread(reversed(s.dy()));
        List<Cut> margins = cuts.stream()
                .map(Cut::forward)
                .filter(c -> c.start() != 0 || c.after() != 0)
                .toList();
        return margins.isEmpty()
                ? spread
                : s.pad(
                        spread,
                        s.x().rank(),
                        margins.stream().mapToLong(Cut::axis).toArray(),
                        margins.stream().mapToLong(Cut::start).toArray(),
                        margins.stream().mapToLong(Cut::after).toArray());
    }

    private Value reversed(Value dy) {
        long[] axes =
                cuts.stream().filter(c -> c.step() < 0).mapToLong(Cut::axis).toArray();
        if (axes.length == 0) {
            return dy;
        }
        Value minus = s.ints(LongStream.of(axes).map(a -> -1).toArray());
        Value beyond = s.ints(LongStream.of(axes).map(a -> Long.MIN_VALUE).toArray());
        return s.op("Slice", dy, minus, beyond, s.ints(axes), minus);
    }

    /** Puts step - 1 zeros after each element. */
    private Value spread(Value dy) {
        long[] steps = LongStream.range(0, s.x().rank()).map(a -> 1).toArray();
        cuts.forEach(c -> steps[c.axis()] = Math.abs(c.step()));
        long[] axes = cuts.stream()
                .mapToLong(Cut::axis)
                .filter(a -> steps[(int) a] > 1)
                .sorted()
                .toArray();
        if (axes.length == 0) {
            return dy;
        }
        long[] gaps = new long[axes.length];
        long[] after = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            gaps[i] = axes[i] + 1 + i;
            after[i] = steps[(int) axes[i]] - 1;
        }
        int rank = s.x().rank() + gaps.length;
        Value apart = s.pad(s.unsqueeze(dy, gaps), rank, gaps, new long[gaps.length], after);
        return s.reshape(apart, s.mul(s.shapeOf(s.y()), s.ints(steps)));
    }
}
