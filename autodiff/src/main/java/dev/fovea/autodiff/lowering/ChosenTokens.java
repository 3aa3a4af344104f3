package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A vision transformer's scores hang on its class token alone, so that of the last block's queries, products and
 * activations all but one row come to nothing: what is read of few tokens is computed for these. Taking the token out moves
 * towards the picture, up to where the block's attention mixes them.
 */
final class ChosenTokens implements Lowering.Pass {

    @Override
    public Graph apply(Graph graph, Lowering.Known known) {
        Shortening shortening = new Shortening(graph, known);
        shortening.find();
        return shortening.shortened.isEmpty() ? graph : shortening.written();
    }

    private static final class Shortening {
        /** What a node computes instead of all, and what it needs of each operand for it; null for all of one. */
        private record Short(Stretch computed, List<@Nullable Stretch> needed) {}

        /** Elements of a value, as computed. */
        private record Part(Value value, Stretch of) {}

        private final Graph graph;
        private final Axes axes;
        private final Tokenwise tokenwise;

        /** What is read of a value by all its readers together, unless one reads it as a whole. */
        private final Map<String, Stretch> read = new HashMap<>();

        private final Set<String> whole;
        private final Map<Node, Short> shortened = new HashMap<>();
        private final Emitter to = new Emitter("lowered/ChosenTokens");
        private final Map<String, Part> parts = new HashMap<>();
        private final List<Value> sized = new ArrayList<>();

        Shortening(Graph graph, Lowering.Known known) {
            this.graph = graph;
            this.axes = new Axes(known, graph.constants());
            this.tokenwise = new Tokenwise(axes);
            this.whole = new HashSet<>(graph.outputs());
        }

        /** Goes from the outputs to the inputs, so that all readers of a value are met before its producer. */
        void find() {
            for (int i = graph.nodes().size() - 1; i >= 0; i--) {
                Node node = graph.nodes().get(i);
                Stretch few = few(node);
                List<@Nullable Stretch> needed = few == null ? null : tokenwise.operands(node, few);
                if (few != null && needed != null) {
                    shortened.put(node, new Short(few, needed));
                }
                Stretch taken = taken(node);
                for (int k = 0; k < node.inputs().size(); k++) {
                    reads(node.input(k), needed != null ? needed.get(k) : k == 0 ? taken : null);
                }
                whole.addAll(node.captures());
            }
        }

        /** What is read of a node's output, if it is half of it or less. */
        private @Nullable Stretch few(Node node) {
            Stretch all = whole.contains(node.output(0)) ? null : read.get(node.output(0));
            Value y = axes.of(node.output(0));
            boolean isFew = all != null
                    && y != null
                    && y.type().isFloating()
                    && 2 * all.length() <= y.knownShape().size(all.axis());
            return isFew ? all : null;
        }

        private @Nullable Stretch taken(Node node) {
            return Stretch.read(node, axes.of(node.input(0)), graph.constants());
        }

        private void reads(String value, @Nullable Stretch stretch) {
            Stretch before = read.get(value);
            Stretch both = stretch == null || before == null ? stretch : before.with(stretch);
            if (both == null) {
                whole.add(value);
            } else {
                read.put(value, both);
            }
        }

        Graph written() {
            List<Node> kept = new ArrayList<>();
            for (Node node : graph.nodes()) {
                Short one = shortened.get(node);
                if (one != null) {
                    parts.put(node.output(0), new Part(written(node, one), one.computed()));
                } else {
                    kept.add(parts.containsKey(node.input(0)) ? taking(node) : node);
                }
            }
            kept.addAll(to.nodes());
            return graph.withNodes(kept).plus(List.of(), to.constants()).declaring(sized);
        }

        private Value written(Node node, Short one) {
            Value[] operands = new Value[node.inputs().size()];
            for (int k = 0; k < operands.length; k++) {
                Stretch some = one.needed().get(k);
                operands[k] = some == null ? operand(node.input(k)) : stretch(node.input(k), some);
            }
            if (node.is("Reshape")) {
                long[] sizes =
                        Tensors.toLongs(Objects.requireNonNull(graph.constants().get(node.input(1))));
                operands[1] = to.ints(one.computed().shortening(sizes));
            }
            return sized(to.op(node.op(), node.attributes(), operands), one.computed(), node.output(0));
        }

        private Value operand(String value) {
            Value found = axes.of(value);
            return found == null ? Value.ABSENT : found;
        }

        /** What was written for a stretch of {@code whole}, of a shape that later passes know. */
        private Value sized(Value written, Stretch stretch, String whole) {
            List<Shape.Dim> dims = new ArrayList<>(axes.shape(whole).dims());
            dims.set(stretch.axis(), new Shape.Dim(stretch.length(), null));
            Value known = new Value(written.name(), operand(whole).type(), new Shape(dims));
            sized.add(known);
            return known;
        }

        /** A stretch of a value, which may be computed in part. */
        private Value stretch(String value, Stretch some) {
            Part part = parts.get(value);
            if (part != null && some.equals(part.of())) {
                return part.value();
            }
            Value slice = part == null
                    ? some.of(to, operand(value))
                    : some.shifted(-part.of().from()).of(to, part.value());
            return sized(slice, some, value);
        }

        /** A node that takes a stretch out, under its name. */
        private Node taking(Node node) {
            Stretch taken = Objects.requireNonNull(taken(node));
            Value stretch = stretch(node.input(0), taken);
            boolean drops =
                    operand(node.output(0)).rank() < operand(node.input(0)).rank();
            return new Node(
                    node.name(),
                    drops ? "Squeeze" : "Identity",
                    drops ? List.of(stretch.name(), to.ints(taken.axis()).name()) : List.of(stretch.name()),
                    node.outputs(),
                    Attributes.NONE);
        }
    }
}
