package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Channelwise.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * 3x3 convolutions of many channels by {@link MinimalFilter}: two rows of the output for the multiplications of four rows
 * of kernels instead of six. The rows come in phases, and what follows goes on with phases as far as it can: channel by
 * channel, place by place, and in convolutions and poolings with strides, which read one phase with one row of their
 * kernels.
 */
final class RowPhases implements Lowering.Pass {
    private final BiFunction<Graph, MapSizes, RowPlan.Choice> plan;

    RowPhases() {
        this((graph, sizes) -> new RowPlan(graph, sizes).best());
    }

    /** With another choice of what to filter. */
    RowPhases(BiFunction<Graph, MapSizes, RowPlan.Choice> plan) {
        this.plan = plan;
    }

    @Override
    public Graph apply(Graph graph, Lowering.Known known) {
        MapSizes sizes = new MapSizes(graph, known);
        RowPlan.Choice choice = plan.apply(graph, sizes);
        return choice.filtered().isEmpty() ? graph : new Writing(graph, sizes, choice).written();
    }

    /** The graph written anew. */
    private static final class Writing {
        private static final String SCOPE = "lowered/RowPhases/";

        private final Graph graph;
        private final MapSizes sizes;
        private final RowPlan.Choice choice;
        private final RowFlow flow;
        private final Emitter sheet = new Emitter(SCOPE);
        private final Map<String, List<Value>> phases = new HashMap<>();
        private final Map<String, String> names = new HashMap<>();

        Writing(Graph graph, MapSizes sizes, RowPlan.Choice choice) {
            this.graph = graph;
            this.sizes = sizes;
            this.choice = choice;
            this.flow = new RowFlow(graph, sizes, choice);
        }

        Graph written() {
            List<Node> kept = new ArrayList<>();
            for (Node node : graph.nodes()) {
                RowFlow.Step step = flow.steps().get(node);
                if (step == null || flow.stays(node)) {
                    kept.add(node);
                }
                if (step != null) {
                    write(sheet.scoped(SCOPE + node.name()), node, step);
                }
            }
            kept.addAll(sheet.nodes());
            List<Node> renamed = kept.stream()
                    .map(n -> n.withInputs(renamed(n.inputs())).withOutputs(renamed(n.outputs())))
                    .toList();
            return graph.withNodes(renamed).plus(List.of(), sheet.constants());
        }

        private List<String> renamed(List<String> values) {
            return values.stream().map(v -> names.getOrDefault(v, v)).toList();
        }

        private void write(Emitter to, Node node, RowFlow.Step step) {
            MapSizes.Size size = sizes.known(node.output(0));
            List<Value> made = switch (step.way()) {
                case FILTERED -> filtered(to, node);
                case CONVOLVED -> convolved(to, node, step.phases(), size);
                case POOLED ->
                    of(node.input(0)).stream()
                            .map(phase -> to.op("MaxPool", node.attributes(), phase))
                            .toList();
                case HALVED -> halved(to, node);
                case POINTWISE -> pointwise(to, node, step.phases(), size);
                case TAKEN_APART -> {
                    Lines lines = Objects.requireNonNull(choice.apart().get(node));
                    yield lines.phases(to, step.phases() / lines.stride(), this::of);
                }
            };
            if (!choice.whole().contains(node)) {
                phases.put(node.output(0), made);
            }
            if (made.size() == 1) {
                stands(made.get(0), node.output(0), to);
            } else if (flow.joined().contains(node.output(0)) && !flow.stays(node)) {
                Value out = new Value(node.output(0), ElementType.FLOAT, size.shape());
                Interleaving together = new Interleaving(to, new int[] {made.size(), 1}, size.channels(), out);
                stands(together.ofRows(made.toArray(Value[]::new)), node.output(0), to);
            }
        }

        /** Gives a value the name of what it is instead of. */
        private void stands(Value value, String name, Emitter to) {
            boolean fresh = value.name().startsWith(SCOPE) && names.putIfAbsent(value.name(), name) == null;
            if (!fresh) {
                names.put(to.op("Identity", value).name(), name);
            }
        }

        /** The phases that a value lies in: itself, if it is whole. */
        private List<Value> of(String value) {
            return phases.getOrDefault(value, List.of(operand(value)));
        }

        private static Value operand(String value) {
            return new Value(value, ElementType.FLOAT, null);
        }

        private @Nullable Value bias(Node convolution) {
            return convolution.input(2).isEmpty() ? null : operand(convolution.input(2));
        }

        private Weights weights(Node convolution) {
            return Objects.requireNonNull(Weights.of(graph.constants().get(convolution.input(1))));
        }

        private List<Value> filtered(Emitter to, Node node) {
            return new FilteredRows(to, of(node.input(0)), sizes.known(node.input(0))).by(weights(node), bias(node));
        }

        private List<Value> convolved(Emitter to, Node node, int count, MapSizes.Size out) {
            List<Value> x = of(node.input(0));
            int height = sizes.known(node.input(0)).height() / x.size();
            RowConvolution c =
                    new RowConvolution(weights(node), bias(node), Objects.requireNonNull(sizes.window(node)));
            return IntStream.range(0, count)
                    .mapToObj(phase -> c.phase(to, phase, out.height() / count, x, height))
                    .toList();
        }

        private List<Value> halved(Emitter to, Node node) {
            Attributes line = node.attributes()
                    .with("kernel_shape", new long[] {1, 2})
                    .with("strides", new long[] {1, 2})
                    .with("pads", new long[4]);
            List<Value> lines = of(node.input(0)).stream()
                    .map(phase -> to.op("MaxPool", line, phase))
                    .toList();
            Node producer = graph.producer(node.input(0));
            boolean positive = producer != null && producer.is("Relu");
            int channels = sizes.known(node.output(0)).channels();
            return IntStream.range(0, lines.size() / 2)
                    .mapToObj(i -> positive
                            ? larger(to, lines.get(2 * i), lines.get(2 * i + 1), channels)
                            : to.op("Max", lines.get(2 * i), lines.get(2 * i + 1)))
                    .toList();
        }

        /**
         * The larger of two numbers that are not negative, as {@code a + Relu(b - a)}, which ONNX Runtime runs in its
         * blocked layout; it has no Max there. With an a far below zero digits of b would be lost.
         */
        private static Value larger(Emitter to, Value a, Value b, int channels) {
            return to.add(to.op("Relu", to.add(Channelwise.scale(to, a, channels, -1, 0), b)), a);
        }

        private List<Value> pointwise(Emitter to, Node node, int count, MapSizes.Size size) {
            List<List<Value>> operands = node.inputs().stream()
                    .map(v -> sizes.of(v) == null ? List.of(operand(v)) : apart(to, of(v), count, size))
                    .toList();
            return IntStream.range(0, count)
                    .mapToObj(phase -> to.op(
                            node.op(),
                            node.attributes(),
                            operands.stream()
                                    .map(o -> o.get(o.size() == 1 ? 0 : phase))
                                    .toArray(Value[]::new)))
                    .toList();
        }

        /** A map in so many phases, each cut out of the one that it is part of. */
        private static List<Value> apart(Emitter to, List<Value> x, int count, MapSizes.Size size) {
            int stride = count / x.size();
            if (stride == 1) {
                return x;
            }
            View columns = View.whole(size.width());
            List<Value> phases = new ArrayList<>();
            for (int phase = 0; phase < count; phase++) {
                View rows = new View(size.height() / x.size(), stride, phase / x.size(), size.height() / count);
                phases.add(Channelwise.view(to, x.get(phase % x.size()), size.channels(), 1, rows, columns));
            }
            return phases;
        }
    }
}
