package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ClassifierOptions;
import dev.fovea.scenes.EmbeddedModel;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same recipe on the same ONNX file by PyTorch: the scores here are what {@code src/test/python/ascent_reference.py}
 * printed.
 */
class AscentReferenceTest {

    static ClassifierOptions embedded() {
        return Classifier.from(EmbeddedModel.model())
                .withSidecar(new String(EmbeddedModel.sidecar(), StandardCharsets.UTF_8));
    }

    /**
     * Columns: class, rate, lambda, steps, PyTorch's score before the first and after the last step. So far PyTorch in
     * float32 and in float64 agree to all digits given; by step 60 they differ by 1.2 % for class 3 (363.3 and 367.8), since
     * ascent through switching ReLUs magnifies rounding.
     */
    @ParameterizedTest
    @CsvSource({"3, 6, 0.001, 40, 1.2163, 75.9132", "7, 6, 0.001, 60, 0.4731, 16.1020"})
    void embeddedModelReachesWhatPyTorchReaches(
            int target, double rate, double lambda, int steps, double first, double last) {
        try (Classifier classifier = embedded().load()) {
            ClassModelResult found = ClassModelPresets.simonyan(lambda, rate)
                    .withSteps(steps)
                    .withStart(new Start.FromPicture(pattern()))
                    .maximize(classifier, Objective.ofClass(target));

            assertThat(found.course().get(0)).isCloseTo(first, within(1e-4));
            assertThat(found.score()).isCloseTo(last, within(1e-3 * last));
        }
    }

    /** From the zero image; PyTorch goes from 0.003827 to 61.422493. */
    @Test
    void fixtureReachesWhatPyTorchReachesFromTheZeroImage() throws URISyntaxException {
        try (Classifier classifier = ClassModelTest.fixture("alexnet").load()) {
            ClassModelResult found =
                    ClassModelPresets.simonyan(0.01, 6).withSteps(100).maximize(classifier, Objective.ofClass(1));

            assertThat(found.course().get(0)).isCloseTo(0.003827, within(1e-5));
            assertThat(found.score()).isCloseTo(61.422493, within(0.6));
            assertThat(found.addedNoise()).isZero();
        }
    }

    /** At the zero image no unit of the embedded model's first layer is active: PyTorch stays at 0.551999. */
    @Test
    void aFlatStartIsLeft() {
        try (Classifier classifier = embedded().load()) {
            ClassModelResult found =
                    ClassModelPresets.simonyan().withSteps(60).maximize(classifier, Objective.ofClass("mushroom"));

            assertThat(found.addedNoise()).isEqualTo(0.25);
            assertThat(found.score()).isGreaterThan(50);
            assertThat(found.pictureScore()).isGreaterThan(50);
            assertThat(found.name()).isEqualTo("mushroom");
        }
    }

    private static Picture pattern() {
        int side = 112;
        int[] rgb = new int[side * side];
        for (int i = 0; i < rgb.length; i++) {
            int x = i % side;
            int y = i / side;
            for (int c = 0; c < 3; c++) {
                rgb[i] = rgb[i] << 8 | 80 + (7 * x * x + 13 * y * y + 3 * x * y + 29 * c) % 97;
            }
        }
        return Picture.of(side, side, rgb);
    }
}
