package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.tensor.Tensor;
import java.net.URISyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerFunctionTest {
    private static final String MAP = "/features/features.3/Conv";

    static Stream<Objective> objectives() {
        return Stream.of(
                new Objective.Channel(MAP, 2),
                new Objective.Neuron(MAP, 1, 0, 1),
                new Objective.Neuron(MAP, 0),
                new Objective.Layer(MAP));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradientAgreesWithFiniteDifferences(Objective objective) throws URISyntaxException {
        try (Classifier classifier = ClassModelTest.fixture("alexnet").load()) {
            ScoreFunction function = ScoreFunction.of(classifier, objective);
            Tensor at = new Tensor(
                    new long[] {1, 3, 64, 64}, AdjointTest.noise(3, 64, 64, 1).values());
            Tensor gradient = function.at(at).gradient();
            // Along the gradient itself: the largest change that there is.
            double norm = Math.sqrt(AdjointTest.dot(gradient.values(), gradient.values()));
            double step = 1e-2;
            double slope = (function.at(moved(at, gradient, step / norm)).score()
                            - function.at(moved(at, gradient, -step / norm)).score())
                    / (2 * step);
            assertThat(norm).isGreaterThan(1e-5);
            assertThat(slope).isCloseTo(norm, within(0.02 * norm));
        }
    }

    private static Tensor moved(Tensor from, Tensor along, double by) {
        float[] values = from.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (by * along.values()[i]);
        }
        return new Tensor(from.shape(), values);
    }

    @Test
    void aClassIsTheChannelOfTheLastLayer() throws URISyntaxException {
        try (Classifier classifier = AscentReferenceTest.embedded().load()) {
            Tensor at = new Tensor(
                    new long[] {1, 3, 112, 112},
                    AdjointTest.noise(3, 112, 112, 2).values());
            ScoreFunction.Slope ofClass =
                    ScoreFunction.of(classifier, Objective.ofClass(4)).at(at);
            ScoreFunction.Slope ofChannel = ScoreFunction.of(classifier, new Objective.Channel("/linear/Gemm", 4))
                    .at(at);
            assertThat(ofChannel.score()).isCloseTo(ofClass.score(), within(1e-4));
            float[] gradient = ofClass.gradient().values();
            for (int i = 0; i < gradient.length; i++) {
                assertThat(ofChannel.gradient().values()[i]).isCloseTo(gradient[i], within(1e-5f));
            }
        }
    }

    @Test
    void unknownLayersAndUnitsAreSaid() throws URISyntaxException {
        try (Classifier classifier = ClassModelTest.fixture("alexnet").load()) {
            Tensor at = new Tensor(new long[] {1, 3, 64, 64}, new float[3 * 64 * 64]);
            assertThatThrownBy(() -> ScoreFunction.of(classifier, new Objective.Layer("features.3/Konv"))
                            .at(at))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageStartingWith("There is no layer 'features.3/Konv' among the ")
                    .hasMessageContaining("near are '" + MAP + "'");
            assertThatThrownBy(() -> ScoreFunction.of(classifier, new Objective.Channel(MAP, 1000))
                            .at(at))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("has no channel 1000; expected 0 to ");
            assertThatThrownBy(() -> ScoreFunction.of(classifier, new Objective.Neuron(MAP, 0, 99, 0))
                            .at(at))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("has no row 99");
        }
    }
}
