package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a graph's float32 feature maps, also of those that lowering has made from maps of known sizes, and the
 * windows that move over them.
 */
final class MapSizes {
    /** Operators that compute each element from the elements in the same place. */
    static final Set<String> POINTWISE = Set.of("Relu", "HardSigmoid", "Add", "Mul", "Sum");

    /** The size of one map of a batch. */
    record Size(int channels, int height, int width) {
        long elements() {
            return (long) channels * height * width;
        }

        /** Of a batch of such maps. */
        Shape shape() {
            return Shape.of(-1, channels, height, width);
        }
    }

    private final Map<String, Size> sizes = new HashMap<>();
    private final Map<Node, Window> windows = new HashMap<>();

    MapSizes(Graph graph, Lowering.Known known) {
        graph.inputs().forEach(input -> put(input.getName(), known.of(input.getName())));
        for (Node node : graph.nodes()) {
            Window window = Window.of(node, graph.constants());
            if (window != null) {
                windows.put(node, window);
            }
            node.outputs().forEach(output -> put(output, known.of(output)));
            if (known.of(node.output(0)) == null) {
                Size size = derived(graph, node);
                if (size != null) {
                    sizes.put(node.output(0), size);
                }
            }
        }
    }

    private void put(String name, @Nullable Value value) {
        Size size = value == null ? null : size(value);
        if (size != null) {
            sizes.put(name, size);
        }
    }

    /** The size of the maps that {@code value} is; null if it is none or the size is not known. */
    @Nullable Size of(String value) {
        return sizes.get(value);
    }

    /** The same of maps that are known to have one. */
    Size known(String value) {
        return Objects.requireNonNull(of(value));
    }

    /** The window of a node; null if it has none, or one of sizes that are not written down. */
    @Nullable Window window(Node node) {
        return windows.get(node);
    }

    private static @Nullable Size size(Value value) {
        Shape shape = value.shape();
        return shape != null
                        && shape.rank() == 4
                        && value.type() == ElementType.FLOAT
                        && shape.size(1) > 0
                        && shape.size(2) > 0
                        && shape.size(3) > 0
                ? new Size((int) shape.size(1), (int) shape.size(2), (int) shape.size(3))
                : null;
    }

    private @Nullable Size derived(Graph graph, Node node) {
        if (POINTWISE.contains(node.op())) {
            // A map of one place may be broadcast to a larger one.
            return node.inputs().stream()
                    .map(sizes::get)
                    .filter(Objects::nonNull)
                    .reduce((a, b) -> a.elements() < b.elements() ? b : a)
                    .orElse(null);
        }
        Lines lines = Lines.of(graph, node);
        if (lines != null) {
            return lines.size();
        }
        Size from = sizes.get(node.input(0));
        Window window = window(node);
        return from == null || window == null ? null : window.output(from);
    }
}
