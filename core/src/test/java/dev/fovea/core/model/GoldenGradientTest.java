package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.SharedData;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real pretrained models against gradients made in float64 by an independent implementation. */
class GoldenGradientTest {
    /** Largest error allowed, relative to the golden's largest absolute value. */
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @CsvSource({
        "squeezenet_fp32, kitten",
        "squeezenet_fp32, dalmatian",
        "squeezenet_fp16, kitten",
        "mobilenetv2_fp32, kitten",
        "mobilenetv2_fp32, toucan",
        "resnet8_cifar10_nhwc, kitten",
        "cnn_cifar10, kitten",
        "leafsnap, acer_rubrum",
        "shapes_grey, digit0",
        "mnist_pytorch, digit0",
        "mnist_cntk, digit0"
    })
    void agrees(String model, String scene) throws Exception {
        Path goldens = SharedData.path("goldens");
        int target = -1;
        for (JsonNode row :
                new ObjectMapper().readTree(goldens.resolve("index.json").toFile())) {
            if (row.get("model").asText().equals(model)
                    && row.get("case").asText().equals(scene)) {
                target = row.get("cls").asInt();
            }
        }
        String name = model + "." + scene;
        Tensor input = Npy.read(goldens.resolve(name + ".input.npy"));
        Tensor logits = Npy.read(goldens.resolve(name + ".logits.npy"));
        Tensor gradient = Npy.read(goldens.resolve(name + ".gradient.npy"));
        try (Classifier classifier = Classifier.load(SharedData.path("data/models/" + model + ".onnx"))) {
            ScoreGradients found = classifier.gradients(input, Target.index(target), Score.LOGIT);
            double logitError = error(found.scores().get(0).logits(), logits.values());
            double gradientError = error(found.gradient().values(), gradient.values());
            System.out.printf("golden %s: logits %.1e, gradient %.1e%n", name, logitError, gradientError);
            assertThat(found.gradient().shape()).isEqualTo(gradient.shape());
            assertThat(logitError).isLessThan(TOLERANCE);
            assertThat(gradientError).isLessThan(TOLERANCE);
        }
    }

    private static double error(float[] found, float[] golden) {
        assertThat(found).hasSameSizeAs(golden);
        double largest = 0;
        double error = 0;
        for (int i = 0; i < golden.length; i++) {
            largest = Math.max(largest, Math.abs(golden[i]));
            error = Math.max(error, Math.abs(found[i] - golden[i]));
        }
        return error / largest;
    }
}
