package dev.fovea.core.model;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts the kinks and steps between two inputs: units of ReLU-like operators that change sides, maxima that change
 * their winner, roundings and comparisons that change their result. A gradient holds up to the first of them.
 */
final class SwitchCounter implements AutoCloseable {
    private static final Set<String> SIDED =
            Set.of("Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Abs");
    private static final Set<String> STEPS = Set.of("Floor", "Ceil", "Round", "Sign");

    private final OnnxSession session;
    private final List<String> states;

    SwitchCounter(Graph graph, GraphTypes types, String logits) {
        Set<Node> needed = graph.ancestors(List.of(logits));
        Emitter to = new Emitter("fovea/switch");
        List<Value> found = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean watched = needed.contains(node)
                    && !node.input(0).isEmpty()
                    && types.of(node.input(0)).type().isFloating();
            if (watched) {
                states(node, types, to).map(v -> to.cast(v, ElementType.FLOAT)).forEach(found::add);
            }
        }
        this.states = found.stream().map(Value::name).toList();
        Graph watching = graph.plus(to.nodes(), to.constants())
                .withOutputs(states.isEmpty() ? List.of(logits) : states)
                .pruned();
        this.session = OnnxSession.open(watching, Execution.DEFAULT);
    }

    /** What stays the same, element by element, as long as the node's slope does. */
    private static Stream<Value> states(Node node, GraphTypes types, Emitter to) {
        Value x = types.of(node.input(0));
        Value y = types.of(node.output(0));
        if (SIDED.contains(node.op())) {
            return Stream.of(to.greater(x, 0));
        }
        if (STEPS.contains(node.op()) || !y.type().isFloating()) {
            // Casts to integers, comparisons, ArgMax and QuantizeLinear: what they answer.
            return node.is("Shape", "Size") ? Stream.empty() : Stream.of(y);
        }
        if (node.is("Clip", "HardSigmoid", "HardSwish")) {
            // Which piece: below, inside or above; the output stops following the input outside.
            return Stream.of(to.op("Sign", to.sub(y, node.is("Clip") ? x : to.mul(x, 0))), to.equal(y, x));
        }
        if (node.is("MaxPool")) {
            Value indices = to.outputs("MaxPool", node.attributes(), List.of(x.type(), ElementType.INT64), x)
                    .get(1);
            // Float32 holds indices up to 2^24 exactly; larger ones still differ by their low part.
            return Stream.of(to.op("Mod", indices, to.constant(Tensors.scalar(ElementType.INT64, 1 << 20))));
        }
        if (node.is("Max", "Min")) {
            return node.inputs().stream().map(i -> to.equal(types.of(i), y));
        }
        return Stream.empty();
    }

    /** The number of units that are on another side for the inputs {@code b} than for {@code a}. */
    long between(Map<String, Tensor> a, Map<String, Tensor> b) {
        if (states.isEmpty()) {
            return 0;
        }
        Map<String, Tensor> first = session.run(a, new HashSet<>(states));
        Map<String, Tensor> second = session.run(b, new HashSet<>(states));
        long switched = 0;
        for (Map.Entry<String, Tensor> state : first.entrySet()) {
            Tensor other = second.get(state.getKey());
            float[] left = state.getValue().values();
            for (int i = 0; other != null && i < left.length; i++) {
                switched += left[i] != other.values()[i] ? 1 : 0;
            }
        }
        return switched;
    }

    @Override
    public void close() {
        session.close();
    }
}
