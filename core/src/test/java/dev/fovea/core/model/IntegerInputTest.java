package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Repeat;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that take the picture's bytes: the gradient is taken where the graph makes floats of them. */
class IntegerInputTest {
    private static final double[] WEIGHTS = ToyModel.numbers(24, 1);

    private static ToyModel bytes() {
        return ToyModel.taking(ElementType.UINT8, -1, 3, 2, 2)
                .then("Cast", Attributes.of("to", 1L))
                .then("Flatten")
                .dense(2, WEIGHTS, 0, 0);
    }

    private static Tensor filled(float value) {
        float[] values = new float[12];
        Arrays.fill(values, value);
        return new Tensor(new long[] {1, 3, 2, 2}, values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uint8_nchw", "uint8_nhwc"})
    void saysWhereTheGradientIsTaken(String fixture) throws Exception {
        Path model = Path.of(getClass()
                .getResource("/dev/fovea/core/architectures/" + fixture + ".onnx")
                .toURI());
        try (Classifier classifier = Classifier.from(model).withPreset("raw").load()) {
            assertThat(classifier.input().type()).isEqualTo(ElementType.UINT8);
            assertThat(classifier.gradientSource())
                    .isNotEqualTo(classifier.input().name());
            Picture picture = Picture.of(2, 2, new int[] {0xFF0000, 0x00FF00, 0x0000FF, 0x808080});
            Subject subject = Subject.of(picture, "four", classifier);
            Explanation why = new ImageSaliency().explain(classifier, subject, Target.top());
            assertThat(why.gradient().shape()).isEqualTo(subject.tensor().shape());
            assertThat(why.receipt().json().at("/model/gradientTakenAt").asText())
                    .isEqualTo(classifier.gradientSource());
            assertThat(why.receipt().json().at("/model/note").asText())
                    .isEqualTo("the input holds integers: the gradient is taken where the graph casts them to floats");
        }
    }

    @Test
    void differentiatesAtTheCast() {
        try (Classifier classifier = Classifier.from(bytes().bytes()).load()) {
            float[] gradient = classifier
                    .gradients(filled(7), Target.index(1), Score.LOGIT)
                    .gradient()
                    .values();
            for (int i = 0; i < 12; i++) {
                assertThat(gradient[i]).isEqualTo((float) WEIGHTS[12 + i]);
            }
        }
    }

    /** The gradient has the picture's layout, also where the graph turns the bytes before it makes floats of them. */
    @Test
    void staysInTheLayoutOfThePicture() {
        double[] weights = ToyModel.numbers(48, 2);
        ToyModel model = ToyModel.taking(ElementType.UINT8, 1, 2, 4, 3)
                .then("Transpose", Attributes.of("perm", new long[] {0, 3, 1, 2}))
                .then("Cast", Attributes.of("to", 1L))
                .then("Flatten")
                .dense(2, weights, 0, 0);
        try (Classifier classifier = Classifier.from(model.bytes()).load()) {
            Tensor picture = new Tensor(new long[] {1, 2, 4, 3}, new float[24]);
            Tensor gradient =
                    classifier.gradients(picture, Target.index(1), Score.LOGIT).gradient();
            assertThat(gradient.shape()).containsExactly(1, 2, 4, 3);
            for (int pixel = 0; pixel < 8; pixel++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(gradient.values()[3 * pixel + c]).isEqualTo((float) weights[24 + 8 * c + pixel]);
                }
            }
        }
    }

    /** Finite differences are taken behind the cast: bytes themselves move in whole steps only. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5})
    void isVerifiedBehindTheCast(double factor) {
        RuleBook book =
                RuleBook.gradient().with("Tanh", s -> s.first(s.mul(s.mul(s.dy(), factor), s.sub(1, s.square(s.y())))));
        ToyModel model = ToyModel.taking(ElementType.UINT8, 1, 3, 2, 2)
                .then("Cast", Attributes.of("to", 1L))
                .then("Flatten")
                .dense(4, ToyModel.numbers(48, 3), 0, 0, 0, 0)
                .then("Tanh")
                .dense(2, ToyModel.numbers(8, 4), 0, 0);
        try (Classifier classifier =
                Classifier.from(model.bytes()).withRules(book).load()) {
            GradientCheck check = GradientCheck.run(classifier, filled(1), Target.top(), Score.LOGIT, 3, 1);
            assertThat(check.passed()).as("%s", check.directions()).isEqualTo(factor == 1);
        }
    }

    @Test
    void refusesBytesThatAreMovedBeforeTheyAreCast() {
        ToyModel model = ToyModel.taking(ElementType.UINT8, 1, 3, 2, 2)
                .then("Flatten")
                .then("Cast", Attributes.of("to", 1L))
                .dense(2, WEIGHTS, 0, 0);
        OneLine.refuses(
                () -> Classifier.from(model.bytes()).load(),
                "moves or resizes them at node",
                "(Flatten) before it casts them to floats; export it with the cast first");
    }

    /** Noise leads out of the range of bytes; there it must stop, not start again at the other end. */
    @Test
    void doesNotWrapAround() {
        try (Classifier classifier = Classifier.from(bytes().bytes()).load()) {
            float[] white = classifier.scores(filled(255)).get(0).logits();
            float[] black = classifier.scores(filled(0)).get(0).logits();
            assertThat(classifier.scores(filled(256)).get(0).logits()).isEqualTo(white);
            assertThat(classifier.scores(filled(300)).get(0).logits()).isEqualTo(white);
            assertThat(classifier.scores(filled(-1)).get(0).logits()).isEqualTo(black);
            Subject subject = Subject.of(filled(128), "grey", classifier);
            assertThat(new ImageSaliency()
                            .withRepeat(new Repeat.Noise(3, 0.2))
                            .explain(classifier, subject, Target.index(0))
                            .map()
                            .max())
                    .isPositive();
        }
    }
}
