package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.ToyModel;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of any gradient, whatever the network. */
class IdentitiesTest {
    private static final int PIXELS = 3 * 4 * 4;
    private static final int UNITS = 12;
    private static final int CLASSES = 4;
    private static final double STEP = 1e-3;

    private static Tensor picture(long seed) {
        double[] numbers = ToyModel.numbers(PIXELS, seed);
        float[] values = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            values[i] = (float) numbers[i];
        }
        return new Tensor(new long[] {1, 3, 4, 4}, values);
    }

    /** A network of two layers; the biases one after the other. */
    private static Classifier net(String activation, double[] biases) {
        double[] first = Arrays.copyOf(biases, UNITS);
        double[] second = Arrays.copyOfRange(biases, UNITS, UNITS + CLASSES);
        return Classifier.from(ToyModel.taking(1, 3, 4, 4)
                        .then("Flatten")
                        .dense(UNITS, ToyModel.numbers(PIXELS * UNITS, 1), first)
                        .then(activation)
                        .dense(CLASSES, ToyModel.numbers(UNITS * CLASSES, 2), second)
                        .bytes())
                .load();
    }

    private static float[] gradient(Classifier classifier, Tensor x, int k, Score score) {
        return classifier.gradients(x, Target.index(k), score).gradient().values();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void withoutNoiseRepeatsAreTheMapItself() {
        try (Classifier classifier = net("Relu", ToyModel.numbers(UNITS + CLASSES, 3))) {
            Subject subject = Subject.of(picture(5), "x", classifier);
            ImageSaliency once = new ImageSaliency();
            ImageSaliency noisy = once.withRepeat(new Repeat.Noise(8, 0));
            assertThat(noisy.explain(classifier, subject, Target.index(2)).map().toArray())
                    .isEqualTo(once.explain(classifier, subject, Target.index(2))
                            .map()
                            .toArray());
        }
    }

    @ParameterizedTest
    @EnumSource(BackwardRule.class)
    void withoutReluAllRulesAreTheGradient(BackwardRule rule) {
        try (Classifier classifier = net("Tanh", ToyModel.numbers(UNITS + CLASSES, 3))) {
            assertThat(classifier
                            .gradients(picture(6), List.of(Target.index(1)), Score.LOGIT, rule)
                            .gradient()
                            .values())
                    .isEqualTo(gradient(classifier, picture(6), 1, Score.LOGIT));
        }
    }

    /** S_c(I) = w_c · I + b: the gradient is w_c at every picture. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ofALinearModelItIsTheWeights(long seed) {
        double[] weights = ToyModel.numbers(PIXELS * CLASSES, 9);
        try (Classifier classifier = Classifier.from(ToyModel.taking(1, 3, 4, 4)
                        .then("Flatten")
                        .dense(CLASSES, weights, 1, 2, 3, 4)
                        .bytes())
                .load()) {
            float[] found = gradient(classifier, picture(seed), 3, Score.LOGIT);
            for (int i = 0; i < PIXELS; i++) {
                assertThat(found[i]).isEqualTo((float) weights[3 * PIXELS + i]);
            }
        }
    }

    /** dP_c = P_c (dS_c - sum_k P_k dS_k). */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theProbabilitysGradientIsThatOfTheLogitsMixed(int c) {
        try (Classifier classifier = net("Relu", ToyModel.numbers(UNITS + CLASSES, 3))) {
            Tensor x = picture(7);
            var scores = classifier.scores(x).get(0);
            float[] found = gradient(classifier, x, c, Score.PROBABILITY);
            double[] expected = new double[PIXELS];
            for (int k = 0; k < CLASSES; k++) {
                float[] of = gradient(classifier, x, k, Score.LOGIT);
                double weight = scores.probability(c) * ((k == c ? 1 : 0) - scores.probability(k));
                for (int i = 0; i < PIXELS; i++) {
                    expected[i] += weight * of[i];
                }
            }
            for (int i = 0; i < PIXELS; i++) {
                assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void ofAReluNetWithoutBiasesItTimesThePictureIsTheScore() {
        try (Classifier classifier = net("Relu", new double[UNITS + CLASSES])) {
            for (int k = 0; k < CLASSES; k++) {
                Tensor x = picture(8);
                assertThat(dot(x.values(), gradient(classifier, x, k, Score.LOGIT)))
                        .isCloseTo(classifier.scores(x).get(0).logit(k), within(1e-5));
            }
        }
    }

    /** With biases the gap is sum b · dS/db (Srinivas and Fleuret 2019, FullGrad, arXiv 1905.00780). */
    @Test
    void withBiasesTheGapIsTheirShare() {
        double[] biases = ToyModel.numbers(UNITS + CLASSES, 3);
        Tensor x = picture(8);
        for (int k = 0; k < CLASSES; k++) {
            double share = 0;
            for (int j = 0; j < biases.length; j++) {
                share += biases[j] * (score(biases, j, STEP, x, k) - score(biases, j, -STEP, x, k)) / (2 * STEP);
            }
            try (Classifier classifier = net("Relu", biases)) {
                double gap =
                        classifier.scores(x).get(0).logit(k) - dot(x.values(), gradient(classifier, x, k, Score.LOGIT));
                assertThat(gap).isCloseTo(share, within(5e-3));
                assertThat(Math.abs(share)).isGreaterThan(0.05);
            }
        }
    }

    private static double score(double[] biases, int j, double step, Tensor x, int k) {
        double[] moved = biases.clone();
        moved[j] += step;
        try (Classifier classifier = net("Relu", moved)) {
            return classifier.scores(x).get(0).logit(k);
        }
    }
}
