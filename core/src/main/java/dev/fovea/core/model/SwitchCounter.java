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

/**
 * Counts the kinks between two inputs: units of ReLU-like operators that change sides and max-pooling windows that
 * change their winner. A gradient holds up to the first of them.
 */
final class SwitchCounter implements AutoCloseable {
    private static final Set<String> SIDED =
            Set.of("Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Abs");

    private final OnnxSession session;
    private final String input;
    private final List<String> states;

    SwitchCounter(PreparedModel model) {
        Graph graph = model.graph();
        Set<Node> needed = graph.ancestors(List.of(model.head().logits()));
        Emitter to = new Emitter("fovea/switch");
        List<Value> found = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (!needed.contains(node)
                    || !model.types().of(node.output(0)).type().isFloating()) {
                continue;
            }
            Value x = model.types().of(node.input(0));
            Value y = model.types().of(node.output(0));
            if (SIDED.contains(node.op())) {
                found.add(to.cast(to.greater(x, 0), ElementType.FLOAT));
            } else if (node.is("Clip", "HardSigmoid", "HardSwish")) {
                // Which piece: below, inside or above; the output stops following the input outside.
                found.add(to.op("Sign", to.sub(y, node.is("Clip") ? x : to.mul(x, 0))));
                found.add(to.cast(to.equal(y, x), ElementType.FLOAT));
            } else if (node.is("MaxPool")) {
                List<Value> both = to.outputs("MaxPool", node.attributes(), List.of(x.type(), ElementType.INT64), x);
                // Float32 holds indices up to 2^24 exactly; larger ones still differ by their low part.
                Value low = to.op("Mod", both.get(1), to.constant(Tensors.scalar(ElementType.INT64, 1 << 20)));
                found.add(to.cast(low, ElementType.FLOAT));
            }
        }
        this.input = model.input().name();
        this.states = found.stream().map(Value::name).toList();
        Graph watched = graph.plus(to.nodes(), to.constants())
                .withOutputs(states.isEmpty() ? List.of(model.head().logits()) : states)
                .pruned();
        this.session = OnnxSession.open(watched, Execution.DEFAULT);
    }

    /** The number of units that are on another side for {@code b} than for {@code a}. */
    long between(Tensor a, Tensor b) {
        if (states.isEmpty()) {
            return 0;
        }
        Map<String, Tensor> first = session.run(Map.of(input, a), new HashSet<>(states));
        Map<String, Tensor> second = session.run(Map.of(input, b), new HashSet<>(states));
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
