package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.OneLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassScoresTest {
    private static ClassScores softmax(float... logits) {
        return new ClassScores(logits, false);
    }

    @Test
    void isTheSoftmax() {
        ClassScores scores = softmax(1, 2, 3);
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
        for (int k = 0; k < 3; k++) {
            assertThat(scores.probability(k)).isCloseTo(Math.exp(k + 1) / sum, within(1e-15));
        }
        assertThat(scores.count()).isEqualTo(3);
        assertThat(scores.logit(2)).isEqualTo(3);
    }

    /** The softmax does not change when a number is added to all scores, however large. */
    @ParameterizedTest
    @ValueSource(floats = {1000, -1000, 100_000, -100_000})
    void isStable(float shift) {
        ClassScores scores = softmax(shift, shift + 1, shift - 1);
        ClassScores plain = softmax(0, 1, -1);
        for (int k = 0; k < 3; k++) {
            assertThat(scores.probability(k)).isCloseTo(plain.probability(k), within(1e-15));
        }
    }

    @Test
    void masksClassesOfMinusInfinity() {
        ClassScores scores = softmax(0, Float.NEGATIVE_INFINITY, 0);
        assertThat(scores.probability(1)).isZero();
        assertThat(scores.probability(0)).isEqualTo(0.5);
        assertThat(scores.best(3)).containsExactly(0, 2, 1);
    }

    @Test
    void knowsIndependentClasses() {
        ClassScores scores = new ClassScores(new float[] {0, 1000, -1000}, true);
        assertThat(scores.probability(0)).isEqualTo(0.5);
        assertThat(scores.probability(1)).isEqualTo(1);
        assertThat(scores.probability(2)).isZero();
    }

    @Test
    void ordersClassesAndKeepsTiesInOrder() {
        ClassScores scores = softmax(2, 5, 2, 7, 5);
        assertThat(scores.best()).isEqualTo(3);
        assertThat(scores.best(5)).containsExactly(3, 1, 4, 0, 2);
        assertThat(scores.best(2)).containsExactly(3, 1);
        assertThat(softmax(4, 4, 4).best()).isZero();
    }

    @Test
    void doesNotTellZerosApart() {
        ClassScores zeros = softmax(-0.0f, 0.0f);
        assertThat(zeros.best()).isZero();
        assertThat(zeros.best(2)).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4})
    void hasNoOtherNumberOfClasses(int n) {
        OneLine.refuses(
                () -> softmax(1, 2, 3).best(n), "There are 3 classes; 1 to 3 of them can be asked for, found " + n);
    }

    @Test
    void doesNotShareItsArray() {
        float[] logits = {1, 2};
        ClassScores scores = softmax(logits);
        logits[0] = 9;
        scores.logits()[1] = 9;
        assertThat(scores.logits()).containsExactly(1, 2);
    }
}
