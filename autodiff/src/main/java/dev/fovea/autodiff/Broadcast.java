package dev.fovea.autodiff;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Undoes broadcasting: a value that was repeated gets the sum of the cotangents of its copies. */
public final class Broadcast {

    private Broadcast() {}

    /**
     * The sum of {@code cotangent} over the axes along which {@code source} was repeated.
     *
     * @param cotangent a value in the shape of {@code full}
     * @param full a value with the shape after broadcasting
     * @param source the value before broadcasting
     */
    public static Value undo(Emitter to, Value cotangent, Value full, Value source) {
        Shape from = full.knownShape();
        Shape into = source.knownShape();
        int added = from.rank() - into.rank();
        List<Long> axes = new ArrayList<>();
        for (int i = 0; i < from.rank(); i++) {
            Dim after = from.dims().get(i);
            Dim before = i < added ? null : into.dims().get(i - added);
            if (before == null || before.size() == 1 && after.size() != 1) {
                axes.add((long) i);
            } else if (before.size() != 1 && after.size() != 1 && !before.isKnown() && !before.surelyEquals(after)) {
                return undoAtRuntime(to, cotangent, full, source, added);
            }
        }
        Value sum = to.sum(cotangent, axes.stream().mapToLong(Long::longValue).toArray());
        return added == 0 ? sum : to.reshapeLike(sum, source);
    }

    /** For sizes that are only known when the graph runs: the repeated axes are computed there. */
    private static Value undoAtRuntime(Emitter to, Value cotangent, Value full, Value source, int added) {
        long[] ones = new long[added];
        Arrays.fill(ones, 1);
        Value before = added == 0 ? to.shapeOf(source) : to.concat(0, to.ints(ones), to.shapeOf(source));
        Value repeated = to.not(to.equal(to.shapeOf(full), before));
        Value axes = to.reshape(to.typed(ElementType.INT64, "NonZero", Attributes.NONE, repeated), -1L);
        Value sum = to.op("ReduceSum", Attributes.of("keepdims", 1L).with("noop_with_empty_axes", 1L), cotangent, axes);
        return to.reshapeLike(sum, source);
    }
}
