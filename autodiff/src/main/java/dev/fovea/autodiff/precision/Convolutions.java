package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Convolutions as matrix products: what each cell of the kernel sees is stacked, one product weighs it all. */
final class Convolutions {

    private Convolutions() {}

    static Map<String, Decomposition> table() {
        return Map.of("Conv", Convolutions::conv, "ConvTranspose", Convolutions::transposed);
    }

    private static Value conv(Site s) {
        Value w = s.in(1);
        Window window = Window.spatial(s.attributes(), kernel(w));
        long group = group(s);
        Value apart = s.reshape(w, group, w.size(0) / group, w.size(1), window.cells());
        Value weights = rows(s, s.transpose(apart, 0, 1, 3, 2), group, w.size(0) / group, w.size(1) * window.cells());
        Value padded = window.padded(s, s.x(), s.x().rank(), window.pads(s), 0);
        return weighed(s, window.views(s, padded), weights, group, w.size(1), w.size(0));
    }

    /** A convolution with the turned kernel over a map with stride - 1 zeros after each element. */
    private static Value transposed(Site s) {
        Value w = s.in(1);
        long[] kernel = kernel(w);
        int rank = kernel.length;
        long[] strides = s.attributes().ints("strides", Window.filled(rank, 1));
        long[] dilations = s.attributes().ints("dilations", Window.filled(rank, 1));
        Window window = new Window(2, kernel, Window.filled(rank, 1), dilations);
        long group = group(s);
        long inputs = w.size(0) / group;
        Value apart = s.reshape(w, group, inputs, w.size(1), window.cells());
        Value weights = rows(s, s.transpose(apart, 0, 2, 3, 1), group, w.size(1), inputs * window.cells());
        long[] cut = cut(s, window, strides);
        long[] extra = s.attributes().ints("output_padding", Window.filled(rank, 0));
        long[] margins = new long[2 * rank];
        for (int i = 0; i < rank; i++) {
            margins[i] = window.extent(i) - 1 - cut[i];
            margins[i + rank] = window.extent(i) - 1 - cut[i + rank] + extra[i] - (strides[i] - 1);
        }
        Value padded = window.padded(s, spread(s, strides), s.x().rank(), margins, 0);
        List<Value> views = new ArrayList<>(window.views(s, padded));
        Collections.reverse(views);
        return weighed(s, views, weights, group, inputs, w.size(1) * group);
    }

    /** What a transposed convolution cuts off its result: beginnings, then ends. */
    private static long[] cut(Site s, Window window, long[] strides) {
        String auto = s.attributes().s("auto_pad", "NOTSET");
        boolean bySize = s.attributes().has("output_shape") || auto.startsWith("SAME");
        if (!bySize) {
            return window.pads(s);
        }
        int rank = window.rank();
        long[] extra = s.attributes().ints("output_padding", Window.filled(rank, 0));
        long[] cut = new long[2 * rank];
        for (int i = 0; i < rank; i++) {
            long whole = (s.x().size(i + 2) - 1) * strides[i] + extra[i] + window.extent(i);
            long total = Math.max(0, whole - s.y().size(i + 2));
            cut[i] = (total + (auto.equals("SAME_UPPER") ? 0 : 1)) / 2;
            cut[i + rank] = total - cut[i];
        }
        return cut;
    }

    /** Puts stride - 1 zeros after each element. */
    private static Value spread(Site s, long[] strides) {
        Value x = s.x();
        if (LongStream.of(strides).allMatch(n -> n == 1)) {
            return x;
        }
        int rank = strides.length;
        long[] gaps = new long[rank];
        long[] factors = Window.filled(rank + 2, 1);
        for (int i = 0; i < rank; i++) {
            gaps[i] = 3 + 2L * i;
            factors[i + 2] = strides[i];
        }
        long[] after = LongStream.of(strides).map(n -> n - 1).toArray();
        Value apart = s.pad(s.unsqueeze(x, gaps), 2 + 2 * rank, gaps, new long[rank], after);
        return s.reshape(apart, s.mul(s.shapeOf(x), s.ints(factors)));
    }

    private static Value rows(Site s, Value weights, long group, long rows, long columns) {
        return group == 1 ? s.reshape(weights, rows, columns) : s.reshape(weights, group, rows, columns);
    }

    /** The product of {@code weights} with the stacked views, plus the bias, in the output's shape. */
    private static Value weighed(Site s, List<Value> views, Value weights, long group, long inputs, long outputs) {
        List<Value> columns = new ArrayList<>();
        for (Value view : views) {
            columns.add(group == 1 ? s.reshape(view, 0, inputs, -1) : s.reshape(view, 0, group, inputs, -1));
        }
        Value stacked =
                columns.size() == 1 ? columns.get(0) : s.concat(group == 1 ? 1 : 2, columns.toArray(Value[]::new));
        Value y = s.op("Reshape", s.matmul(weights, stacked), outputShape(s, views.get(0), outputs));
        return s.in(2).isPresent() ? s.add(y, s.perChannel(s.in(2))) : y;
    }

    /** N x outputs x the spatial sizes of a view; 0 copies the batch size. */
    private static Value outputShape(Site s, Value view, long outputs) {
        Shape y = s.y().knownShape();
        boolean known = y.dims().stream().skip(2).allMatch(Shape.Dim::isKnown);
        if (known) {
            long[] sizes = y.sizes();
            sizes[0] = 0;
            return s.ints(sizes);
        }
        Value space = s.typed(ElementType.INT64, "Shape", Attributes.of("start", 2L), view);
        return s.concat(0, s.ints(0, outputs), space);
    }

    private static long[] kernel(Value w) {
        return LongStream.range(2, w.rank()).map(i -> w.size((int) i)).toArray();
    }

    private static long group(Site s) {
        return s.attributes().i("group", 1);
    }
}
