package dev.fovea.core.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ClassifierOptions;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientCheckTest {
    private static final Tensor PICTURE = new Tensor(
            new long[] {1, 3, 2, 2},
            new float[] {0.3f, -0.2f, 0.9f, 0.4f, -0.7f, 0.1f, 0.8f, -0.5f, 0.6f, -0.9f, 0.2f, 0.7f});

    private static ClassifierOptions net(String activation) {
        return Classifier.from(ToyModel.taking(1, 3, 2, 2)
                .then("Flatten")
                .dense(16, ToyModel.numbers(192, 1), ToyModel.numbers(16, 2))
                .then(activation)
                .dense(3, ToyModel.numbers(48, 3), 0.1, 0.2, 0.3)
                .bytes());
    }

    @ParameterizedTest
    @EnumSource(Score.class)
    void agreesForADerivedGradient(Score score) {
        try (Classifier classifier = net("Tanh").load()) {
            GradientCheck check = GradientCheck.run(classifier, PICTURE, Target.top(), score, 5, 1);
            assertThat(check.directions()).hasSize(7);
            assertThat(check.directions())
                    .allSatisfy(d -> assertThat(d.verdict()).isEqualTo(Verdict.AGREES));
            assertThat(check.passed()).isTrue();
            assertThat(check.largestError()).isLessThan(1e-3);
        }
    }

    @Test
    void findsAWrongRule() {
        RuleBook wrong = RuleBook.gradient().with("Tanh", s -> s.first(s.mul(s.dy(), 0.9)));
        try (Classifier classifier = net("Tanh").withRules(wrong).load()) {
            GradientCheck check = GradientCheck.run(classifier, PICTURE, Target.top(), Score.LOGIT, 5, 1);
            assertThat(check.passed()).isFalse();
            assertThat(check.directions())
                    .anySatisfy(d -> assertThat(d.verdict()).isEqualTo(Verdict.WRONG));
        }
    }

    @Test
    void countsTheUnitsThatSwitch() {
        try (Classifier classifier = net("Relu").load()) {
            Tensor opposite = new Tensor(PICTURE.shape(), new float[12]);
            assertThat(classifier.near(PICTURE).switches(PICTURE, PICTURE)).isZero();
            assertThat(classifier.near(PICTURE).switches(PICTURE, opposite)).isBetween(1L, 16L);
        }
    }

    /** At a kink the two one-sided slopes differ from ReLU'(0) = 0 at every step, and a unit switches. */
    @Test
    void tellsAKinkFromAnError() {
        double[] identity = {1, 0, 0, 1};
        try (Classifier classifier = Classifier.from(ToyModel.taking(1, 1, 1, 2)
                        .then("Flatten")
                        .dense(2, identity, 0, 0)
                        .then("Relu")
                        .dense(2, identity, 0, 0)
                        .bytes())
                .load()) {
            Tensor atKink = new Tensor(new long[] {1, 1, 1, 2}, new float[] {0, 1});
            GradientCheck check = GradientCheck.run(classifier, atKink, Target.parse("0-vs-1"), Score.LOGIT, 4, 3);
            assertThat(check.directions())
                    .anySatisfy(d -> assertThat(d.verdict()).isEqualTo(Verdict.KINK));
            assertThat(check.directions())
                    .noneSatisfy(d -> assertThat(d.verdict()).isEqualTo(Verdict.WRONG));
        }
    }

    /**
     * A large step crosses the kink at 0.48 and there measures a slope nearer to the wrong one: only the small steps, on
     * which nothing switches, tell.
     */
    @Test
    void aWrongRuleIsNotExcusedByKinksOfLargeSteps() {
        RuleBook wrong =
                RuleBook.gradient().with("Relu", s -> s.first(s.keepWhere(s.greater(s.y(), 0), s.mul(s.dy(), 0.8))));
        try (Classifier classifier = Classifier.from(ToyModel.taking(1, 1, 1, 2)
                        .then("Flatten")
                        .dense(2, new double[] {1, 0, 1, 0}, 0, -0.48)
                        .then("Relu")
                        .dense(2, new double[] {1, -1, 0, 0}, 0, 0)
                        .bytes())
                .withRules(wrong)
                .load()) {
            Tensor beforeKink = new Tensor(new long[] {1, 1, 1, 2}, new float[] {0.45f, 0});
            GradientCheck check = GradientCheck.run(classifier, beforeKink, Target.index(0), Score.LOGIT, 0, 3);
            assertThat(check.directions())
                    .allSatisfy(d -> assertThat(d.verdict()).isEqualTo(Verdict.WRONG));
        }
    }

    /** A model whose score moves although no rule says so. */
    @Test
    void aGradientOfZeroIsWrongWhereTheScoreMoves() {
        RuleBook wrong = RuleBook.gradient().with("Tanh", s -> s.first(s.mul(s.dy(), 0)));
        try (Classifier classifier = net("Tanh").withRules(wrong).load()) {
            GradientCheck check = GradientCheck.run(classifier, PICTURE, Target.top(), Score.LOGIT, 3, 1);
            assertThat(check.directions()).hasSize(4);
            assertThat(check.directions())
                    .allSatisfy(d -> assertThat(d.verdict()).isEqualTo(Verdict.WRONG));
        }
    }
}
