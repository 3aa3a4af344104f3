package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sizes that ONNX Runtime cannot tell for a batch of any size, as exporters compute them from the picture's shape while
 * the model runs. With the batch fixed it can tell them all; what two fixed batches agree on is the size, and what grows
 * with the batch is a multiple of it.
 */
final class SampledSizes {
    private static final long ONE = 1;
    private static final long MANY = 7;

    private SampledSizes() {}

    /** These types with sampled sizes in place of unknown ones; the same if there are none or the batch is not free. */
    static GraphTypes refined(Graph graph, GraphTypes types) {
        String symbol = batch(graph, types);
        if (symbol == null || types.floats().noneMatch(SampledSizes::isDoubtful)) {
            return types;
        }
        GraphTypes one;
        GraphTypes many;
        try {
            one = GraphTypes.inferFolding(withBatch(graph, symbol, ONE));
            many = GraphTypes.inferFolding(withBatch(graph, symbol, MANY));
        } catch (FoveaException e) {
            return types; // a batch that is written down in the graph
        }
        return types.mapping(value -> between(value, one.of(value.name()), many.of(value.name()), symbol));
    }

    /** The name of the first input's first size. */
    private static @Nullable String batch(Graph graph, GraphTypes types) {
        Shape shape = graph.inputs().isEmpty()
                ? null
                : types.of(graph.inputs().get(0).getName()).shape();
        return shape == null || shape.rank() == 0 ? null : shape.dims().get(0).symbol();
    }

    private static boolean isDoubtful(Value value) {
        return value.shape() == null || value.shape().dims().stream().anyMatch(d -> !d.isKnown() && d.symbol() == null);
    }

    private static Graph withBatch(Graph graph, String symbol, long size) {
        List<ValueInfoProto> inputs = new ArrayList<>();
        for (ValueInfoProto input : graph.inputs()) {
            ValueInfoProto.Builder fixed = input.toBuilder();
            TensorShapeProto.Builder shape =
                    fixed.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
            shape.getDimBuilderList().stream()
                    .filter(d -> d.getDimParam().equals(symbol))
                    .forEach(d -> d.setDimValue(size));
            inputs.add(fixed.build());
        }
        return graph.withInputs(inputs);
    }

    private static Value between(Value value, Value one, Value many, String symbol) {
        if (!isDoubtful(value)
                || one.shape() == null
                || many.shape() == null
                || one.rank() != many.rank()
                || value.shape() != null && value.rank() != one.rank()) {
            return value;
        }
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < one.rank(); i++) {
            long few = one.shape().size(i);
            long more = many.shape().size(i);
            boolean known = few >= 0 && few == more;
            boolean grows = few > 0 && more == few * (MANY / ONE);
            Dim multiple = new Dim(-1, few == ONE ? symbol : few + "*" + symbol);
            Dim before = value.shape() == null
                    ? new Dim(-1, null)
                    : value.shape().dims().get(i);
            dims.add(known ? new Dim(few, null) : grows ? multiple : before);
        }
        return new Value(value.name(), value.type(), new Shape(dims));
    }
}
