package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.core.FoveaException;
import dev.fovea.core.ToyModel;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.ScoreGradients;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a linear model, whose gradient is its weights, and on a small ReLU net. */
class ImageSaliencyTest {
    private static final int PIXELS = 4;
    /** Three channels of 2x2, two classes. */
    private static final double[] WEIGHTS = {
        1, -2, 3, -4, 5, 6, -7, 8, 0, -10, 1, 2, //
        2, 1, 0, -1, -2, -3, -4, 5, 6, 7, 8, 9
    };

    private static Classifier linear;
    private static Classifier relu;

    @BeforeAll
    static void load() {
        linear = Classifier.from(ToyModel.taking(-1, 3, 2, 2)
                        .then("Flatten")
                        .dense(2, WEIGHTS, 0.5, -0.5)
                        .bytes())
                .withPreset("unit")
                .load();
        relu = Classifier.from(ToyModel.taking(-1, 3, 2, 2)
                        .then("Flatten")
                        .dense(8, ToyModel.numbers(96, 1), ToyModel.numbers(8, 2))
                        .then("Relu")
                        .dense(3, ToyModel.numbers(24, 3), 0.1, 0.2, 0.3)
                        .bytes())
                .withPreset("unit")
                .load();
    }

    @AfterAll
    static void close() {
        linear.close();
        relu.close();
    }

    private static Subject subject(Classifier classifier, long seed) {
        float[] values = new float[3 * PIXELS];
        double[] numbers = ToyModel.numbers(values.length, seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return Subject.of(new Tensor(new long[] {1, 3, 2, 2}, values), "toy", classifier);
    }

    @ParameterizedTest
    @CsvSource({
        "ABS, MAX, 5, 10, 7, 8", "ABS, SUM, 6, 18, 11, 14", "ABS, MEAN, 2, 6, 3.6666667, 4.6666667",
        "SQUARE, MAX, 25, 100, 49, 64", "SIGNED, MAX, 5, -10, -7, 8", "SIGNED, SUM, 6, -6, -3, 6",
        "ABS, L2, 5.0990195, 11.83216, 7.6811457, 9.165152"
    })
    void reducesTheWeightsOfALinearModel(
            Magnitude magnitude, ChannelReduction channels, float a, float b, float c, float d) {
        SaliencyMap map = new ImageSaliency()
                .withMagnitude(magnitude)
                .withChannels(channels)
                .explain(linear, subject(linear, 1), Target.index(0))
                .map();
        assertThat(map.toArray()).containsExactly(new float[] {a, b, c, d}, within(1e-5f));
        assertThat(map.signed()).isEqualTo(magnitude == Magnitude.SIGNED);
    }

    @Test
    void aContrastIsTheDifferenceOfTheGradients() {
        ScoreGradients both = linear.gradients(subject(linear, 1).tensor(), Target.parse("0-vs-1"), Score.LOGIT);
        for (int i = 0; i < 12; i++) {
            assertThat(both.gradient().values()[i]).isEqualTo((float) (WEIGHTS[i] - WEIGHTS[12 + i]));
        }
    }

    /** grad P_c = P_c (grad S_c - sum_k P_k grad S_k), and grad log P_c = grad P_c / P_c. */
    @Test
    void theProbabilitysGradientFollowsFromTheLogits() {
        Tensor x = subject(relu, 5).tensor();
        ScoreGradients p = relu.gradients(x, Target.index(1), Score.PROBABILITY);
        ScoreGradients log = relu.gradients(x, Target.index(1), Score.LOG_PROBABILITY);
        double[] expected = new double[12];
        for (int k = 0; k < 3; k++) {
            double pk = p.scores().get(0).probability(k);
            double weight = p.scores().get(0).probability(1) * ((k == 1 ? 1 : 0) - pk);
            float[] g =
                    relu.gradients(x, Target.index(k), Score.LOGIT).gradient().values();
            for (int i = 0; i < 12; i++) {
                expected[i] += weight * g[i];
            }
        }
        for (int i = 0; i < 12; i++) {
            assertThat((double) p.gradient().values()[i]).isCloseTo(expected[i], within(1e-6));
            assertThat((double) log.gradient().values()[i])
                    .isCloseTo(expected[i] / p.scores().get(0).probability(1), within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aBatchGivesWhatSinglePicturesGive(int n) {
        List<Tensor> pictures = List.of(
                subject(relu, 5).tensor(),
                subject(relu, 6).tensor(),
                subject(relu, 7).tensor());
        List<Target> targets = List.of(Target.index(2), Target.top(), Target.parse("1-vs-0"));
        ScoreGradients batch =
                relu.gradients(Tensor.concat(pictures.subList(0, n)), targets.subList(0, n), Score.LOGIT);
        for (int i = 0; i < n; i++) {
            ScoreGradients one = relu.gradients(pictures.get(i), targets.get(i), Score.LOGIT);
            assertThat(batch.gradient().row(i)).isEqualTo(one.gradient());
            assertThat(batch.selections().get(i)).isEqualTo(one.selections().get(0));
        }
    }

    @Test
    void withoutNoiseTheRepeatsAreThePlainMap() {
        ImageSaliency plain = new ImageSaliency();
        Subject subject = subject(relu, 5);
        assertThat(plain.withRepeat(new Repeat.Noise(5, 0))
                        .explain(relu, subject, Target.index(1))
                        .map()
                        .toArray())
                .containsExactly(
                        plain.explain(relu, subject, Target.index(1)).map().toArray(), within(1e-7f));
    }

    @Test
    void noiseIsTheSameForASeedAndAnotherForAnother() {
        ImageSaliency noisy = new ImageSaliency().withRepeat(new Repeat.Noise(11, 0.5));
        float[] first = noisy.withSeed(7)
                .explain(relu, subject(relu, 5), Target.index(1))
                .map()
                .toArray();
        assertThat(noisy.withSeed(7)
                        .explain(relu, subject(relu, 5), Target.index(1))
                        .map()
                        .toArray())
                .isEqualTo(first);
        assertThat(noisy.withSeed(8)
                        .explain(relu, subject(relu, 5), Target.index(1))
                        .map()
                        .toArray())
                .isNotEqualTo(first);
    }

    @Test
    void perPixelUnitsAreTheGradientTimesThePreprocessingsSlope() {
        ImageSaliency plain = new ImageSaliency();
        Subject subject = subject(linear, 1);
        float[] normalised =
                plain.explain(linear, subject, Target.index(0)).map().toArray();
        float[] perPixel = plain.withUnits(Units.PIXEL)
                .explain(linear, subject, Target.index(0))
                .map()
                .toArray();
        for (int i = 0; i < PIXELS; i++) {
            assertThat(perPixel[i]).isCloseTo(normalised[i] / 255, within(1e-7f));
        }
    }

    @Test
    void tenCropsOfAModelThatLooksAtOneCornerShowWhereThatCornerWas() {
        // The score is the red of the top left pixel of what the model sees.
        double[] weights = new double[24];
        weights[0] = 1;
        try (Classifier corner = Classifier.from(ToyModel.taking(-1, 3, 2, 2)
                        .then("Flatten")
                        .dense(2, weights, 0, 0)
                        .bytes())
                .withPreset("imagenet")
                .load()) {
            int[] rgb = new int[16];
            Subject picture = Subject.of(Picture.of(4, 4, rgb), "black", corner);
            Explanation why =
                    new ImageSaliency().withRepeat(new Repeat.TenCrops()).explain(corner, picture, Target.index(0));
            // Resized to 2x2 there is no margin: the picture is cut from 2x2 at one place, and half of the crops
            // reflect it.
            assertThat(why.map().width()).isEqualTo(2);
            float whole = why.gradient().values()[0];
            assertThat(why.map().toArray()).containsExactly(new float[] {whole / 2, whole / 2, 0, 0}, within(1e-6f));
        }
    }

    /** Five crops of 7x7 from 8x8, corners and centre, and their reflections; how many cover a pixel is counted by hand. */
    @Test
    void tenCropsArePastedBackWhereEachWasCut() {
        double[] weights = new double[2 * 3 * 49];
        weights[0] = 1;
        try (Classifier corner = Classifier.from(ToyModel.taking(-1, 3, 7, 7)
                        .then("Flatten")
                        .dense(2, weights, 0, 0)
                        .bytes())
                .withPreset("imagenet")
                .load()) {
            Subject picture = Subject.of(Picture.of(8, 8, new int[64]), "black", corner);
            SaliencyMap map = new ImageSaliency()
                    .withRepeat(new Repeat.TenCrops())
                    .explain(corner, picture, Target.index(0))
                    .map();
            assertThat(map.width()).isEqualTo(8);
            double[] expected = new double[64];
            expected[0] = 2.0 / 4; // the top left corners of crop and centre; both reflections cover it too
            expected[1] = 1.0 / 6;
            expected[8] = 1.0 / 6;
            expected[9] = 1.0 / 10;
            expected[6] = 2.0 / 6; // the reflected crops saw it in their top left corner
            expected[7] = 1.0 / 2;
            expected[14] = 1.0 / 10;
            expected[15] = 1.0 / 4;
            for (int i = 0; i < 64; i++) {
                assertThat(map.at(i % 8, i / 8)).as("pixel %d", i).isCloseTo((float) expected[i], within(1e-6f));
            }
        }
    }

    @Test
    void theTopClassesComeInOrder() {
        List<Explanation> top = new ImageSaliency().explainTop(relu, subject(relu, 5), 3);
        assertThat(top).hasSize(3);
        assertThat(top.get(0).selection().index()).isEqualTo(top.get(0).scores().best());
        assertThat(top.get(0).receipt().json().at("/class/logit").asDouble())
                .isGreaterThan(top.get(1).receipt().json().at("/class/logit").asDouble());
    }

    @Test
    void aCheckedReceiptHoldsTheGradientAgainstFiniteDifferences() {
        ImageSaliency plain = new ImageSaliency();
        JsonNode unchecked =
                plain.explain(relu, subject(relu, 5), Target.top()).receipt().json();
        JsonNode checked = plain.withCheck(true)
                .explain(relu, subject(relu, 5), Target.top())
                .receipt()
                .json();
        assertThat(unchecked.at("/checks/finiteDifference").isMissingNode()).isTrue();
        assertThat(checked.at("/checks/finiteDifference/verdict").asText()).isEqualTo("agrees");
        assertThat(checked.at("/checks/finiteDifference/error").asDouble()).isLessThan(1e-2);
    }

    @Test
    void saysWhatCannotBe() {
        ImageSaliency plain = new ImageSaliency();
        assertThatThrownBy(() -> plain.withMagnitude(Magnitude.SIGNED).withChannels(ChannelReduction.L2))
                .isInstanceOf(FoveaException.class)
                .hasMessageContaining("choose max, sum or mean");
        assertThatThrownBy(() -> plain.explain(linear, subject(linear, 1), Target.index(2)))
                .hasMessage("There is no class 2; the model has 2 classes, 0 to 1");
        assertThatThrownBy(
                        () -> plain.withRepeat(new Repeat.TenCrops()).explain(linear, subject(linear, 1), Target.top()))
                .hasMessageContaining("crops10 cuts sub-images from a picture");
        assertThatThrownBy(() -> Repeat.parse("noise:0:1")).hasMessageContaining("1 to 100000");
        assertThatThrownBy(() -> Repeat.parse("often")).hasMessageContaining("choose once, noise:N:SIGMA");
    }
}
