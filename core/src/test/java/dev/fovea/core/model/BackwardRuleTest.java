package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.Execution.Precision;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The three ways back through a ReLU, from one classifier. */
class BackwardRuleTest {

    private static float[] back(Classifier classifier, Tensor x, int target, BackwardRule rule) {
        return classifier
                .gradients(x, List.of(Target.index(target)), Score.LOGIT, rule)
                .gradient()
                .values();
    }

    /**
     * S = relu(h1) - relu(h2) + relu(h3) with h = (x1 + x2, x1 - x2, -x1 - x2): at x = (2, 1), h = (3, 1, -3); what arrives
     * at the ReLUs is (1, -1, 1). Gradient: h1 and h2 pass. Deconvnet: h1 and h3. Guided: h1.
     */
    @Test
    void differInASmallNetworkAsByHand() {
        ToyModel toy = ToyModel.taking(-1, 1, 1, 2)
                .then("Flatten")
                .dense(3, new double[] {1, 1, 1, -1, -1, -1}, 0, 0, 0)
                .then("Relu")
                .dense(2, new double[] {1, -1, 1, 0, 0, 0}, 0, 0);
        Tensor x = new Tensor(new long[] {1, 1, 1, 2}, new float[] {2, 1});
        try (Classifier classifier = Classifier.from(toy.bytes()).load()) {
            assertThat(back(classifier, x, 0, BackwardRule.GRADIENT)).containsExactly(0, 2);
            assertThat(back(classifier, x, 0, BackwardRule.DECONVNET)).containsExactly(0, 0);
            assertThat(back(classifier, x, 0, BackwardRule.GUIDED)).containsExactly(1, 1);
            assertThat(classifier.rectifiers()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tanh", "LeakyRelu", "Softplus"})
    void agreeToTheBitWithoutARelu(String activation) {
        ToyModel toy = ToyModel.taking(-1, 1, 1, 4)
                .then("Flatten")
                .dense(5, ToyModel.numbers(20, 1), ToyModel.numbers(5, 2))
                .then(activation)
                .dense(3, ToyModel.numbers(15, 3), ToyModel.numbers(3, 4));
        Tensor x = new Tensor(new long[] {1, 1, 1, 4}, new float[] {0.3f, -0.7f, 0.1f, 0.9f});
        try (Classifier classifier = Classifier.from(toy.bytes()).load()) {
            float[] gradient = back(classifier, x, 1, BackwardRule.GRADIENT);
            assertThat(back(classifier, x, 1, BackwardRule.DECONVNET)).isEqualTo(gradient);
            assertThat(back(classifier, x, 1, BackwardRule.GUIDED)).isEqualTo(gradient);
            assertThat(classifier.rectifiers()).isZero();
        }
    }

    /** A residual network with a padded max-pooling, and one whose ReLUs end at 6. */
    @ParameterizedTest
    @CsvSource({
        "resnet_ts, DECONVNET, SINGLE", "resnet_ts, GUIDED, SINGLE", "resnet_ts, DECONVNET, DOUBLE",
        "mobilenet_v1, DECONVNET, SINGLE", "mobilenet_v1, GUIDED, SINGLE", "mobilenet_v1, GUIDED, DOUBLE"
    })
    void agreesWithPyTorch(String name, BackwardRule rule, Precision precision) throws Exception {
        Tensor golden = Npy.read(resource(
                "model/rectifiers/%s.%s.npy".formatted(name, rule.name().toLowerCase(Locale.ROOT))));
        JsonNode row = row(name);
        Tensor x = Npy.read(resource("architectures/" + row.get("golden").asText() + ".input.npy"));
        try (Classifier classifier = Classifier.from(resource("architectures/" + name + ".onnx"))
                .withExecution(Execution.DEFAULT.withPrecision(precision))
                .load()) {
            float[] found = back(classifier, x, row.get("class").asInt(), rule);
            assertThat(ArchitectureGradientTest.error(found, golden.values())).isLessThan(1e-5);
        }
    }

    /** No max-pooling: convolutions, ReLU6 and an average. */
    @Test
    void aDeconvnetWithoutMaxPoolingIsTheSameForEveryPicture() throws Exception {
        Tensor x = Npy.read(
                resource("architectures/" + row("mobilenet_v1").get("golden").asText() + ".input.npy"));
        float[] other = x.values().clone();
        for (int i = 0; i < other.length; i++) {
            other[i] = -other[other.length - 1 - i];
        }
        try (Classifier classifier = Classifier.load(resource("architectures/mobilenet_v1.onnx"));
                Classifier pooling = Classifier.load(resource("architectures/resnet_ts.onnx"))) {
            assertThat(back(classifier, new Tensor(x.shape(), other), 0, BackwardRule.DECONVNET))
                    .isEqualTo(back(classifier, x, 0, BackwardRule.DECONVNET));
            assertThat(classifier.poolsMaxima()).isFalse();
            assertThat(pooling.poolsMaxima()).isTrue();
        }
    }

    /** One classifier answers by all rules in any order as three classifiers would. */
    @ParameterizedTest
    @EnumSource(BackwardRule.class)
    void sharesOneClassifier(BackwardRule rule) throws Exception {
        Path model = resource("architectures/resnet_ts.onnx");
        Tensor x = Npy.read(
                resource("architectures/" + row("resnet_ts").get("golden").asText() + ".input.npy"));
        try (Classifier shared = Classifier.load(model);
                Classifier alone = Classifier.load(model)) {
            for (BackwardRule before : BackwardRule.values()) {
                back(shared, x, 0, before);
            }
            assertThat(back(shared, x, 0, rule)).isEqualTo(back(alone, x, 0, rule));
        }
    }

    private static JsonNode row(String name) throws Exception {
        for (JsonNode row :
                new ObjectMapper().readTree(resource("architectures/index.json").toFile())) {
            if (row.get("name").asText().equals(name)) {
                return row;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                BackwardRuleTest.class.getResource("/dev/fovea/core/" + name).toURI());
    }
}
