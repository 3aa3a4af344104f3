package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A 3x3 convolution by {@link MinimalFilter}: of whole maps, or of maps in two phases by rows, to maps in two phases. */
final class FilteredRows {
    private final Emitter to;
    private final List<Value> x;
    private final MapSizes.Size size;

    /** @param x maps of this size, or their two phases */
    FilteredRows(Emitter to, List<Value> x, MapSizes.Size size) {
        this.to = to;
        this.x = x;
        this.size = size;
    }

    /** Whether a node is a convolution that can be computed like this. */
    static boolean fit(Graph graph, MapSizes sizes, Node node) {
        Window window = sizes.window(node);
        MapSizes.Size out = sizes.of(node.output(0));
        return node.is("Conv")
                && window != null
                && window.group() == 1
                && window.isSquare(3, 1, 1)
                && sizes.of(node.input(0)) != null
                && out != null
                && out.height() % MinimalFilter.OUTPUTS == 0
                && Weights.are(graph.constants().get(node.input(1)));
    }

    /** The phases of the output. */
    List<Value> by(Weights w, @Nullable Value bias) {
        boolean whole = x.size() == 1;
        Value sums = whole ? data(1) : to.add(x.get(1), x.get(0));
        Value differences = whole ? data(2) : difference(x.get(1), x.get(0), size.channels());
        Value first = product(w, 1, sums, null);
        Value second = product(w, 2, differences, null);
        Value sum = to.add(first, second);
        Value difference = difference(first, second, w.dim(0));
        Value even = to.add(product(w, 0, data(0), bias), sum);
        Value odd = to.add(product(w, 3, data(3), bias), difference);
        return List.of(even, odd);
    }

    /** A product's data for each pair of output rows. */
    private Value data(int product) {
        int step = MinimalFilter.OUTPUTS;
        return RowConvolution.ofColumn(MinimalFilter.DATA[product], size.channels(), step, 1)
                .phase(to, 0, size.height() / step, x, size.height() / x.size());
    }

    private Value product(Weights w, int product, Value data, @Nullable Value bias) {
        Weights weights = MinimalFilter.weights(w, product);
        Attributes a = Attributes.of("kernel_shape", weights.spatial()).with("pads", new long[] {0, 1, 0, 1});
        Value constant = to.constant(weights.toTensor());
        return bias == null ? to.op("Conv", a, data, constant) : to.op("Conv", a, data, constant, bias);
    }

    /**
     * {@code a - b}. Both are convolved, so that the second adds to the first in place: to a map that something else reads
     * ONNX Runtime would add in a copy, made by one thread.
     */
    private Value difference(Value a, Value b, int channels) {
        return to.add(Channelwise.scale(to, b, channels, -1, 0), Channelwise.scale(to, a, channels, 1, 0));
    }
}
