package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A 3x3 convolution by minimal filtering of its rows: of maps in phases by rows, or of whole maps, to maps in phases. */
final class FilteredRows {
    private final Emitter to;
    private final MinimalFilter filter;
    private final List<Value> x;
    private final MapSizes.Size size;

    /** @param x the phases of maps of this size, so many that their number divides the filter's outputs */
    FilteredRows(Emitter to, MinimalFilter filter, List<Value> x, MapSizes.Size size) {
        this.to = to;
        this.filter = filter;
        this.x = x;
        this.size = size;
    }

    /** The phases of the output. */
    List<Value> by(Weights w, @Nullable Value bias) {
        List<Value> sums = new ArrayList<>();
        List<Value> differences = new ArrayList<>();
        for (int pair = 0; pair < filter.pairs(); pair++) {
            List<Value> data = pair(pair);
            Value first = product(w, 2 * pair + 1, data.get(0), null);
            Value second = product(w, 2 * pair + 2, data.get(1), null);
            sums.add(to.add(first, second));
            differences.add(combined(first, second, -1, w.dim(0), null));
        }
        List<Value> phases = new ArrayList<>();
        int last = filter.outputs() - 1;
        for (int output = 0; output <= last; output++) {
            boolean outer = output == 0 || output == last;
            Value sum = sum(output, output % 2 == 0 ? sums : differences, w.dim(0), outer ? null : bias);
            int product = output == 0 ? 0 : filter.products() - 1;
            phases.add(outer ? to.add(product(w, product, data(filter.data()[product]), bias), sum) : sum);
        }
        return phases;
    }

    /** What the inner products give to an output. */
    private Value sum(int output, List<Value> parts, int channels, @Nullable Value bias) {
        Value sum = parts.get(0);
        for (int pair = 1; pair < parts.size(); pair++) {
            sum = combined(sum, parts.get(pair), filter.scale()[output][pair], channels, pair == 1 ? bias : null);
        }
        return sum;
    }

    private List<Value> pair(int pair) {
        if (x.size() < filter.outputs()) {
            return List.of(data(filter.data()[2 * pair + 1]), data(filter.data()[2 * pair + 2]));
        }
        Value even = data(filter.part(pair, 1));
        Value odd = data(filter.part(pair, -1));
        return List.of(to.add(even, odd), combined(even, odd, -1, size.channels(), null));
    }

    /** The input's rows from above the first output to below the last, by these weights. */
    private Value data(double[] column) {
        int step = filter.outputs();
        return RowConvolution.ofColumn(column, size.channels(), step, 1)
                .phase(to, 0, size.height() / step, x, size.height() / x.size());
    }

    private Value product(Weights w, int product, Value data, @Nullable Value bias) {
        Weights weights = filter.weights(w, product);
        Attributes a = Attributes.of("kernel_shape", weights.spatial()).with("pads", new long[] {0, 1, 0, 1});
        Value constant = to.constant(weights.toTensor());
        return bias == null ? to.op("Conv", a, data, constant) : to.op("Conv", a, data, constant, bias);
    }

    /**
     * {@code a + factor · b}. Both are convolved, so that the second adds to the first in place: to a map that something
     * else reads ONNX Runtime would add in a copy, made by one thread.
     */
    private Value combined(Value a, Value b, double factor, int channels, @Nullable Value bias) {
        return factor == 1 && bias == null
                ? to.add(a, b)
                : to.add(scaled(b, factor, channels, bias), scaled(a, 1, channels, null));
    }

    private Value scaled(Value a, double factor, int channels, @Nullable Value bias) {
        Weights w = Weights.zeros(channels, 1, 1, 1);
        Arrays.fill(w.values(), (float) factor);
        Attributes attributes = Attributes.of("group", channels).with("kernel_shape", new long[] {1, 1});
        Value constant = to.constant(w.toTensor());
        return bias == null ? to.op("Conv", attributes, a, constant) : to.op("Conv", attributes, a, constant, bias);
    }
}
