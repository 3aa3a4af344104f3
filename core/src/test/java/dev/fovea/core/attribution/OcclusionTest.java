package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.FoveaException;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OcclusionTest {
    private static final int SIDE = 6;
    private static final double[] WEIGHTS = ToyModel.numbers(2 * SIDE * SIDE, 3);

    /** Scores w0·x and w1·x. */
    private static Classifier linear(long batch) {
        return Classifier.from(ToyModel.taking(batch, 1, SIDE, SIDE)
                        .then("Flatten")
                        .dense(2, WEIGHTS, 0.5, -0.5)
                        .bytes())
                .load();
    }

    private static Subject picture(Classifier classifier) {
        double[] numbers = ToyModel.numbers(SIDE * SIDE, 4);
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return Subject.of(new Tensor(new long[] {1, 1, SIDE, SIDE}, values), "x", classifier);
    }

    /** Of a linear score, covering a window costs the sum of w (x - value) in it. */
    @ParameterizedTest
    @CsvSource({"1,1,0", "2,1,0", "2,2,0.25", "3,2,-1", "4,3,0", "6,1,0", "3,7,0"})
    void ofALinearModelTheDropsAreKnown(int window, int stride, double value) {
        try (Classifier classifier = linear(-1)) {
            Subject subject = picture(classifier);
            SaliencyMap map = new Occlusion(window, stride, value, Score.LOGIT)
                    .explain(classifier, subject, Target.index(1))
                    .map();
            float[] x = subject.tensor().values();
            double[] sum = new double[SIDE * SIDE];
            int[] count = new int[SIDE * SIDE];
            for (int top : starts(window, stride)) {
                for (int left : starts(window, stride)) {
                    double drop = 0;
                    List<Integer> inside = new ArrayList<>();
                    for (int i = 0; i < SIDE * SIDE; i++) {
                        if (i / SIDE >= top
                                && i / SIDE < top + window
                                && i % SIDE >= left
                                && i % SIDE < left + window) {
                            drop += WEIGHTS[SIDE * SIDE + i] * (x[i] - value);
                            inside.add(i);
                        }
                    }
                    for (int i : inside) {
                        sum[i] += drop;
                        count[i]++;
                    }
                }
            }
            assertThat(map.signed()).isTrue();
            for (int i = 0; i < SIDE * SIDE; i++) {
                assertThat(count[i]).as("every pixel is covered").isPositive();
                assertThat((double) map.at(i % SIDE, i / SIDE)).isCloseTo(sum[i] / count[i], within(2e-6));
            }
        }
    }

    private static List<Integer> starts(int window, int stride) {
        List<Integer> starts = new ArrayList<>();
        for (int at = 0; at + window < SIDE; at += stride) {
            starts.add(at);
        }
        starts.add(SIDE - window);
        return starts;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 5})
    void theBatchDoesNotMatter(long batch) {
        try (Classifier any = linear(-1);
                Classifier fixed = linear(batch)) {
            Occlusion occlusion = new Occlusion(3, 1, 0, Score.PROBABILITY);
            float[] expected =
                    occlusion.explain(any, picture(any), Target.top()).map().toArray();
            float[] found =
                    occlusion.explain(fixed, picture(fixed), Target.top()).map().toArray();
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-6f));
            }
        }
    }

    /** Both layouts of one picture, all channels covered. */
    @Test
    void channelsLastGiveTheSameMap() {
        double[] weights = ToyModel.numbers(2 * 3 * 16, 8);
        float[] first = new float[3 * 16];
        float[] last = new float[3 * 16];
        double[] numbers = ToyModel.numbers(3 * 16, 9);
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < 16; p++) {
                first[c * 16 + p] = (float) numbers[c * 16 + p];
                last[p * 3 + c] = (float) numbers[c * 16 + p];
            }
        }
        ToyModel channelsFirst = ToyModel.taking(-1, 3, 4, 4).then("Flatten").dense(2, weights, 0, 0);
        ToyModel channelsLast = ToyModel.taking(-1, 4, 4, 3)
                .then("Transpose", Attributes.of("perm", new long[] {0, 3, 1, 2}))
                .then("Flatten")
                .dense(2, weights, 0, 0);
        try (Classifier a = Classifier.from(channelsFirst.bytes()).load();
                Classifier b = Classifier.from(channelsLast.bytes()).load()) {
            Occlusion occlusion = new Occlusion(2, 1, 0.5, Score.LOGIT);
            SaliencyMap expected = occlusion
                    .explain(a, Subject.of(new Tensor(new long[] {1, 3, 4, 4}, first), "a", a), Target.index(1))
                    .map();
            SaliencyMap found = occlusion
                    .explain(b, Subject.of(new Tensor(new long[] {1, 4, 4, 3}, last), "b", b), Target.index(1))
                    .map();
            assertThat(found.toArray()).containsExactly(expected.toArray(), within(1e-6f));
        }
    }

    @Test
    void receiptAndSettingsSayTheWindowsThatWereUsed() {
        try (Classifier classifier = linear(-1)) {
            Explanation e = new Occlusion().explain(classifier, picture(classifier), Target.index(0));
            assertThat(e.receipt().json().at("/method/window").asInt()).isEqualTo(1);
            assertThat(e.receipt().json().at("/method/stride").asInt()).isEqualTo(1);
            assertThat(e.receipt().json().at("/checks/largestDrop").floatValue())
                    .isEqualTo(e.map().max());
            assertThat(e.settings().description()).isEqualTo("occlusion, window 1, stride 1");
            assertThat(e.settings().mapName()).isEqualTo("Occlusion map");
            assertThat(e.hasGradient()).isFalse();
            assertThatThrownBy(e::gradient)
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("without a gradient");
        }
    }

    /** Forward runs only: an operator without a backward rule is no obstacle. */
    @Test
    void noGradientIsNeeded() {
        byte[] model = ToyModel.taking(1, 1, 3, 3)
                .then("Det")
                .then("Mul", Tensors.floats(ElementType.FLOAT, new long[] {2}, 1, -1))
                .bytes();
        try (Classifier classifier = Classifier.from(model).load()) {
            Tensor diagonal = new Tensor(new long[] {1, 1, 3, 3}, new float[] {2, 0, 0, 0, 3, 0, 0, 0, 4});
            Subject subject = Subject.of(diagonal, "diagonal", classifier);
            assertThatThrownBy(() -> new ImageSaliency().explain(classifier, subject, Target.index(0)))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("(Det");
            SaliencyMap map = new Occlusion(3, 1, 0, Score.LOGIT)
                    .explain(classifier, subject, Target.index(0))
                    .map();
            assertThat(map.toArray()).containsOnly(24);
        }
    }

    @Test
    void aWindowThatDoesNotFitIsRefused() {
        try (Classifier classifier = linear(1)) {
            Subject subject = picture(classifier);
            assertThatThrownBy(() -> new Occlusion(7, 1, 0, Score.LOGIT).explain(classifier, subject, Target.top()))
                    .isInstanceOf(FoveaException.class)
                    .hasMessage("A window of 7 pixels does not fit the model's input of 6 x 6; choose a smaller one");
        }
    }

    @Test
    void aProgressThatThrowsStops() {
        try (Classifier classifier = linear(-1)) {
            List<Integer> told = new ArrayList<>();
            Progress once = (done, total) -> {
                told.add(total);
                throw new CancellationException();
            };
            Subject subject = picture(classifier);
            assertThatThrownBy(
                            () -> new Occlusion(1, 1, 0, Score.LOGIT).explain(classifier, subject, Target.top(), once))
                    .isInstanceOf(CancellationException.class);
            assertThat(told).containsExactly(SIDE * SIDE);
        }
    }
}
