package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pass that looks at one node after the other, with what surrounds it, and writes another form of its first output. */
abstract class Peephole implements Lowering.Pass {
    private static final String SCOPE = "lowered/";

    /** The other form of the node's first output, newly written or a value there is already; null to leave the node. */
    abstract @Nullable Value rewrite(Spot s);

    @Override
    public final Graph apply(Graph graph, Lowering.Known known) {
        Surroundings around = new Surroundings(graph, known);
        String scope = SCOPE + getClass().getSimpleName() + "/";
        Emitter sheet = new Emitter(scope);
        Map<String, String> names = new HashMap<>();
        List<Value> sized = new ArrayList<>();
        List<Node> kept = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Value better = rewrite(new Spot(around, node, scope + node.name(), sheet, sized));
            boolean fresh = better != null && better.name().startsWith(scope);
            if (better == null || !fresh && graph.outputs().contains(node.output(0))) {
                kept.add(node);
            } else if (fresh) {
                names.put(better.name(), node.output(0));
            } else {
                names.put(node.output(0), better.name());
            }
        }
        List<Node> all = new ArrayList<>(kept);
        all.addAll(sheet.nodes());
        List<Node> renamed = all.stream()
                .map(n -> n.withInputs(renamed(n.inputs(), names)).withOutputs(renamed(n.outputs(), names)))
                .toList();
        return names.isEmpty()
                ? graph
                : graph.withNodes(renamed).plus(List.of(), sheet.constants()).declaring(sized);
    }

    private static List<String> renamed(List<String> values, Map<String, String> names) {
        return values.stream()
                .map(v -> {
                    String name = v;
                    while (names.containsKey(name)) {
                        name = names.get(name);
                    }
                    return name;
                })
                .toList();
    }

    /** A graph with who reads what. */
    static final class Surroundings {
        private final Graph graph;
        private final Lowering.Known known;
        private final Map<String, List<Node>> readers = new HashMap<>();
        private final Set<String> outputs;

        Surroundings(Graph graph, Lowering.Known known) {
            this.graph = graph;
            this.known = known;
            this.outputs = new HashSet<>(graph.outputs());
            for (Node node : graph.nodes()) {
                node.reads()
                        .forEach(v -> readers.computeIfAbsent(v, k -> new ArrayList<>())
                                .add(node));
            }
        }
    }

    /** One node, what is known around it, and the pen to write its other form with. */
    static final class Spot extends Emitter {
        private final Surroundings around;
        private final Node node;
        private final List<Value> sized;

        private Spot(Surroundings around, Node node, String scope, Emitter sheet, List<Value> sized) {
            super(scope, sheet);
            this.around = around;
            this.node = node;
            this.sized = sized;
        }

        /** The value with its shape, which is written into the graph as ONNX Runtime cannot infer it. */
        Value sized(Value value, Shape shape) {
            Value known = new Value(value.name(), value.type(), shape);
            sized.add(known);
            return known;
        }

        Node node() {
            return node;
        }

        /** The node that computes {@code value}; null for an input or a constant. */
        @Nullable Node producer(String value) {
            return around.graph.producer(value);
        }

        /** The node that computes {@code value}, if it is of this operator. */
        @Nullable Node producer(String value, String op) {
            Node found = producer(value);
            return found != null && found.is(op) ? found : null;
        }

        @Nullable TensorProto constantOf(String value) {
            return around.graph.constants().get(value);
        }

        /** Whether one node alone reads the value, and reads it once. */
        boolean isReadOnce(String value) {
            List<Node> all = around.readers.getOrDefault(value, List.of());
            return !around.outputs.contains(value)
                    && all.size() == 1
                    && all.get(0).inputs().stream().filter(value::equals).count() == 1;
        }

        boolean isOutput(String value) {
            return around.outputs.contains(value);
        }

        List<Node> readers(String value) {
            return around.readers.getOrDefault(value, List.of());
        }

        /** The value with its type and shape; null for what lowering has made. */
        @Nullable Value known(String value) {
            return around.known.of(value);
        }

        /** The value as an operand. */
        Value operand(String value) {
            Value known = known(value);
            return known != null ? known : new Value(value, ElementType.FLOAT, null);
        }
    }
}
