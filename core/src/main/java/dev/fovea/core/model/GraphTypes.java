package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Types and shapes of all values of a graph, inferred by ONNX Runtime. Immutable. */
final class GraphTypes implements Types {
    /** Shape arithmetic uses small tensors; weights beyond this many elements only matter by their shape. */
    private static final int SMALL = 4096;

    /** Java's arrays, and so the buffers a value is read through, hold no more. */
    private static final double LARGEST = Integer.MAX_VALUE;

    private final Map<String, Value> values;
    private final boolean corrected;

    private GraphTypes(Map<String, Value> values, boolean corrected) {
        this.values = values;
        this.corrected = corrected;
    }

    /** Asks ONNX Runtime. Weights are declared as inputs for this, so that they need not be copied. */
    static GraphTypes infer(Graph graph) {
        return infer(graph, OnnxSession::openPlain);
    }

    /** The same, shape arithmetic evaluated: for a graph whose inputs have known sizes. */
    static GraphTypes inferFolding(Graph graph) {
        return infer(graph, OnnxSession::openFolding);
    }

    private static GraphTypes infer(Graph graph, Function<Graph, OnnxSession> opening) {
        Set<String> outputs = new LinkedHashSet<>(graph.outputs());
        for (Node node : graph.nodes()) {
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(outputs::add);
        }
        Map<String, Value> values = new HashMap<>();
        Map<String, TensorProto> small = new LinkedHashMap<>();
        List<Value> weights = new ArrayList<>();
        for (Map.Entry<String, TensorProto> constant : graph.constants().entrySet()) {
            TensorProto t = constant.getValue();
            Value value = new Value(
                    constant.getKey(),
                    ElementType.of(t.getDataType()),
                    Shape.of(t.getDimsList().stream().mapToLong(Long::longValue).toArray()));
            values.put(constant.getKey(), value);
            if (value.type().isFloating() && Tensors.count(t) > SMALL) {
                weights.add(value);
            } else {
                small.put(constant.getKey(), t);
            }
        }
        Graph light = graph.withConstants(small).plusInputs(weights).withOutputs(List.copyOf(outputs));
        try (OnnxSession session = opening.apply(light)) {
            values.putAll(session.values());
        }
        values.values().forEach(v -> bound(v, LARGEST));
        unknownRanks(light, values).forEach(v -> values.put(v.name(), new Value(v.name(), v.type(), null)));
        return new GraphTypes(Map.copyOf(values), false);
    }

    /** Refuses a value of more elements than memory should be asked for. */
    static void bound(Value value, double most) {
        Shape shape = value.shape();
        double elements = shape == null
                ? 0
                : Arrays.stream(shape.sizes()).asDoubleStream().reduce(1, (a, b) -> a * Math.max(1, b));
        if (elements > most) {
            throw new FoveaException(
                    "The model makes a tensor '%s' of %.0f million elements (%s); at most %.0f million are computed, so export it for smaller pictures or batches"
                            .formatted(value.name(), elements / 1e6, shape, most / 1e6));
        }
    }

    /**
     * ONNX Runtime's Java interface shows an unknown rank as rank 0. The operator Shape tells them apart: of a scalar it
     * has no elements, of an unknown rank an unknown number.
     */
    private static List<Value> unknownRanks(Graph graph, Map<String, Value> values) {
        List<Value> doubtful = graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .map(values::get)
                .filter(v -> v != null && v.type().isFloating() && v.rank() == 0)
                .toList();
        if (doubtful.isEmpty()) {
            return doubtful;
        }
        Emitter to = new Emitter("fovea/rank");
        Map<String, Value> ranks = new HashMap<>();
        doubtful.forEach(v -> ranks.put(
                to.typed(ElementType.INT64, "Shape", Attributes.NONE, v).name(), v));
        Graph asked = graph.plus(to.nodes(), to.constants()).withOutputs(List.copyOf(ranks.keySet()));
        try (OnnxSession session = OnnxSession.openPlain(asked)) {
            Map<String, Value> found = session.values();
            ranks.keySet()
                    .removeIf(rank -> !found.containsKey(rank)
                            || found.get(rank).knownShape().size(0) >= 0);
        }
        return List.copyOf(ranks.values());
    }

    /** These types, if they are of all values of {@code graph} but constants; otherwise inferred again. */
    Types of(Graph graph) {
        boolean known = graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .allMatch(o -> o.isEmpty() || values.containsKey(o));
        return known ? withConstants(graph) : infer(graph);
    }

    /** The values of floating type. */
    Stream<Value> floats() {
        return values.values().stream().filter(v -> v.type().isFloating());
    }

    /** These types with every value replaced. */
    GraphTypes mapping(UnaryOperator<Value> change) {
        return new GraphTypes(
                values.values().stream().map(change).collect(Collectors.toUnmodifiableMap(Value::name, v -> v)), true);
    }

    /** The graph with what ONNX Runtime could not infer written down, so that it knows from now on. */
    Graph declaredIn(Graph graph) {
        return corrected
                ? graph.declaring(graph.nodes().stream()
                        .flatMap(n -> n.outputs().stream())
                        .map(o -> values.getOrDefault(o, Value.ABSENT))
                        .filter(v -> v.type().isFloating() && v.shape() != null)
                        .toList())
                : graph;
    }

    @Override
    public Value of(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The graph has no tensor '%s'".formatted(name));
        }
        return value;
    }
}
