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
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph opened in ONNX Runtime for the tests: its types, and runs on float arrays. */
public final class OnnxRuntimeRun implements AutoCloseable {
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
                .filter(o -> !o.isEmpty() && values.get(o).rank() == 0)
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
        TensorInfo tensor = (TensorInfo) info.getInfo();
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
            Array array = in.getValue();
            tensors.put(
                    in.getKey(), OnnxTensor.createTensor(environment, FloatBuffer.wrap(array.values()), array.shape()));
        }
        return tensors;
    }

    /** The float outputs, flattened, as doubles. */
    public Map<String, double[]> run(Map<String, Array> inputs) throws OrtException {
        Map<String, OnnxTensor> tensors = tensors(inputs);
        try (OrtSession.Result result = session.run(tensors)) {
            Map<String, double[]> outputs = new HashMap<>();
            for (Map.Entry<String, OnnxValue> entry : result) {
                OnnxTensor tensor = (OnnxTensor) entry.getValue();
                if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
                    outputs.put(entry.getKey(), doubles(tensor));
                }
            }
            return outputs;
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static double[] doubles(OnnxTensor tensor) {
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
