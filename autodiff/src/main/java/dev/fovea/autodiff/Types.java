package dev.fovea.autodiff;

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
}
