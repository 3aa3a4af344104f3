package dev.fovea.core.inside;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Classifier;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The filters of a model's first convolution: the weights that the picture meets first (for a vision transformer its
 * patch embedding). A batch normalisation that the exporter folded in is part of them; quantised weights are dequantised.
 * Immutable and thread-safe.
 */
public final class Filters {
    private final String layer;
    private final int[] shape;
    private final float[] weights;

    private Filters(String layer, int[] shape, float[] weights) {
        this.layer = layer;
        this.shape = shape;
        this.weights = weights;
    }

    /**
     * Those of the first convolution on the way from the picture.
     *
     * @throws FoveaException if the model has none
     */
    public static Filters first(Classifier classifier) {
        Graph graph = classifier.graph().nodes();
        Set<String> seen = new HashSet<>(Set.of(classifier.input().name()));
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().noneMatch(seen::contains)) {
                continue;
            }
            TensorProto weights = graph.constants().get(node.input(1));
            if (node.is("Conv") && weights != null && weights.getDimsCount() == 4) {
                return of(node, weights);
            }
            seen.addAll(node.outputs());
        }
        throw new FoveaException("The model '%s' has no convolution over the picture%s: there are no filters to show"
                .formatted(classifier.file().source(), firstWeights(graph).orElse("")));
    }

    private static Optional<String> firstWeights(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.is("Gemm", "MatMul"))
                .map(n -> "; its first weights are those of '%s' (%s)".formatted(n.name(), n.op()))
                .findFirst();
    }

    private static Filters of(Node conv, TensorProto weights) {
        double[] wide = Tensors.toDoubles(weights);
        float[] values = new float[wide.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) wide[i];
        }
        List<Long> dims = weights.getDimsList();
        return new Filters(conv.name(), dims.stream().mapToInt(Long::intValue).toArray(), values);
    }

    /** The convolution's name. */
    public String layer() {
        return layer;
    }

    /** The number of filters. */
    public int count() {
        return shape[0];
    }

    /** The number of input channels that a filter has weights for. */
    public int channels() {
        return shape[1];
    }

    /** Rows of a filter. */
    public int height() {
        return shape[2];
    }

    /** Columns of a filter. */
    public int width() {
        return shape[3];
    }

    /** One weight. */
    public float at(int filter, int channel, int y, int x) {
        return weights[((filter * shape[1] + channel) * shape[2] + y) * shape[3] + x];
    }

    /** The largest weight of a filter, in size. */
    public float largest(int filter) {
        int each = weights.length / shape[0];
        float largest = 0;
        for (int i = filter * each; i < (filter + 1) * each; i++) {
            largest = Math.max(largest, Math.abs(weights[i]));
        }
        return largest;
    }
}
