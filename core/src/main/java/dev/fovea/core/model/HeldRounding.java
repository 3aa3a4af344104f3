package dev.fovea.core.model;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A quantised model as a smooth function near one picture: every rounding adds what it adds at that picture, whatever
 * the input. Where the model quantises x to q, this uses {@code u(x) + (q(x0) - u(x0))} with {@code u(x) = clip(x / scale +
 * zero point)}; scales that are computed from the values are those at x0, and so are the sides of ReLU units and the winners
 * of pooling windows, because rounded values tie. At x0 it is the model itself, and its slope
 * there is the straight-through gradient, so that finite differences can check it. A picture of bytes is moved behind
 * the cast to floats, where the gradient is taken.
 *
 * @param graph the model and its smooth twin, which share weights
 * @param moving the twin's input; the model's own input takes x0
 * @param logits the twin's
 */
record HeldRounding(Graph graph, String moving, String logits) {
    private static final String TWIN = "fovea/held/";

    /** The twin of {@code model}; empty if it takes floats and rounds nothing, or hands rounded values to other operators than Clip and DequantizeLinear. */
    static Optional<HeldRounding> of(PreparedModel model) {
        String input = model.input().name();
        Set<Node> needed = model.graph().ancestors(List.of(model.head().logits()));
        boolean rounds = needed.stream().anyMatch(n -> n.is("QuantizeLinear", "DynamicQuantizeLinear"));
        if (!model.source().equals(input)) {
            return Optional.of(behindTheCast(model));
        }
        return rounds ? new Writer(model, needed).write() : Optional.empty();
    }

    /** Bytes move in whole steps only; the floats made of them move by as much as the twin's input does. */
    private static HeldRounding behindTheCast(PreparedModel model) {
        Emitter to = new Emitter(TWIN + "cast");
        Value input = model.types().of(model.input().name());
        Value source = model.types().of(model.source());
        Value moving = new Value(TWIN + input.name(), ElementType.FLOAT, input.shape());
        Value bytes = new Value(TWIN + source.name(), source.type(), source.shape());
        Value moved = to.add(bytes, to.sub(moving, to.cast(input, ElementType.FLOAT)));
        List<Node> nodes = new ArrayList<>();
        for (Node node : model.graph().nodes()) {
            boolean makesFloats = node.outputs().contains(source.name());
            nodes.add(makesFloats ? node.withOutputs(List.of(bytes.name())) : node);
            if (makesFloats) {
                nodes.addAll(to.nodes());
                nodes.add(new Node(
                        TWIN + "moved", "Identity", List.of(moved.name()), List.of(source.name()), Attributes.NONE));
            }
        }
        Graph graph = model.graph()
                .withNodes(nodes)
                .plus(List.of(), to.constants())
                .plusInput(moving)
                .withOutputs(List.of(model.head().logits()));
        return new HeldRounding(graph.pruned(), moving.name(), model.head().logits());
    }

    /** One walk over the nodes, in the order in which they can run. */
    private static final class Writer {
        private final PreparedModel model;
        private final Set<Node> needed;
        private final Emitter to = new Emitter(TWIN + "round");
        private final List<Node> copies = new ArrayList<>();
        /** The twins of what hangs on the picture, by the original's name. */
        private final Map<String, String> twins = new HashMap<>();

        private final Set<String> rounded = new LinkedHashSet<>();

        Writer(PreparedModel model, Set<Node> needed) {
            this.model = model;
            this.needed = needed;
        }

        Optional<HeldRounding> write() {
            Value input = model.types().of(model.input().name());
            Value moving = new Value(TWIN + input.name(), input.type(), input.shape());
            twins.put(input.name(), moving.name());
            for (Node node : model.graph().nodes()) {
                if (!needed.contains(node) || node.reads().stream().noneMatch(twins::containsKey)) {
                    continue;
                }
                if (node.is("QuantizeLinear", "DynamicQuantizeLinear")) {
                    round(node);
                } else if (node.is("DequantizeLinear") && rounded.contains(node.input(0))) {
                    twins.put(node.output(0), dequantized(node).name());
                } else if (node.is("Clip") && rounded.contains(node.input(0))) {
                    twins.put(node.output(0), clipped(node).name());
                    rounded.add(node.output(0));
                } else if (node.reads().stream().anyMatch(rounded::contains)) {
                    return Optional.empty();
                } else if (node.is("Relu", "MaxPool")) {
                    twins.put(node.output(0), settled(node).name());
                } else {
                    copy(node);
                }
            }
            String logits =
                    twins.getOrDefault(model.head().logits(), model.head().logits());
            List<Node> all = new ArrayList<>(copies);
            all.addAll(to.nodes());
            Graph both = model.graph()
                    .plus(all, to.constants())
                    .plusInput(moving)
                    .withOutputs(List.of(logits))
                    .pruned();
            return Optional.of(new HeldRounding(both, moving.name(), logits));
        }

        private void copy(Node node) {
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> twins.put(o, TWIN + o));
            copies.add(node.withName(TWIN + node.name())
                    .withInputs(node.inputs().stream()
                            .map(i -> twins.getOrDefault(i, i))
                            .toList())
                    .withOutputs(node.outputs().stream()
                            .map(o -> twins.getOrDefault(o, o))
                            .toList()));
        }

        /** Rounded values are often equal, and often 0, so that the side or the winner at x0 is kept. */
        private Value settled(Node node) {
            Value x = value(node.input(0));
            if (node.is("Relu")) {
                return to.mul(twin(x), to.cast(to.greater(x, 0), x.type()));
            }
            Value winners = to.outputs("MaxPool", node.attributes(), List.of(x.type(), ElementType.INT64), x)
                    .get(1);
            return to.gather(0, to.reshape(twin(x), -1), winners);
        }

        /** {@code clip(x / scale + zero point)}, and what rounding added to it at x0. */
        private void round(Node node) {
            boolean dynamic = node.is("DynamicQuantizeLinear");
            Value x = model.types().of(node.input(0));
            Value q = model.types().of(node.output(0));
            Value scale = along(node, x, value(dynamic ? node.output(1) : node.input(1)));
            String zero = dynamic ? node.output(2) : node.input(2);
            Value offset = zero.isEmpty() ? to.scalar(0, scale) : along(node, x, value(zero));
            Value here = units(to.add(to.div(x, scale), offset), q.type());
            Value moved = units(to.add(to.div(twin(x), scale), offset), q.type());
            Value held = to.add(moved, to.sub(to.cast(q, ElementType.FLOAT), here));
            twins.put(node.output(0), held.name());
            rounded.add(node.output(0));
        }

        /** Up to half a unit beyond the ends still rounds to them, and counts as inside for the rule too. */
        private Value units(Value unclamped, ElementType type) {
            boolean signed = type == ElementType.INT8 || type == ElementType.INT16;
            double count = Math.pow(2, 8.0 * type.bytes());
            double lowest = signed ? -count / 2 : 0;
            return to.op(
                    "Clip", unclamped, to.scalar(lowest - 0.5, unclamped), to.scalar(lowest + count - 0.5, unclamped));
        }

        /** Fake quantisation to fewer bits clips quantised values. */
        private Value clipped(Node node) {
            List<Value> inputs = new ArrayList<>(List.of(twin(value(node.input(0)))));
            for (int i = 1; i < node.inputs().size(); i++) {
                String bound = node.input(i);
                inputs.add(bound.isEmpty() ? Value.ABSENT : to.cast(value(bound), ElementType.FLOAT));
            }
            return to.typed(ElementType.FLOAT, "Clip", node.attributes(), inputs.toArray(Value[]::new));
        }

        private Value dequantized(Node node) {
            Value q = model.types().of(node.input(0));
            Value scale = along(node, q, value(node.input(1)));
            Value moved = new Value(twins.getOrDefault(q.name(), q.name()), ElementType.FLOAT, q.shape());
            return to.mul(node.input(2).isEmpty() ? moved : to.sub(moved, along(node, q, value(node.input(2)))), scale);
        }

        private Value twin(Value original) {
            return new Value(twins.getOrDefault(original.name(), original.name()), original.type(), original.shape());
        }

        private Value value(String name) {
            return model.types().of(name);
        }

        /** A scale or zero point as float, one per index broadcast along the node's axis. */
        private Value along(Node node, Value x, Value parameter) {
            Value cast = to.cast(parameter, ElementType.FLOAT);
            if (parameter.rank() == 0) {
                return cast;
            }
            int axis = x.axis(node.attributes().i("axis", 1));
            long[] shape = new long[Math.max(1, x.rank() - axis)];
            Arrays.fill(shape, 1);
            shape[0] = -1;
            return to.reshape(cast, shape);
        }
    }
}
