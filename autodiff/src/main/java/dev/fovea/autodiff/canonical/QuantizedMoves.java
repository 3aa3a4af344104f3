package dev.fovea.autodiff.canonical;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Operators that only move or choose elements, applied to quantised tensors, are applied to the floats instead and the
 * result is quantised again: exactly the same numbers, and a path for the gradient.
 */
final class QuantizedMoves implements Canonical.Pass {
    private static final Set<String> MOVES = Set.of(
            "MaxPool",
            "Reshape",
            "Flatten",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Split",
            "Slice",
            "Gather",
            "Expand",
            "Tile",
            "Identity",
            "DepthToSpace",
            "SpaceToDepth");

    /** Scale and zero point of a quantised value, by name. */
    private record Parameters(String scale, String zeroPoint) {}

    @Override
    public Graph apply(Graph graph) {
        return new Rewriting(graph.opset(), new Walk()::find).apply(graph);
    }

    /** Follows scales and zero points forward; nodes come in an order in which they can run. */
    private static final class Walk {
        private final Map<String, Parameters> known = new HashMap<>();

        Optional<Rewrite> find(Node node) {
            if (node.is("QuantizeLinear")) {
                known.put(node.output(0), new Parameters(node.input(1), node.input(2)));
            } else if (node.is("DynamicQuantizeLinear")) {
                known.put(node.output(0), new Parameters(node.output(1), node.output(2)));
            }
            Parameters parameters = known.get(node.input(0));
            if (parameters == null
                    || !MOVES.contains(node.op())
                    || !node.output(1).isEmpty() && node.is("MaxPool")) {
                return Optional.empty();
            }
            node.outputs().forEach(o -> known.put(o, parameters));
            return Optional.of(s -> moved(s, parameters));
        }

        private static List<Value> moved(Site s, Parameters parameters) {
            Value scale = new Value(parameters.scale(), ElementType.FLOAT, null);
            Value zero = parameters.zeroPoint().isEmpty()
                    ? Value.ABSENT
                    : new Value(parameters.zeroPoint(), ElementType.UINT8, null);
            Quantized quantized = new Quantized(s, s.x(), scale, zero);
            List<Value> inputs = new ArrayList<>(List.of(quantized.dequantized()));
            inputs.addAll(List.of(s.inputsFrom(1)));
            return s.again(inputs.toArray(Value[]::new)).stream()
                    .map(quantized::quantize)
                    .toList();
        }
    }
}
