package dev.fovea.autodiff;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One row of a rule table: an operator with attributes at an opset, its differentiable inputs and its constants. {@link
 * RuleCheck} holds its rule against finite differences.
 */
public final class RuleRow {
    private final String title;
    private final String op;
    private final int opset;
    private Attributes attributes = Attributes.NONE;
    private final List<String> inputNames = new ArrayList<>();
    private final Map<String, OnnxRuntimeRun.Array> variables = new LinkedHashMap<>();
    private final Map<String, Shape> declared = new LinkedHashMap<>();
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    private final Map<String, TensorProto> computed = new LinkedHashMap<>();
    private List<Node> instead = List.of();
    private @Nullable RuleRow smooth;
    private int outputs = 1;
    private double step = 0.02;
    private boolean linear;
    private boolean float64;
    private final Random random;

    private RuleRow(String title, String op, int opset) {
        this.title = title;
        this.op = op;
        this.opset = opset;
        this.random = new Random(title.hashCode());
    }

    /** A row at the newest opset that the rules know. {@code variant} says what is special about it. */
    public static RuleRow row(String op, String variant) {
        return row(op, variant, 21);
    }

    public static RuleRow row(String op, String variant, int opset) {
        return new RuleRow(op + " " + variant + " (opset " + opset + ")", op, opset);
    }

    public RuleRow attr(String name, Object value) {
        attributes = attributes.with(name, value);
        return this;
    }

    public RuleRow ints(String name, long... values) {
        return attr(name, values);
    }

    /** A differentiable input with values in ±1.5, none within 0.1 of zero, all pairwise at least 0.01 apart. */
    public RuleRow input(long... shape) {
        return inputIn(-1.5, 1.5, shape);
    }

    /** A differentiable input with values between {@code low} and {@code high}, spread out, away from zero. */
    public RuleRow inputIn(double low, double high, long... shape) {
        int n = (int) Shape.of(shape).dims().stream().mapToLong(Shape.Dim::size).reduce(1, (a, b) -> a * b);
        List<Float> spread = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double v = low + (high - low) * (i + 0.5) / n;
            spread.add((float) (Math.abs(v) < 0.1 && low < 0 ? Math.copySign(0.1 + Math.abs(v), v) : v));
        }
        Collections.shuffle(spread, random);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = spread.get(i);
        }
        return inputOf(values, shape);
    }

    /** A differentiable input with just these values. */
    public RuleRow inputOf(float[] values, long... shape) {
        String name = "x" + inputNames.size();
        inputNames.add(name);
        variables.put(name, new OnnxRuntimeRun.Array(shape, values));
        declared.put(name, Shape.of(shape));
        return this;
    }

    /** Declares the sizes of the last input as unknown at the given axes. */
    public RuleRow dynamic(int... axes) {
        String name = inputNames.get(inputNames.size() - 1);
        long[] sizes = declared.get(name).sizes();
        for (int axis : axes) {
            sizes[axis] = -1;
        }
        declared.put(name, Shape.of(sizes));
        return this;
    }

    /** An input that is a constant of the model. */
    public RuleRow constant(TensorProto tensor) {
        String name = "c" + inputNames.size();
        inputNames.add(name);
        constants.put(name, tensor);
        return this;
    }

    public RuleRow constantInts(long... values) {
        return constant(Tensors.ints(values));
    }

    public RuleRow constantScalar(double value) {
        return constant(Tensors.scalar(ElementType.FLOAT, value));
    }

    /** A constant float tensor with seeded values between {@code low} and {@code high}. */
    public RuleRow constantIn(double low, double high, long... shape) {
        int n = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
        return constant(Tensors.floats(
                ElementType.FLOAT, shape, random.doubles(n, low, high).toArray()));
    }

    /** The last constant is not one of the model, but a value of the same type computed when the graph runs. */
    public RuleRow atRuntime() {
        String name = inputNames.get(inputNames.size() - 1);
        computed.put(name, Objects.requireNonNull(constants.remove(name)));
        return this;
    }

    /**
     * The graph is these nodes instead of the operator alone. They read {@code x<i>}, the variables, and {@code c<i>},
     * the constants, numbered together in the order in which they were given, and write {@code y0}.
     */
    public RuleRow nodes(Node... nodes) {
        instead = List.of(nodes);
        return this;
    }

    /** Finite differences are taken of another row's graph with the same variables, for want of a derivative here. */
    public RuleRow differencesOf(RuleRow other) {
        smooth = other;
        return this;
    }

    /** An optional input that is left out. */
    public RuleRow absent() {
        inputNames.add("");
        return this;
    }

    /** The node has {@code count} outputs; the float ones are all projected. */
    public RuleRow outputs(int count) {
        outputs = count;
        return this;
    }

    /** Linear in each input: a central difference with step 1 is exact. */
    public RuleRow linear() {
        linear = true;
        step = 1;
        return this;
    }

    /** Another finite-difference step than 0.02. */
    public RuleRow step(double newStep) {
        step = newStep;
        return this;
    }

    /** The operator computes in float64, between a Cast of each input and one of each output. */
    public RuleRow float64() {
        float64 = true;
        return this;
    }

    public String op() {
        return op;
    }

    double step() {
        return step;
    }

    boolean isLinear() {
        return linear;
    }

    Random random() {
        return new Random(title.hashCode() * 31L);
    }

    /** The inputs to differentiate with respect to. */
    public Map<String, OnnxRuntimeRun.Array> variables() {
        return variables;
    }

    /** The graph that finite differences are taken of. */
    Graph smoothGraph() {
        return smooth == null ? graph() : smooth.graph();
    }

    /** All inputs of the graph. */
    public Map<String, OnnxRuntimeRun.Array> inputs() {
        Map<String, OnnxRuntimeRun.Array> all = new LinkedHashMap<>(variables);
        computed.forEach((name, t) -> {
            long[] values = Tensors.toLongs(t);
            float[] floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = values[i];
            }
            long[] shape = t.getDimsList().stream().mapToLong(Long::longValue).toArray();
            all.put(name + ".float", new OnnxRuntimeRun.Array(shape, floats));
        });
        return all;
    }

    public Graph graph() {
        List<String> outs = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            outs.add("y" + i);
        }
        GraphProto.Builder g = GraphProto.newBuilder().setName("row");
        constants.forEach((name, t) -> g.addInitializer(t.toBuilder().setName(name)));
        Node node = new Node("node", op, inputNames, outs, attributes);
        (float64 ? between(node) : instead.isEmpty() ? List.of(node) : instead).forEach(n -> g.addNode(n.toProto()));
        computed.forEach((name, t) -> g.addNode(
                cast(name + ".float", name, ElementType.of(t.getDataType())).toProto()));
        outs.forEach(o -> g.addOutput(ValueInfoProto.newBuilder().setName(o)));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(opset < 9 ? 3 : opset < 19 ? 8 : opset < 22 ? 9 : 10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(g);
        if (op.contains(".")) {
            model.addOpsetImport(OperatorSetIdProto.newBuilder()
                    .setDomain(op.substring(0, op.lastIndexOf('.')))
                    .setVersion(1));
        }
        Graph graph = Graph.of(model.build());
        for (Map.Entry<String, Shape> in : declared.entrySet()) {
            graph = graph.plusInput(new Value(in.getKey(), ElementType.FLOAT, in.getValue()));
        }
        for (Map.Entry<String, TensorProto> in : computed.entrySet()) {
            long[] shape = in.getValue().getDimsList().stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            graph = graph.plusInput(new Value(in.getKey() + ".float", ElementType.FLOAT, Shape.of(shape)));
        }
        return graph;
    }

    /** The node with its float inputs cast to float64 and its outputs cast back. */
    private List<Node> between(Node node) {
        List<Node> nodes = new ArrayList<>();
        List<String> wide = new ArrayList<>();
        for (String in : node.inputs()) {
            TensorProto constant = constants.get(in);
            boolean cast = !in.isEmpty()
                    && !computed.containsKey(in)
                    && (constant == null || constant.getDataType() == ElementType.FLOAT.code());
            wide.add(cast ? in + ".wide" : in);
            if (cast) {
                nodes.add(cast(in, in + ".wide", ElementType.DOUBLE));
            }
        }
        List<String> results = node.outputs().stream().map(o -> o + ".wide").toList();
        nodes.add(node.withInputs(wide).withOutputs(results));
        node.outputs().forEach(o -> nodes.add(cast(o + ".wide", o, ElementType.FLOAT)));
        return nodes;
    }

    private static Node cast(String from, String to, ElementType type) {
        return new Node("cast " + from, "Cast", List.of(from), List.of(to), Attributes.of("to", (long) type.code()));
    }

    @Override
    public String toString() {
        return title;
    }
}
