package dev.fovea.autodiff;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.HalfFloat;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph opened in ONNX Runtime for the tests: its types, and runs on float arrays. */
public final class OnnxRuntimeRun implements AutoCloseable {
    private static final Set<OnnxJavaType> FLOATS =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.DOUBLE);

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public OnnxRuntimeRun(Graph graph) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            session = environment.createSession(graph.toModel().toByteArray(), options);
        }
    }

    /** The types and shapes of all values of a graph, as ONNX Runtime infers them. */
    public static Types types(Graph graph) throws OrtException {
        List<String> all = new ArrayList<>(graph.outputs());
        for (Node node : graph.nodes()) {
            node.outputs().stream()
                    .filter(o -> !o.isEmpty() && !all.contains(o))
                    .forEach(all::add);
        }
        Map<String, Value> values = new HashMap<>();
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(graph.withOutputs(all))) {
            run.session.getInputInfo().forEach((name, info) -> values.put(name, value(name, info)));
            run.session.getOutputInfo().forEach((name, info) -> values.put(name, value(name, info)));
        }
        unknownRanks(graph, values).forEach(name -> values.compute(name, (n, v) -> new Value(n, v.type(), null)));
        graph.constants()
                .forEach((name, t) -> values.put(
                        name,
                        new Value(
                                name,
                                ElementType.of(t.getDataType()),
                                Shape.of(t.getDimsList().stream()
                                        .mapToLong(Long::longValue)
                                        .toArray()))));
        return name -> {
            Value value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("No value '" + name + "'");
            }
            return value;
        };
    }

    /**
     * ONNX Runtime reports an unknown rank as rank 0. The operator Shape tells them apart: of a scalar it has no
     * elements, of an unknown rank an unknown number.
     */
    private static List<String> unknownRanks(Graph graph, Map<String, Value> values) throws OrtException {
        List<String> doubtful = graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(o -> !o.isEmpty()
                        && values.get(o).shape() != null
                        && values.get(o).rank() == 0)
                .toList();
        if (doubtful.isEmpty()) {
            return doubtful;
        }
        List<String> ranks = doubtful.stream().map(d -> "rank of " + d).toList();
        List<Node> shapes = doubtful.stream()
                .map(d -> new Node("rank of " + d, "Shape", List.of(d), List.of("rank of " + d), Attributes.NONE))
                .toList();
        try (OnnxRuntimeRun run =
                new OnnxRuntimeRun(graph.plus(shapes, Map.of()).withOutputs(ranks))) {
            Map<String, NodeInfo> infos = run.session.getOutputInfo();
            return doubtful.stream()
                    .filter(d ->
                            value(d, infos.get("rank of " + d)).knownShape().size(0) < 0)
                    .toList();
        }
    }

    private static Value value(String name, NodeInfo info) {
        if (!(info.getInfo() instanceof TensorInfo tensor)) {
            return new Value(name, ElementType.OTHER, null); // a sequence
        }
        String[] symbols = tensor.getDimensionNames();
        List<Shape.Dim> dims = new ArrayList<>();
        for (int i = 0; i < tensor.getShape().length; i++) {
            dims.add(new Shape.Dim(tensor.getShape()[i], symbols[i].isEmpty() ? null : symbols[i]));
        }
        return new Value(name, type(tensor), new Shape(dims));
    }

    private static ElementType type(TensorInfo tensor) {
        String name = tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        return Arrays.stream(ElementType.values())
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElse(ElementType.OTHER);
    }

    /** One input's values with their shape. */
    public record Array(long[] shape, float[] values) {}

    /** The shape that an output has when the graph runs. */
    public long[] shapeOf(String output, Map<String, Array> inputs) throws OrtException {
        Map<String, OnnxTensor> tensors = tensors(inputs);
        try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
            return ((OnnxTensor) result.get(0)).getInfo().getShape();
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private Map<String, OnnxTensor> tensors(Map<String, Array> inputs) throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (Map.Entry<String, Array> in : inputs.entrySet()) {
            NodeInfo info = session.getInputInfo().get(in.getKey());
            tensors.put(in.getKey(), tensor(in.getValue(), ((TensorInfo) info.getInfo()).type));
        }
        return tensors;
    }

    /** The values in the type of a graph's input: float, half or double. */
    private OnnxTensor tensor(Array array, OnnxJavaType type) throws OrtException {
        float[] values = array.values();
        if (type == OnnxJavaType.DOUBLE) {
            DoubleBuffer doubles = DoubleBuffer.allocate(values.length);
            for (float v : values) {
                doubles.put(v);
            }
            return OnnxTensor.createTensor(environment, doubles.flip(), array.shape());
        }
        if (type == OnnxJavaType.FLOAT16) {
            ShortBuffer halves = ShortBuffer.allocate(values.length);
            for (float v : values) {
                halves.put(HalfFloat.toHalf(v));
            }
            return OnnxTensor.createTensor(environment, halves.flip(), array.shape(), OnnxJavaType.FLOAT16);
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), array.shape());
    }

    /** The float outputs, flattened, as doubles. */
    public Map<String, double[]> run(Map<String, Array> inputs) throws OrtException {
        Map<String, OnnxTensor> tensors = tensors(inputs);
        try (OrtSession.Result result = session.run(tensors)) {
            Map<String, double[]> outputs = new HashMap<>();
            for (Map.Entry<String, OnnxValue> entry : result) {
                OnnxTensor tensor = (OnnxTensor) entry.getValue();
                if (FLOATS.contains(tensor.getInfo().type)) {
                    outputs.put(entry.getKey(), doubles(tensor));
                }
            }
            return outputs;
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static double[] doubles(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
            DoubleBuffer doubles = tensor.getDoubleBuffer();
            double[] out = new double[doubles.remaining()];
            doubles.get(out);
            return out;
        }
        FloatBuffer floats = tensor.getFloatBuffer();
        double[] out = new double[floats.remaining()];
        for (int i = 0; i < out.length; i++) {
            out[i] = floats.get();
        }
        return out;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
