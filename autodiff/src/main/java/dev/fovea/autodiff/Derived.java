package dev.fovea.autodiff;

import dev.fovea.autodiff.graph.Graph;
import java.util.Map;
import java.util.Set;

/**
 * A forward graph with its backward graph.
 *
 * @param graph forward and backward nodes; its outputs are the target and the gradients, in the order asked for
 * @param gradients the name of the gradient for each value differentiated with respect to
 * @param disconnected values asked for that the target does not hang on; their gradient is zero
 */
public record Derived(Graph graph, Map<String, String> gradients, Set<String> disconnected) {
    public Derived {
        gradients = Map.copyOf(gradients);
        disconnected = Set.copyOf(disconnected);
    }

    /** The name of the gradient with respect to {@code value}. */
    public String gradient(String value) {
        String name = gradients.get(value);
        if (name == null) {
            throw new IllegalArgumentException(
                    "Nothing was differentiated with respect to '%s', only %s".formatted(value, gradients.keySet()));
        }
        return name;
    }
}
