package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.core.model.ArchitectureGradientTest.Fixture;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quantised models near a picture: the score itself there, a slope that finite differences can measure around it. */
class NearbyTest {
    static List<Fixture> quantised() throws Exception {
        return ArchitectureGradientTest.fixtures().stream()
                .filter(f -> f.text("kind").equals("quantised"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("quantised")
    void isTheModelAtThePicture(Fixture fixture) throws Exception {
        try (Classifier classifier = fixture.options().load()) {
            Nearby near = classifier.near(fixture.input());
            assertThat(near.holdsRoundings()).isTrue();
            float[] held = near.scores(fixture.input()).logits();
            float[] own = asWritten(classifier, fixture.input());
            assertThat(held).hasSameSizeAs(own);
            for (int i = 0; i < own.length; i++) {
                assertThat(held[i]).isCloseTo(own[i], within(1e-5f));
            }
        }
    }

    /** The logits without optimisation: ONNX Runtime's fused integer kernels round a few values the other way. */
    private static float[] asWritten(Classifier classifier, Tensor picture) {
        PreparedModel model = classifier.prepared();
        String logits = model.head().logits();
        Graph graph = model.graph().withOutputs(List.of(logits)).pruned();
        try (OnnxSession session = OnnxSession.openPlain(graph)) {
            Tensor found = session.run(Map.of(model.input().name(), picture), Set.of(logits))
                    .get(logits);
            return found == null ? new float[0] : found.values();
        }
    }

    @ParameterizedTest
    @MethodSource("quantised")
    void theStraightThroughGradientIsItsSlope(Fixture fixture) throws Exception {
        try (Classifier classifier = fixture.options().load()) {
            GradientCheck check = GradientCheck.run(classifier, fixture.input(), Target.top(), Score.LOGIT, 4, 1);
            assertThat(check.roundingsHeld()).isTrue();
            assertThat(check.passed()).as("%s", check.directions()).isTrue();
            assertThat(check.largestError()).isLessThan(GradientCheck.TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("quantised")
    void aWrongRuleIsFound(Fixture fixture) throws Exception {
        RuleBook wrong = RuleBook.gradient().with("DequantizeLinear", s -> s.first(s.mul(s.dy(), 0.5)));
        try (Classifier classifier = fixture.options().withRules(wrong).load()) {
            assertThat(GradientCheck.run(classifier, fixture.input(), Target.top(), Score.LOGIT, 4, 1)
                            .passed())
                    .isFalse();
        }
    }

    @Test
    void roundingsCountAsSwitches() throws Exception {
        Fixture fixture = quantised().get(0);
        try (Classifier classifier = fixture.options().load()) {
            Tensor picture = fixture.input();
            float[] brighter = picture.values().clone();
            for (int i = 0; i < brighter.length; i++) {
                brighter[i] *= 1.5f;
            }
            Nearby near = classifier.near(picture);
            assertThat(near.switches(picture, picture)).isZero();
            assertThat(near.switches(picture, new Tensor(picture.shape(), brighter)))
                    .isPositive();
        }
    }

    @Test
    void aModelThatRoundsNothingIsRunAsItIs() throws Exception {
        Fixture fixture = ArchitectureGradientTest.fixtures().stream()
                .filter(f -> f.text("name").equals("resnet_ts"))
                .findFirst()
                .orElseThrow();
        try (Classifier classifier = fixture.options().load()) {
            Nearby near = classifier.near(fixture.input());
            assertThat(near.holdsRoundings()).isFalse();
            assertThat(near.scores(fixture.input()).logits())
                    .isEqualTo(classifier.scores(fixture.input()).get(0).logits());
        }
    }
}
