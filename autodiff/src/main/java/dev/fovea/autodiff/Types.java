package dev.fovea.autodiff;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;

/**
 * The types and shapes of a graph's values. Whoever calls the differentiator brings them (core asks ONNX Runtime);
 * nothing is inferred here.
 */
@FunctionalInterface
public interface Types {

    /**
     * The value of that name with its type and, where known, its shape.
     *
     * @throws IllegalArgumentException if the graph has no such value
     */
    Value of(String name);

    /** These types and those of constants that {@code graph} has besides. */
    default Types withConstants(Graph graph) {
        return name -> {
            TensorProto t = graph.constants().get(name);
            if (t == null) {
                return of(name);
            }
            long[] dims = t.getDimsList().stream().mapToLong(Long::longValue).toArray();
            return new Value(name, ElementType.of(t.getDataType()), Shape.of(dims));
        };
    }
}
