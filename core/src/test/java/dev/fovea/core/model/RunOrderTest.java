package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.autodiff.RuleBook;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime's own profiler tells in which order it runs a graph. */
class RunOrderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"efficientnet_ts, true", "mobilenet_v1, true", "resnet_ts, false", "densenet_ts, false"})
    void mattersWhereLocalDerivativesTakeSeveralOperators(String fixture, boolean expected) throws Exception {
        GradientGraph derived = derived(fixture);
        assertThat(RunOrder.matters(derived.graph().toModel().getGraph(), derived.logits()))
                .isEqualTo(expected);
    }

    /** The product that is the slope of Swish is there before anything is that hangs on the score. */
    @Test
    void derivativesThatReadMoreThanTheyMakeComeBeforeTheBackwardPass() throws Exception {
        List<NodeProto> run = run("efficientnet_ts");
        int backward = firstBackward(run);
        Map<String, Integer> at = positions(run);
        int slopes = 0;
        for (int i = 0; i < run.size(); i++) {
            List<String> factors = run.get(i).getInputList().stream()
                    .filter(at::containsKey)
                    .map(v -> run.get(at.get(v)).getOpType())
                    .toList();
            if (run.get(i).getOpType().equals("Mul") && factors.equals(List.of("Sigmoid", "Conv"))) {
                slopes++;
                assertThat(i).isLessThan(backward);
            }
        }
        assertThat(slopes).isGreaterThan(5);
    }

    /** The masks of ReLU6 come with the backward pass. */
    @Test
    void othersAreComputedWhenTheyAreNeeded() throws Exception {
        List<NodeProto> run = run("mobilenet_v1");
        int backward = firstBackward(run);
        long masks = run.subList(0, backward).stream()
                .filter(n -> n.getOpType().equals("HardSigmoid"))
                .count();
        assertThat(masks).isZero();
        assertThat(run.stream().filter(n -> n.getOpType().equals("HardSigmoid")))
                .isNotEmpty();
    }

    private static GradientGraph derived(String fixture) throws Exception {
        Path model = Path.of(RunOrderTest.class
                .getResource("/dev/fovea/core/architectures/" + fixture + ".onnx")
                .toURI());
        return GradientGraph.derive(
                PreparedModel.of(ModelFile.read(model), ""),
                Score.LOGIT,
                RuleBook.gradient(),
                Execution.Precision.SINGLE);
    }

    /** The nodes of an arranged graph in the order in which ONNX Runtime runs them. */
    private List<NodeProto> run(String fixture) throws Exception {
        GradientGraph derived = derived(fixture);
        Path file = folder.resolve("optimised.onnx");
        OnnxSession.openSaving(derived.graph(), Map.of(), file, Execution.DEFAULT)
                .close();
        byte[] arranged = RunOrder.arranged(Files.readAllBytes(file), derived.logits());
        Map<String, NodeProto> named = new HashMap<>();
        ModelProto.parseFrom(arranged).getGraph().getNodeList().forEach(n -> named.put(n.getName(), n));
        List<NodeProto> run = new ArrayList<>();
        for (JsonNode event : new ObjectMapper().readTree(profile(arranged).toFile())) {
            String name = event.path("name").asText();
            if (event.path("cat").asText().equals("Node") && name.endsWith("_kernel_time")) {
                run.add(named.get(name.substring(0, name.length() - "_kernel_time".length())));
            }
        }
        assertThat(run).doesNotContainNull().hasSizeGreaterThan(50);
        return run;
    }

    private Path profile(byte[] model) throws Exception {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.enableProfiling(folder.resolve("profile").toString());
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model, options)) {
                Map<String, OnnxTensor> zeros = zeros(session);
                session.run(zeros).close();
                zeros.values().forEach(OnnxTensor::close);
                return Path.of(session.endProfiling());
            }
        }
    }

    private static Map<String, OnnxTensor> zeros(OrtSession session) throws Exception {
        Map<String, OnnxTensor> zeros = new HashMap<>();
        for (NodeInfo input : session.getInputInfo().values()) {
            long[] shape = ((TensorInfo) input.getInfo()).getShape();
            long[] one = LongStream.of(shape).map(n -> Math.max(n, 1)).toArray();
            int count = (int) LongStream.of(one).reduce(1, Math::multiplyExact);
            zeros.put(
                    input.getName(),
                    OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.allocate(count), one));
        }
        return zeros;
    }

    private static int firstBackward(List<NodeProto> run) {
        for (int i = 0; i < run.size(); i++) {
            if (run.get(i).getInputList().stream().anyMatch(n -> n.startsWith("fovea/weights"))) {
                return i;
            }
        }
        throw new AssertionError("no node reads the weights of the classes");
    }

    private static Map<String, Integer> positions(List<NodeProto> run) {
        Map<String, Integer> at = new HashMap<>();
        for (int i = 0; i < run.size(); i++) {
            at.put(run.get(i).getOutput(0), i);
        }
        return at;
    }
}
