package dev.fovea.autodiff.precision;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.UnsupportedOperatorsException.Obstacle;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes every float32 of a canonical graph a float64, decomposing operators for which ONNX Runtime has no float64 kernel
 * into ones that have one and a backward rule. To be run before differentiation, so that the whole backward pass is in
 * float64 too.
 *
 * <p>Float inputs stay float32, with a Cast behind them: differentiate with respect to {@link #inside}. All other values
 * keep their names; outputs are float64, and whoever wants float32 adds a Cast.
 */
public final class DoublePrecision {
    private static final Set<String> TYPE_ATTRIBUTES = Set.of("to", "dtype");
    private static final String NO_KERNEL = "ONNX Runtime has no float64 kernel for it, and no decomposition is known";
    private static final String STRAIGHT_THROUGH =
            "quantisation is differentiated straight through, by convention; no precision makes that exact";
    private static final Map<String, Decomposition> TABLE = table();

    private final Graph graph;
    private final Types types;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorProto> constants;
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final Map<String, String> insides = new HashMap<>();

    private DoublePrecision(Graph graph, Types types) {
        this.graph = graph;
        this.types = types;
        this.constants = new LinkedHashMap<>(graph.constants());
    }

    private static Map<String, Decomposition> table() {
        Map<String, Decomposition> all = new HashMap<>();
        all.putAll(Convolutions.table());
        all.putAll(Pooling.table());
        all.putAll(Normalizations.table());
        all.putAll(Activations.table());
        all.putAll(Resizing.table());
        all.put("Dropout", Decomposition.refuse("it is in training mode, export the model for inference"));
        for (String op : List.of("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear")) {
            all.put(op, Decomposition.refuse(STRAIGHT_THROUGH));
        }
        return Map.copyOf(all);
    }

    /**
     * The graph in float64.
     *
     * @param types types and shapes of all values of {@code graph}
     * @throws UnsupportedPrecisionException if a node cannot be computed in float64; names every such node
     */
    public static Graph of(Graph graph, Types types) {
        return new DoublePrecision(graph, types).wide();
    }

    /** The float64 value that stands for {@code value} in the graph made of {@code graph}. */
    public static String inside(Graph graph, String value) {
        return graph.inputs().stream().anyMatch(i -> i.getName().equals(value) && isSingle(i))
                ? value + "/double"
                : value;
    }

    private static boolean isSingle(ValueInfoProto input) {
        return input.getType().getTensorType().getElemType() == ElementType.FLOAT.code();
    }

    private Graph wide() {
        for (ValueInfoProto input : graph.inputs()) {
            if (isSingle(input)) {
                String inside = inside(graph, input.getName());
                insides.put(input.getName(), inside);
                Attributes to = Attributes.of("to", (long) ElementType.DOUBLE.code());
                nodes.add(new Node(inside, "Cast", List.of(input.getName()), List.of(inside), to));
            }
        }
        constants.replaceAll((name, t) -> wide(t));
        graph.nodes().forEach(this::add);
        if (!obstacles.isEmpty()) {
            throw new UnsupportedPrecisionException(obstacles);
        }
        return graph.withNodes(nodes)
                .withConstants(constants)
                .withOutputs(graph.outputs().stream().map(this::name).toList());
    }

    private String name(String value) {
        return insides.getOrDefault(value, value);
    }

    private void add(Node node) {
        boolean hasBody = node.attributes().protos().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0);
        if (hasBody) {
            refuse(node, "it has a body, which is not looked into");
        } else if (!touchesFloats(node) || Kernels.has(node.op())) {
            nodes.add(wide(node));
        } else {
            decompose(node, TABLE.getOrDefault(node.op(), Decomposition.refuse(NO_KERNEL)));
        }
    }

    private boolean touchesFloats(Node node) {
        return node.reads().stream().anyMatch(this::isFloat)
                || node.outputs().stream().anyMatch(o -> !o.isEmpty() && isFloat(o));
    }

    private boolean isFloat(String value) {
        return types.of(value).type() == ElementType.FLOAT;
    }

    private void refuse(Node node, String reason) {
        obstacles.add(new Obstacle(node.name(), node.op(), graph.opset(), reason));
    }

    private void decompose(Node node, Decomposition decomposition) {
        Site site = new Site(node, types, this::name);
        try {
            Value result = decomposition.apply(site);
            site.nodes()
                    .forEach(n ->
                            nodes.add(n.output(0).equals(result.name()) ? n.withOutputs(List.of(node.output(0))) : n));
            if (site.nodes().stream().noneMatch(n -> n.output(0).equals(result.name()))) {
                nodes.add(new Node(
                        node.name(), "Identity", List.of(result.name()), List.of(node.output(0)), Attributes.NONE));
            }
            constants.putAll(site.constants());
            node.outputs().stream()
                    .skip(1)
                    .filter(this::isRead)
                    .forEach(o -> refuse(node, "its output '%s' is used".formatted(o)));
        } catch (Site.Refusal e) {
            refuse(node, e.reason());
        } catch (Value.UnknownShapeException e) {
            refuse(node, e.reason());
        }
    }

    private boolean isRead(String value) {
        return !value.isEmpty()
                && (graph.outputs().contains(value)
                        || graph.nodes().stream().anyMatch(n -> n.reads().contains(value)));
    }

    private Node wide(Node node) {
        // Without a value, ConstantOfShape makes float32 zeros.
        boolean bare = node.is("ConstantOfShape") && !node.attributes().has("value");
        Attributes attributes = bare
                ? Attributes.of("value", Tensors.floats(ElementType.DOUBLE, new long[] {1}, 0))
                : node.attributes();
        for (AttributeProto a : node.attributes().protos()) {
            if (a.hasT()) {
                attributes = attributes.with(a.getName(), wide(a.getT()));
            } else if (TYPE_ATTRIBUTES.contains(a.getName()) && a.getI() == ElementType.FLOAT.code()) {
                attributes = attributes.with(a.getName(), ElementType.DOUBLE.code());
            }
        }
        return node.withInputs(node.inputs().stream().map(this::name).toList()).withAttributes(attributes);
    }

    private static TensorProto wide(TensorProto tensor) {
        if (tensor.getDataType() != ElementType.FLOAT.code()) {
            return tensor;
        }
        long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        return Tensors.floats(ElementType.DOUBLE, dims, Tensors.toDoubles(tensor)).toBuilder()
                .setName(tensor.getName())
                .build();
    }
}
