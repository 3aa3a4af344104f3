package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Pooling as sums or norms of slices. */
final class Pooling {

    private Pooling() {}

    static Map<String, Decomposition> table() {
        return Map.of(
                "AveragePool", Pooling::average,
                "LpPool", Pooling::norm,
                "GlobalAveragePool", s -> s.mean(s.x(), space(s)),
                "GlobalMaxPool", Pooling::globalMax,
                "GlobalLpPool", s -> s.reduce(norm(s, s.attributes().i("p", 2)), s.x(), true, space(s)));
    }

    private static long[] space(Site s) {
        return LongStream.range(2, s.x().rank()).toArray();
    }

    private static Value average(Site s) {
        Window window = window(s);
        long[] pads = window.pads(s);
        long[] overrun = window.overrun(s, pads);
        int rank = s.x().rank();
        boolean padsCount = s.attributes().i("count_include_pad", 0) == 1;
        boolean uniform =
                LongStream.of(padsCount ? overrun : Window.plus(pads, overrun)).allMatch(p -> p == 0);
        Value sums = window.sums(s, window.padded(s, s.x(), rank, Window.plus(pads, overrun), 0));
        if (uniform) {
            return s.div(sums, window.cells());
        }
        // Ones where a cell counts, summed by the same window. Pads count or not, what ceil_mode adds never does.
        Value ones = window.padded(s, ones(s), rank, pads, padsCount ? 1 : 0);
        return s.div(sums, window.sums(s, window.padded(s, ones, rank, overrun, 0)));
    }

    /** 1 x 1 x the map's sizes, of ones. */
    private static Value ones(Site s) {
        Shape shape = s.x().knownShape();
        Value space = shape.dims().stream().skip(2).allMatch(Shape.Dim::isKnown)
                ? s.ints(LongStream.of(shape.sizes()).skip(2).toArray())
                : s.typed(ElementType.INT64, "Shape", Attributes.of("start", 2L), s.x());
        Attributes one = Attributes.of("value", Tensors.floats(ElementType.DOUBLE, new long[] {1}, 1));
        return s.typed(ElementType.DOUBLE, "ConstantOfShape", one, s.concat(0, s.ints(1, 1), space));
    }

    private static Value norm(Site s) {
        Window window = window(s);
        long[] pads = window.pads(s);
        long[] all = Window.plus(pads, window.overrun(s, pads));
        List<Value> views = window.views(s, window.padded(s, s.x(), s.x().rank(), all, 0));
        Value[] stacked = views.stream().map(v -> s.unsqueeze(v, -1)).toArray(Value[]::new);
        return s.reduce(norm(s, s.attributes().i("p", 2)), s.concat(-1, stacked), false, -1);
    }

    private static String norm(Site s, long p) {
        if (p != 1 && p != 2) {
            throw s.refusal("only the norms p = 1 and 2 are decomposed, found p = " + p);
        }
        return "ReduceL" + p;
    }

    private static Window window(Site s) {
        return Window.spatial(s.attributes(), s.attributes().ints("kernel_shape", new long[0]));
    }

    /** The first largest element of each map, as the rule of the pooling has it; ReduceMax would share among ties. */
    private static Value globalMax(Site s) {
        Value maps = s.reshape(s.x(), 0, 0, -1);
        Attributes firstOfLast = Attributes.of("axis", 2L).with("keepdims", 1L);
        Value at = s.typed(ElementType.INT64, "ArgMax", firstOfLast, maps);
        Value best = s.op("GatherElements", Attributes.of("axis", 2L), maps, at);
        int rank = s.x().rank();
        long[] shape = Window.filled(rank, 1);
        shape[0] = 0;
        shape[1] = 0;
        return rank == 3 ? best : s.reshape(best, shape);
    }
}
