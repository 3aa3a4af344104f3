package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
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
import ai.onnxruntime.ValueInfo;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import dev.fovea.core.runtime.OnnxRuntime;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A graph opened in ONNX Runtime. Thread-safe; must be closed. */
final class OnnxSession implements Sessions.Held {
    private final OrtEnvironment environment = OnnxRuntime.environment();
    private final OrtSession session;
    /** Huge weights, given to every run; does not change once it is open. */
    private final Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    /** The memory of runs that have ended, as many as have run at the same time. */
    private final Deque<RunBuffers> idle = new ConcurrentLinkedDeque<>();

    /** Opens {@code graph} to be run with all optimisations. */
    static OnnxSession open(Graph graph, Execution execution) {
        return open(graph, execution, new FedWeights.Memory());
    }

    /** The same, with the memory of huge weights shared between the sessions of a model. */
    static OnnxSession open(Graph graph, Execution execution, FedWeights.Memory memory) {
        FedWeights weights = FedWeights.of(graph);
        OnnxSession opened = new OnnxSession(
                buffer(StoredWeights.inlined(weights.graph()).toModel()),
                execution,
                SessionOptions.OptLevel.ALL_OPT,
                Optional.empty());
        opened.feed(weights, memory);
        return opened;
    }

    /** Opens {@code graph} as it is written, to look at it or to run it once. */
    static OnnxSession openPlain(Graph graph) {
        return openOnce(graph, SessionOptions.OptLevel.NO_OPT);
    }

    /** Opens {@code graph} to look at it, with what is constant evaluated. */
    static OnnxSession openFolding(Graph graph) {
        return openOnce(graph, SessionOptions.OptLevel.BASIC_OPT);
    }

    private static OnnxSession openOnce(Graph graph, SessionOptions.OptLevel level) {
        return new OnnxSession(
                buffer(StoredWeights.inlined(graph).toModel()),
                Execution.DEFAULT.withThreads(1),
                level,
                Optional.empty());
    }

    /**
     * Opens {@code graph} with all optimisations and writes what they made of it to a file.
     *
     * @param told what the file is to say of itself
     */
    static OnnxSession openSaving(Graph graph, Map<String, String> told, Path optimised, Execution execution) {
        ModelProto.Builder model = StoredWeights.inlined(graph).toModel().toBuilder();
        told.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return new OnnxSession(
                buffer(model.build()), execution, SessionOptions.OptLevel.ALL_OPT, Optional.of(optimised.toString()));
    }

    /** Opens what {@link #openSaving} wrote, on the same kind of machine. */
    static OnnxSession openOptimised(byte[] model, Execution execution) {
        ByteBuffer direct = ByteBuffer.allocateDirect(model.length).put(model).flip();
        return new OnnxSession(direct, execution, SessionOptions.OptLevel.NO_OPT, Optional.empty());
    }

    private OnnxSession(
            ByteBuffer model, Execution execution, SessionOptions.OptLevel level, Optional<String> saveOptimised) {
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            if (saveOptimised.isPresent()) {
                options.setOptimizedModelFilePath(saveOptimised.get());
            }
            // Else weights are taken from an arena that grows by doubling.
            options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
            // Else its threads keep cores busy for a while after a run, which another session's run could use.
            options.addConfigEntry("session.force_spinning_stop", "1");
            execution.applyTo(options);
            session = environment.createSession(model, options);
        } catch (OrtException e) {
            throw new FoveaException("ONNX Runtime cannot open the model: " + oneLine(e), e);
        }
    }

    private void feed(FedWeights weights, FedWeights.Memory memory) {
        try {
            fed.putAll(weights.tensors(memory, environment));
        } catch (OrtException e) {
            close();
            throw new FoveaException("ONNX Runtime cannot take the model's weights: " + oneLine(e), e);
        }
    }

    /** The file of a model outside of Java's heap, where ONNX Runtime reads it without another copy. */
    private static ByteBuffer buffer(ModelProto model) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(model.getSerializedSize());
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(buffer);
            model.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return buffer.flip();
    }

    /** The first line of ONNX Runtime's message, without its error code and the place in its sources. */
    static String oneLine(OrtException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^Error code - \\w+ - message: ", "")
                .replaceFirst("^/\\S+:\\d+ .*?\\) (?=\\p{Lu})", "")
                .strip();
    }

    /** What the model's file says of itself. */
    Map<String, String> metadata() {
        try {
            return session.getMetadata().getCustomMetadata();
        } catch (OrtException e) {
            throw new FoveaException("ONNX Runtime cannot read the model's metadata: " + oneLine(e), e);
        }
    }

    /** Every input and output with its type and shape; sequences and maps are of type OTHER. */
    Map<String, Value> values() {
        try {
            Map<String, Value> values = new LinkedHashMap<>();
            for (Map<String, NodeInfo> infos : List.of(session.getInputInfo(), session.getOutputInfo())) {
                infos.forEach((name, info) -> {
                    boolean isTensor = info.getInfo() instanceof TensorInfo;
                    values.put(
                            name,
                            isTensor
                                    ? OnnxTypes.value(name, (TensorInfo) info.getInfo())
                                    : new Value(name, ElementType.OTHER, null));
                });
            }
            return values;
        } catch (OrtException e) {
            throw new FoveaException("ONNX Runtime cannot tell the model's types: " + oneLine(e), e);
        }
    }

    /**
     * Runs the graph. Its memory is kept for the next run of the same shapes; runs at the same time have memory of their
     * own.
     *
     * @param inputs by name; each is given to the model in the type it wants
     * @param outputs the float outputs wanted
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        RunBuffers.Layout layout = RunBuffers.Layout.of(inputs, outputs);
        RunBuffers buffers = idle.poll();
        if (buffers == null || !buffers.layout().equals(layout)) {
            if (buffers != null) {
                buffers.close();
            }
            buffers = new RunBuffers(environment, layout);
        }
        boolean done = false;
        try {
            for (Map.Entry<String, Tensor> in : inputs.entrySet()) {
                buffers.put(in.getKey(), in.getValue(), fedType(in.getKey()));
            }
            Map<String, Tensor> found = run(buffers);
            done = true;
            return found;
        } catch (OrtException e) {
            throw new FoveaException("ONNX Runtime could not run the model: " + oneLine(e), e);
        } finally {
            if (done) {
                idle.push(buffers);
            } else {
                buffers.close();
            }
        }
    }

    private Map<String, Tensor> run(RunBuffers buffers) throws OrtException {
        Map<String, OnnxTensor> given = new LinkedHashMap<>(fed);
        given.putAll(buffers.inputs());
        Set<String> others = new LinkedHashSet<>(buffers.layout().outputs());
        others.removeAll(buffers.outputs().keySet());
        try (OrtSession.Result result = session.run(given, others, buffers.outputs())) {
            Map<String, Tensor> found = new LinkedHashMap<>(buffers.written());
            for (String name : others) {
                OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
                Tensor copied = new Tensor(
                        tensor.getInfo().getShape(), tensor.getFloatBuffer().array());
                found.put(name, copied);
                if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
                    buffers.keep(name, copied.shape());
                }
            }
            return found;
        } catch (OrtException e) {
            // The shape of an output may hang on more than the shapes of the inputs.
            if (buffers.dropOutputs()) {
                return run(buffers);
            }
            throw e;
        }
    }

    /** The outputs that the next run writes into memory kept from the last. */
    Set<String> kept() {
        RunBuffers last = idle.peek();
        return last == null ? Set.of() : last.outputs().keySet();
    }

    private OnnxJavaType fedType(String name) throws OrtException {
        ElementType type = OnnxTypes.of((TensorInfo) inputInfo(name));
        return switch (type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case UINT8 -> OnnxJavaType.UINT8;
            default ->
                throw new FoveaException(
                        "Input '%s' is of type %s; float and uint8 pictures are fed".formatted(name, type));
        };
    }

    private ValueInfo inputInfo(String name) throws OrtException {
        NodeInfo info = session.getInputInfo().get(name);
        if (info == null) {
            throw new FoveaException("The model has no input '%s', only %s"
                    .formatted(name, session.getInputInfo().keySet()));
        }
        return info.getInfo();
    }

    /** Runs a graph without inputs; every output as its raw little-endian bytes with type and shape. */
    Map<String, TensorProto> constants() {
        try (OrtSession.Result result = session.run(Map.of())) {
            Map<String, TensorProto> found = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> out : result) {
                if (out.getValue() instanceof OnnxTensor t) {
                    ByteBuffer raw = t.getByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
                    var proto = TensorProto.newBuilder()
                            .setName(out.getKey())
                            .setDataType(OnnxTypes.of(t.getInfo()).code())
                            .setRawData(ByteString.copyFrom(raw));
                    Arrays.stream(t.getInfo().getShape()).forEach(proto::addDims);
                    found.put(out.getKey(), proto.build());
                }
            }
            return found;
        } catch (OrtException e) {
            throw new FoveaException("ONNX Runtime could not evaluate the model's constants: " + oneLine(e), e);
        }
    }

    @Override
    public void close() {
        try {
            idle.forEach(RunBuffers::close);
            fed.values().forEach(OnnxTensor::close);
            session.close();
        } catch (OrtException e) {
            throw new FoveaException("ONNX Runtime could not close a session: " + oneLine(e), e);
        }
    }
}
