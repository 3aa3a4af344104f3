package dev.fovea.autodiff.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's main graph: nodes in an order in which they can run, constants by name, inputs and outputs.
 *
 * <p>Immutable; every change makes a new graph that shares the unchanged tensors.
 */
public final class Graph {
    private static final String MICROSOFT = "com.microsoft";

    /** The model without nodes, constants, inputs and outputs: opsets, metadata, functions. */
    private final ModelProto shell;

    private final List<Node> nodes;
    private final Map<String, TensorProto> constants;
    private final List<ValueInfoProto> inputs;
    private final List<String> outputs;
    private final Map<String, Node> producers;

    private Graph(
            ModelProto shell,
            Collection<Node> nodes,
            Map<String, TensorProto> constants,
            List<ValueInfoProto> inputs,
            List<String> outputs) {
        this.shell = shell;
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.producers = new HashMap<>();
        for (Node node : nodes) {
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> producers.put(o, node));
        }
        this.nodes = sorted(nodes);
    }

    /** The nodes of {@code same}, which need no sorting again, in other surroundings. */
    private Graph(
            ModelProto shell,
            Graph same,
            Map<String, TensorProto> constants,
            List<ValueInfoProto> inputs,
            List<String> outputs) {
        this.shell = shell;
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.producers = same.producers;
        this.nodes = same.nodes;
    }

    /**
     * The graph of a model. Initialisers that old files also list as inputs are constants here.
     *
     * @throws IllegalArgumentException if weights are stored as sparse tensors or the graph has a cycle
     */
    public static Graph of(ModelProto model) {
        GraphProto g = model.getGraph();
        if (g.getSparseInitializerCount() > 0) {
            throw new IllegalArgumentException(
                    "The model stores '%s' as a sparse tensor, which is not supported. Save its weights as dense tensors"
                            .formatted(g.getSparseInitializer(0).getValues().getName()));
        }
        Map<String, TensorProto> constants = new LinkedHashMap<>();
        g.getInitializerList().forEach(t -> constants.put(t.getName(), t));
        return new Graph(
                model.toBuilder()
                        .setGraph(GraphProto.newBuilder().setName(g.getName()))
                        .build(),
                g.getNodeList().stream().map(Node::of).toList(),
                constants,
                g.getInputList().stream()
                        .filter(i -> !constants.containsKey(i.getName()))
                        .toList(),
                g.getOutputList().stream().map(ValueInfoProto::getName).toList());
    }

    /** The graph as a model that ONNX Runtime loads. Outputs carry names only; types are inferred. */
    public ModelProto toModel() {
        ModelProto.Builder model = shell.toBuilder();
        GraphProto.Builder g = model.getGraphBuilder();
        nodes.forEach(n -> g.addNode(n.toProto()));
        constants.forEach((name, t) -> g.addInitializer(
                t.getName().equals(name) ? t : t.toBuilder().setName(name).build()));
        g.addAllInput(inputs);
        outputs.forEach(o -> g.addOutput(ValueInfoProto.newBuilder().setName(o)));
        return model.addAllOpsetImport(foreign()).build();
    }

    /** ONNX Runtime's own operator set, of which there is one version, if nodes have come to need it. */
    private List<OperatorSetIdProto> foreign() {
        boolean imported =
                shell.getOpsetImportList().stream().anyMatch(o -> o.getDomain().equals(MICROSOFT));
        boolean needed = !imported && nodes.stream().anyMatch(n -> n.op().startsWith(MICROSOFT + "."));
        return needed
                ? List.of(OperatorSetIdProto.newBuilder()
                        .setDomain(MICROSOFT)
                        .setVersion(1)
                        .build())
                : List.of();
    }

    public ModelProto shell() {
        return shell;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Map<String, TensorProto> constants() {
        return constants;
    }

    public List<ValueInfoProto> inputs() {
        return inputs;
    }

    public List<String> outputs() {
        return outputs;
    }

    /** The node that computes {@code value}; null for inputs and constants. */
    public @Nullable Node producer(String value) {
        return producers.get(value);
    }

    /** The version of ONNX's own operator set. */
    public long opset() {
        return shell.getOpsetImportList().stream()
                .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(1);
    }

    /** This graph with types and shapes written down for values, which ONNX Runtime then need not infer. */
    public Graph declaring(Collection<Value> values) {
        ModelProto.Builder declared = shell.toBuilder();
        values.forEach(v -> declared.getGraphBuilder().addValueInfo(info(v)));
        return withShell(declared.build());
    }

    /** The types and shapes written down for values, by name. */
    public Map<String, Value> declared() {
        Map<String, Value> all = new HashMap<>();
        for (ValueInfoProto v : shell.getGraph().getValueInfoList()) {
            TypeProto.Tensor tensor = v.getType().getTensorType();
            Shape shape = new Shape(tensor.getShape().getDimList().stream()
                    .map(d -> new Shape.Dim(
                            d.hasDimValue() ? d.getDimValue() : -1, d.hasDimParam() ? d.getDimParam() : null))
                    .toList());
            all.put(
                    v.getName(),
                    new Value(v.getName(), ElementType.of(tensor.getElemType()), tensor.hasShape() ? shape : null));
        }
        return all;
    }

    public Graph withShell(ModelProto newShell) {
        return new Graph(newShell, this, constants, inputs, outputs);
    }

    public Graph withNodes(Collection<Node> newNodes) {
        return new Graph(shell, newNodes, constants, inputs, outputs);
    }

    public Graph withConstants(Map<String, TensorProto> newConstants) {
        return new Graph(shell, this, newConstants, inputs, outputs);
    }

    public Graph withInputs(List<ValueInfoProto> newInputs) {
        return new Graph(shell, this, constants, newInputs, outputs);
    }

    public Graph withOutputs(List<String> newOutputs) {
        return new Graph(shell, this, constants, inputs, newOutputs);
    }

    /** Whether the graph has a value of this name. */
    public boolean knows(String value) {
        return producers.containsKey(value)
                || constants.containsKey(value)
                || inputs.stream().anyMatch(i -> i.getName().equals(value));
    }

    /** This graph with {@code value} as one more input. */
    public Graph plusInput(Value value) {
        return plusInputs(List.of(value));
    }

    /** This graph with more inputs. */
    public Graph plusInputs(List<Value> values) {
        List<ValueInfoProto> all = new ArrayList<>(inputs);
        values.forEach(v -> all.add(info(v)));
        return withInputs(all);
    }

    private static ValueInfoProto info(Value value) {
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(value.type().code());
        if (value.shape() != null) {
            TensorShapeProto.Builder shape = tensor.getShapeBuilder();
            for (Shape.Dim dim : value.shape().dims()) {
                TensorShapeProto.Dimension.Builder d = shape.addDimBuilder();
                if (dim.isKnown()) {
                    d.setDimValue(dim.size());
                } else if (dim.symbol() != null) {
                    d.setDimParam(dim.symbol());
                }
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** This graph with more nodes and constants. */
    public Graph plus(Collection<Node> moreNodes, Map<String, TensorProto> moreConstants) {
        List<Node> allNodes = new ArrayList<>(nodes);
        allNodes.addAll(moreNodes);
        Map<String, TensorProto> allConstants = new LinkedHashMap<>(constants);
        allConstants.putAll(moreConstants);
        return new Graph(shell, allNodes, allConstants, inputs, outputs);
    }

    /** This graph without the nodes and constants that no output needs. Inputs stay. */
    public Graph pruned() {
        Set<Node> needed = ancestors(outputs);
        Set<String> read = new HashSet<>(outputs);
        needed.forEach(n -> read.addAll(n.reads()));
        Map<String, TensorProto> kept = new LinkedHashMap<>(constants);
        kept.keySet().retainAll(read);
        return new Graph(shell, nodes.stream().filter(needed::contains).toList(), kept, inputs, outputs);
    }

    /** All nodes that the given values hang on. */
    public Set<Node> ancestors(Collection<String> values) {
        Set<Node> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<String> open = new ArrayDeque<>(values);
        while (!open.isEmpty()) {
            Node node = producers.get(open.pop());
            if (node != null && found.add(node)) {
                open.addAll(node.reads());
            }
        }
        return found;
    }

    private List<Node> sorted(Collection<Node> unsorted) {
        Map<Node, Integer> waiting = new IdentityHashMap<>();
        Map<Node, List<Node>> readers = new IdentityHashMap<>();
        Deque<Node> ready = new ArrayDeque<>();
        for (Node node : unsorted) {
            Set<Node> before = Collections.newSetFromMap(new IdentityHashMap<>());
            for (String input : node.reads()) {
                Node producer = producers.get(input);
                if (producer != null) {
                    before.add(producer);
                }
            }
            waiting.put(node, before.size());
            before.forEach(
                    p -> readers.computeIfAbsent(p, k -> new ArrayList<>()).add(node));
            if (before.isEmpty()) {
                ready.add(node);
            }
        }
        List<Node> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Node node = ready.poll();
            order.add(node);
            for (Node reader : readers.getOrDefault(node, List.of())) {
                if (waiting.merge(reader, -1, Integer::sum) == 0) {
                    ready.add(reader);
                }
            }
        }
        if (order.size() < unsorted.size()) {
            throw new IllegalArgumentException("The graph has a cycle: %d of its %d nodes wait for one another"
                    .formatted(unsorted.size() - order.size(), unsorted.size()));
        }
        return List.copyOf(order);
    }
}
