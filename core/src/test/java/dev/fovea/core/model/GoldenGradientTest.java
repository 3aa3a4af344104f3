package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.precision.DoublePrecision;
import dev.fovea.core.SharedData;
import dev.fovea.core.model.Execution.Precision;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real pretrained models against gradients made in float64 by an independent implementation.
 *
 * <p>In single precision MobileNetV2 cannot agree, whoever computes it (PyTorch's own float32 gradient is off by 9e-3 of
 * the maximum): of its 6.1 million Clip units a few lie within float32 rounding of their kink and fall on its other
 * side. So single precision is held to what it can give there, the units are counted, and the gradient itself is checked
 * in double precision, where every element equals the golden.
 */
class GoldenGradientTest {
    /** Largest error allowed in single precision, relative to the golden's largest absolute value. */
    private static final double TOLERANCE = 1e-4;

    private static final double DOUBLE_TOLERANCE = 1e-6;

    /** A model, an input and what the independent implementation makes of them. */
    private record Golden(String model, String scene) {
        static Golden of(String name) {
            String[] parts = name.split("/");
            return new Golden(parts[0], parts[1]);
        }

        Tensor tensor(String what) {
            return Npy.read(SharedData.path("goldens/%s.%s.%s.npy".formatted(model, scene, what)));
        }

        Target target() throws IOException {
            for (JsonNode row : new ObjectMapper()
                    .readTree(SharedData.path("goldens/index.json").toFile())) {
                if (row.get("model").asText().equals(model)
                        && row.get("case").asText().equals(scene)) {
                    return Target.index(row.get("cls").asInt());
                }
            }
            throw new AssertionError("The index has no " + this);
        }

        Classifier load(Precision precision) {
            return Classifier.from(SharedData.path("data/models/" + model + ".onnx"))
                    .withExecution(Execution.DEFAULT.withPrecision(precision))
                    .load();
        }

        ScoreGradients gradients(Classifier classifier) throws IOException {
            return classifier.gradients(tensor("input"), target(), Score.LOGIT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "squeezenet_fp32/kitten",
                "squeezenet_fp32/dalmatian",
                "squeezenet_fp16/kitten",
                "resnet8_cifar10_nhwc/kitten",
                "cnn_cifar10/kitten",
                "leafsnap/acer_rubrum",
                "shapes_grey/digit0",
                "mnist_pytorch/digit0",
                "mnist_cntk/digit0"
            })
    void agrees(String name) throws Exception {
        agrees(Golden.of(name), Precision.SINGLE, TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "squeezenet_fp32/kitten",
                "squeezenet_fp32/dalmatian",
                "squeezenet_fp16/kitten",
                "mobilenetv2_fp32/kitten",
                "mobilenetv2_fp32/toucan",
                "resnet8_cifar10_nhwc/kitten",
                "cnn_cifar10/kitten",
                "leafsnap/acer_rubrum",
                "shapes_grey/digit0",
                "mnist_pytorch/digit0",
                "mnist_cntk/digit0"
            })
    void agreesInDoublePrecision(String name) throws Exception {
        agrees(Golden.of(name), Precision.DOUBLE, DOUBLE_TOLERANCE);
    }

    private static void agrees(Golden golden, Precision precision, double tolerance) throws IOException {
        try (Classifier classifier = golden.load(precision)) {
            ScoreGradients found = golden.gradients(classifier);
            float[] logits = found.scores().get(0).logits();
            assertThat(found.gradient().shape())
                    .isEqualTo(golden.tensor("gradient").shape());
            assertThat(largest(errors(logits, golden.tensor("logits").values())))
                    .isLessThan(tolerance);
            assertThat(largest(errors(
                            found.gradient().values(), golden.tensor("gradient").values())))
                    .isLessThan(tolerance);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobilenetv2_fp32/kitten", "mobilenetv2_fp32/toucan"})
    void isOffInSinglePrecisionByAFewUnitsAtTheirKink(String name) throws Exception {
        Golden golden = Golden.of(name);
        try (Classifier classifier = golden.load(Precision.SINGLE)) {
            double[] errors = errors(
                    golden.gradients(classifier).gradient().values(),
                    golden.tensor("gradient").values());
            long close = 0;
            for (double e : errors) {
                close += e < TOLERANCE ? 1 : 0;
            }
            long switched = switched(classifier.prepared(), golden.tensor("input"));
            System.out.printf(
                    "%s in single precision: error %.1e, %.2f %% of the elements within 1e-4, %d units on the other side%n",
                    name, largest(errors), 100.0 * close / errors.length, switched);
            assertThat(largest(errors)).isLessThan(1e-2);
            assertThat((double) close / errors.length).isGreaterThan(0.9);
            assertThat(switched).isBetween(1L, 100L);
        }
    }

    /** How many Clip units are inside their bounds in one precision and outside in the other. */
    private static long switched(PreparedModel model, Tensor input) {
        Graph single = model.graph().withOutputs(List.of(model.head().logits())).pruned();
        List<Node> clips = single.nodes().stream().filter(n -> n.is("Clip")).toList();
        Map<String, Tensor> narrow =
                inside(single, ElementType.FLOAT, clips, model.input().name(), input);
        Graph wide = DoublePrecision.of(single, model.types());
        Map<String, Tensor> exact =
                inside(wide, ElementType.DOUBLE, clips, model.input().name(), input);
        long count = 0;
        for (Map.Entry<String, Tensor> state : narrow.entrySet()) {
            float[] other = exact.getOrDefault(state.getKey(), input).values();
            float[] own = state.getValue().values();
            for (int i = 0; i < own.length; i++) {
                count += own[i] != other[i] ? 1 : 0;
            }
        }
        return count;
    }

    private static Map<String, Tensor> inside(
            Graph graph, ElementType type, List<Node> clips, String name, Tensor input) {
        Emitter to = new Emitter("inside");
        List<String> states = clips.stream()
                .map(n -> to.equal(new Value(n.input(0), type, null), new Value(n.output(0), type, null)))
                .map(inside -> to.cast(inside, ElementType.FLOAT).name())
                .toList();
        Graph watched =
                graph.plus(to.nodes(), to.constants()).withOutputs(states).pruned();
        try (OnnxSession session = OnnxSession.open(watched, Execution.DEFAULT)) {
            return session.run(Map.of(name, input), Set.copyOf(states));
        }
    }

    /** Absolute errors, relative to the golden's largest absolute value. */
    private static double[] errors(float[] found, float[] golden) {
        assertThat(found).hasSameSizeAs(golden);
        double largest = 0;
        for (float v : golden) {
            largest = Math.max(largest, Math.abs(v));
        }
        double[] errors = new double[golden.length];
        for (int i = 0; i < golden.length; i++) {
            errors[i] = Math.abs(found[i] - golden[i]) / largest;
        }
        return errors;
    }

    private static double largest(double[] errors) {
        double largest = 0;
        for (double e : errors) {
            largest = Math.max(largest, e);
        }
        return largest;
    }
}
