package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.ToyModel;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Execution;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoisyMeanTest {
    private static final ImageSaliency METHOD = new ImageSaliency().withSeed(3);

    private static Classifier net(int batch, Execution.Division division) {
        return Classifier.from(ToyModel.taking(batch, 3, 2, 2)
                        .then("Flatten")
                        .dense(8, ToyModel.numbers(96, 1), ToyModel.numbers(8, 2))
                        .then("Relu")
                        .dense(3, ToyModel.numbers(24, 3), 0.1, 0.2, 0.3)
                        .bytes())
                .withPreset("unit")
                .withExecution(Execution.DEFAULT.withThreads(2).withDivision(division))
                .load();
    }

    private static Subject subject(Classifier classifier) {
        float[] values = new float[12];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.08f * i;
        }
        return Subject.of(new Tensor(new long[] {1, 3, 2, 2}, values), "ramp", classifier);
    }

    /** The same copies are made, run and added up in the same order, however many are run at once. */
    @ParameterizedTest
    @CsvSource({
        "1, -1, PICTURES", "7, -1, PICTURES", "8, -1, PICTURES", "9, -1, PICTURES", "50, -1, PICTURES",
        "50, -1, OPERATORS", "9, 1, OPERATORS", "9, 1, PICTURES", "9, 4, OPERATORS", "8, 4, PICTURES"
    })
    void isTheMeanOfTheMapsOfTheCopies(int count, int fixed, Execution.Division division) {
        try (Classifier classifier = net(fixed, division);
                Classifier plain = net(-1, Execution.Division.OPERATORS)) {
            Subject subject = subject(plain);
            double[] expected = new double[4];
            Tensor copies = new NoisyCopies(subject.tensor(), 0.5, 3).next(count);
            for (int i = 0; i < count; i++) {
                float[] map = METHOD.explain(plain, Subject.of(copies.row(i), "copy", plain), Target.index(2))
                        .map()
                        .toArray();
                for (int p = 0; p < map.length; p++) {
                    expected[p] += map[p] / (double) count;
                }
            }
            float[] found = METHOD.withRepeat(new Repeat.Noise(count, 0.5))
                    .explain(classifier, subject(classifier), Target.index(2))
                    .map()
                    .toArray();
            for (int p = 0; p < found.length; p++) {
                assertThat((double) found[p]).isCloseTo(expected[p], within(1e-6));
            }
        }
    }

    /** The class that the picture itself gets is every copy's. */
    @Test
    void theTopClassIsThePicturesOwn() {
        try (Classifier classifier = net(-1, Execution.Division.PICTURES)) {
            ImageSaliency noisy = METHOD.withRepeat(new Repeat.Noise(30, 5));
            Subject subject = subject(classifier);
            int top = classifier
                    .gradients(subject.tensor(), Target.top(), Score.LOGIT)
                    .selections()
                    .get(0)
                    .index();
            Explanation byName = noisy.explain(classifier, subject, Target.index(top));
            Explanation asTop = noisy.explain(classifier, subject, Target.top());
            assertThat(asTop.map().toArray()).isEqualTo(byName.map().toArray());
            assertThat(asTop.gradient()).isEqualTo(byName.gradient());
        }
    }

    @Test
    void tellsHowFarItHasComeAndStopsWhenToldTo() {
        try (Classifier classifier = net(-1, Execution.Division.PICTURES)) {
            ImageSaliency noisy = METHOD.withRepeat(new Repeat.Noise(20, 0.5));
            List<Integer> told = new ArrayList<>();
            noisy.explain(classifier, subject(classifier), Target.index(0), (done, total) -> told.add(done));
            assertThat(told).hasSize(20).isSorted().endsWith(20);
            assertThatThrownBy(() -> noisy.explain(classifier, subject(classifier), Target.index(0), (done, total) -> {
                        throw new CancellationException("enough");
                    }))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("enough");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> noisy.explain(classifier, subject(classifier), Target.index(0)))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
