package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A LayerNormalization over the channels subtracts their mean and divides by the root mean square of what is left. Of the
 * sum that runs through a transformer nothing but normalisations read, so that the mean may as well be left out of all that
 * is added to it, which constant weights do: {@code LN(x + y W) = LN(x' + y W')}, where the columns of W' have no mean. No
 * mean is then subtracted in the blocks, forward or back, and nothing is normalised twice, as the inverse root mean square
 * is kept for the way back. Where weights cannot do it, the mean is subtracted: ONNX Runtime (1.29) has a
 * LayerNormalization that sums one element after the other, but not for root mean squares.
 */
final class CentredNormalizations implements Lowering.Pass {

    @Override
    public Graph apply(Graph graph, Lowering.Known known) {
        Centring centring = new Centring(graph, known);
        centring.find();
        return centring.written();
    }

    private static final class Centring {
        private final Graph graph;
        private final Axes axes;
        private final Channels channels;

        /** The axis of channels of values that are read but for their mean along it; but see {@link #whole}. */
        private final Map<String, Integer> wanted = new HashMap<>();

        private final Set<String> whole;

        /** The nodes that give centred values where their operands are, with the operands' axes. */
        private final Map<Node, List<@Nullable Integer>> passing = new HashMap<>();

        private final Emitter to = new Emitter("lowered/CentredNormalizations");
        private final Map<String, Value> subtracted = new HashMap<>();

        Centring(Graph graph, Lowering.Known known) {
            this.graph = graph;
            this.axes = new Axes(known, graph.constants());
            this.channels = new Channels(axes);
            this.whole = new HashSet<>(graph.outputs());
        }

        /** Goes from the outputs to the inputs, so that all readers of a value are met before its producer. */
        void find() {
            for (int i = graph.nodes().size() - 1; i >= 0; i--) {
                Node node = graph.nodes().get(i);
                Integer axis = axis(node.output(0));
                List<@Nullable Integer> operands = axis == null ? null : channels.operands(node, axis);
                if (operands != null) {
                    passing.put(node, operands);
                }
                Integer normalised = channels.normalised(node);
                for (int k = 0; k < node.inputs().size(); k++) {
                    reads(node.input(k), operands != null ? operands.get(k) : k == 0 ? normalised : null);
                }
                whole.addAll(node.captures());
            }
            graph.nodes().forEach(node -> passing.computeIfPresent(node, (n, axes) -> pays(n, axes) ? axes : null));
        }

        /** Whether leaving the mean out of the operands costs less than out of the sum; those before are decided. */
        private boolean pays(Node node, List<@Nullable Integer> operands) {
            IntPredicate free = k -> graph.constants().containsKey(node.input(k)) || isCentred(node.input(k));
            IntStream summands = IntStream.range(0, operands.size()).filter(k -> operands.get(k) != null);
            return node.is("Add", "Sub") ? summands.anyMatch(free) : summands.allMatch(free);
        }

        private void reads(String value, @Nullable Integer axis) {
            Integer before = wanted.putIfAbsent(value, axis == null ? -1 : axis);
            if (axis == null || before != null && !before.equals(axis)) {
                whole.add(value);
            }
        }

        private @Nullable Integer axis(String value) {
            return whole.contains(value) ? null : wanted.get(value);
        }

        /** Whether the value will have mean zero under its own name. */
        private boolean isCentred(String value) {
            Node producer = graph.producer(value);
            Integer axis = axis(value);
            return producer != null
                    && axis != null
                    && (passing.containsKey(producer) || channels.isFoldable(producer, axis));
        }

        Graph written() {
            List<Node> all = new ArrayList<>();
            for (Node node : graph.nodes()) {
                Integer axis = axis(node.output(0));
                if (passing.containsKey(node)) {
                    all.add(node.withInputs(operands(node, passing.get(node))));
                } else if (axis != null && channels.isFoldable(node, axis)) {
                    all.add(folded(node));
                } else if (channels.normalised(node) != null) {
                    all.add(normalised(node));
                } else {
                    all.add(node);
                }
            }
            all.addAll(to.nodes());
            return graph.withNodes(all).plus(List.of(), to.constants());
        }

        private List<String> operands(Node node, List<@Nullable Integer> axes) {
            List<String> names = new ArrayList<>();
            for (int k = 0; k < axes.size(); k++) {
                Integer axis = axes.get(k);
                names.add(
                        axis == null || isCentred(node.input(k))
                                ? node.input(k)
                                : centred(node.input(k), axis).name());
            }
            return names;
        }

        /** The value without its mean, as another value. */
        private Value centred(String value, int axis) {
            return subtracted.computeIfAbsent(value + " " + axis, k -> {
                Weights w = Weights.of(graph.constants().get(value));
                Value x = axes.value(value);
                return w != null ? to.constant(w.centred(axis).toTensor()) : to.sub(x, to.mean(x, axis));
            });
        }

        private Node folded(Node product) {
            List<String> operands = new ArrayList<>(product.inputs());
            for (int k = 1; k < operands.size() && !operands.get(k).isEmpty(); k++) {
                operands.set(
                        k,
                        centred(operands.get(k), Channels.outputAxis(product)).name());
            }
            return product.withInputs(operands);
        }

        /** By the root mean square, then scaled and shifted, under the node's name. */
        private Node normalised(Node norm) {
            int last = axes.shape(norm.input(0)).rank() - 1;
            Value x = isCentred(norm.input(0)) ? axes.value(norm.input(0)) : centred(norm.input(0), last);
            Value scale = axes.value(norm.input(1));
            float[] ones = new float[(int) scale.size(0)];
            Arrays.fill(ones, 1);
            Value one = to.constant(new Weights(scale.knownShape().sizes(), ones).toTensor());
            Attributes a =
                    Attributes.of("axis", -1L).with("epsilon", norm.attributes().f("epsilon", 1e-5));
            Value y = to.outputs(
                            "SimplifiedLayerNormalization", a, List.of(ElementType.FLOAT, ElementType.FLOAT), x, one)
                    .get(0);
            boolean shifts = !norm.input(2).isEmpty();
            Value left = shifts ? to.mul(y, scale) : y;
            return new Node(
                    norm.name(),
                    shifts ? "Add" : "Mul",
                    List.of(left.name(), norm.input(shifts ? 2 : 1)),
                    List.of(norm.output(0)),
                    Attributes.NONE);
        }
    }
}
