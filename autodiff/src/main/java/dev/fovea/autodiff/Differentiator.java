package dev.fovea.autodiff;

import dev.fovea.autodiff.UnsupportedOperatorsException.Obstacle;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation of an ONNX graph into ONNX nodes: walks the graph backward once, sums what arrives at a
 * value, sums broadcast cotangents down to the source shape, keeps to the path between source and target, and checks
 * what rules return. The graph must be canonical (see {@code dev.fovea.autodiff.canonical}).
 *
 * <p>Immutable and thread-safe.
 */
public final class Differentiator {
    private final RuleBook book;

    public Differentiator(RuleBook book) {
        this.book = book;
    }

    /**
     * The graph extended by the vector-Jacobian product {@code cotangent · d target / d source} for each source.
     *
     * @param types types and shapes of all values of {@code graph}
     * @param target the value to differentiate, such as the logits
     * @param cotangent a value of the target's shape that weighs its elements; if the graph has none of this name it
     *     becomes a new input
     * @param sources the values to differentiate with respect to, such as the input picture
     * @throws UnsupportedOperatorsException if a needed operator has no rule; names every such node
     */
    public Derived differentiate(Graph graph, Types types, String target, String cotangent, List<String> sources) {
        return new Walk(graph, types, target, sources).run(cotangent);
    }

    private final class Walk {
        private final Graph graph;
        private final Types types;
        private final String target;
        private final List<String> sources;
        private final Emitter out = new Emitter("grad");
        private final Set<String> active;
        private final Map<String, List<Value>> arrived = new HashMap<>();
        private final Map<String, Obstacle> obstacles = new LinkedHashMap<>();

        Walk(Graph graph, Types types, String target, List<String> sources) {
            this.graph = graph;
            this.types = types;
            this.target = target;
            this.sources = sources;
            this.active = Activity.of(graph, types, book, sources);
        }

        Derived run(String cotangent) {
            Value seed = new Value(
                    cotangent, types.of(target).type(), types.of(target).shape());
            arrived.put(target, new ArrayList<>(List.of(seed)));
            Set<Node> needed = graph.ancestors(List.of(target));
            for (int i = graph.nodes().size() - 1; i >= 0; i--) {
                Node node = graph.nodes().get(i);
                if (needed.contains(node) && node.outputs().stream().anyMatch(arrived::containsKey)) {
                    back(node);
                }
            }
            if (!obstacles.isEmpty()) {
                throw new UnsupportedOperatorsException(List.copyOf(obstacles.values()));
            }
            return derived(seed);
        }

        private void back(Node node) {
            Map<String, Value> cotangents = new HashMap<>();
            node.outputs().stream().filter(arrived::containsKey).forEach(o -> cotangents.put(o, total(o)));
            List<Cotangent> back = apply(node, cotangents);
            for (int i = 0; i < node.inputs().size(); i++) {
                if (!active.contains(node.input(i))) {
                    continue;
                }
                Cotangent cotangent = back.get(i);
                if (cotangent instanceof Value v) {
                    arrive(node.input(i), v);
                } else if (cotangent instanceof Cotangent.Unsupported u) {
                    stoppedAt(node, node.input(i), u.reason());
                }
            }
            // A rule answers for inputs only, not for what subgraphs take from outside.
            for (String captured : node.captures()) {
                if (active.contains(captured)) {
                    stoppedAt(node, captured, OperatorSupport.whyNot(node.op()));
                }
            }
        }

        /** Notes an obstacle and walks on with a stand-in, so that one error names every obstacle upstream too. */
        private void stoppedAt(Node node, String input, String reason) {
            obstacles.putIfAbsent(node.name(), new Obstacle(node.name(), node.op(), graph.opset(), reason));
            arrive(input, types.of(input));
        }

        private List<Cotangent> apply(Node node, Map<String, Value> cotangents) {
            Step step = new Step(graph, types, node, cotangents, active, out);
            try {
                List<Cotangent> back = book.find(node)
                        .map(rule -> rule.backward(step))
                        .orElseGet(() -> step.unsupported(OperatorSupport.whyNot(node.op())));
                if (back.size() != node.inputs().size()) {
                    throw new IllegalStateException("The rule for %s returned %d cotangents for the %d inputs of '%s'"
                            .formatted(node.op(), back.size(), node.inputs().size(), node.name()));
                }
                return book.isBroadcasting(node) ? unbroadcast(back, node) : back;
            } catch (Value.UnknownShapeException e) {
                return step.unsupported(e.reason());
            }
        }

        private List<Cotangent> unbroadcast(List<Cotangent> back, Node node) {
            List<Cotangent> summed = new ArrayList<>(back);
            for (int i = 0; i < back.size(); i++) {
                if (active.contains(node.input(i)) && back.get(i) instanceof Value v) {
                    Emitter at = out.scoped("grad/" + node.name() + "/in" + i);
                    summed.set(i, Broadcast.undo(at, v, types.of(node.output(0)), types.of(node.input(i))));
                }
            }
            return summed;
        }

        private void arrive(String value, Value cotangent) {
            arrived.computeIfAbsent(value, k -> new ArrayList<>()).add(cotangent);
        }

        /** The sum of all that arrived at a value. */
        private Value total(String value) {
            List<Value> parts = arrived.getOrDefault(value, List.of());
            return parts.size() == 1
                    ? parts.get(0)
                    : out.scoped("grad/sum/" + value).op("Sum", parts.toArray(Value[]::new));
        }

        private Derived derived(Value seed) {
            Map<String, String> gradients = new LinkedHashMap<>();
            Set<String> disconnected = new HashSet<>();
            for (String source : sources) {
                boolean reached = arrived.containsKey(source);
                Emitter at = out.scoped("gradient/" + source);
                gradients.put(
                        source,
                        at.op("Identity", reached ? total(source) : at.zerosLike(types.of(source)))
                                .name());
                if (!reached) {
                    disconnected.add(source);
                }
            }
            List<String> outputs = new ArrayList<>(List.of(target));
            outputs.addAll(gradients.values());
            Graph whole =
                    graph.plus(out.nodes(), out.constants()).declaring(shapes()).withOutputs(outputs);
            return new Derived(
                    whole.knows(seed.name()) ? whole.pruned() : whole.pruned().plusInput(seed),
                    gradients,
                    disconnected);
        }

        /**
         * What arrives at a value has its shape. Said in so many words, it keeps symbols such as the batch size that
         * inference loses wherever a shape is computed.
         */
        private Collection<Value> shapes() {
            Map<String, Value> known = new LinkedHashMap<>();
            Set<String> written = new HashSet<>();
            out.nodes().forEach(n -> written.addAll(n.outputs()));
            arrived.forEach((name, parts) -> {
                Value like = types.of(name);
                if (like.shape() != null && like.rank() > 0) {
                    parts.stream()
                            .filter(v -> written.contains(v.name()) && v.type() == like.type())
                            .forEach(v -> known.putIfAbsent(v.name(), new Value(v.name(), v.type(), like.shape())));
                }
            });
            return known.values();
        }
    }
}
