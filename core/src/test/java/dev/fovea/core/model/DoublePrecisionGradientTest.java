package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.ArchitectureGradientTest.Fixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fixtures of {@link ArchitectureGradientTest} in double precision. */
class DoublePrecisionGradientTest {
    private static final double TOLERANCE = 1e-6;

    private static final Map<String, String> REFUSED = Map.of();

    static List<Fixture> fixtures() throws Exception {
        return ArchitectureGradientTest.fixtures();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void gradientAgreesWithTheGolden(Fixture fixture) throws Exception {
        try (Classifier classifier = fixture.options()
                .withExecution(Execution.DEFAULT.withPrecision(Execution.Precision.DOUBLE))
                .load()) {
            String refused = REFUSED.get(fixture.toString());
            if (refused != null) {
                assertThatThrownBy(() -> fixture.gradients(classifier))
                        .isInstanceOf(FoveaException.class)
                        .hasMessageContaining(refused);
                return;
            }
            ScoreGradients found = fixture.gradients(classifier);
            double error = ArchitectureGradientTest.error(
                    found.gradient().values(), fixture.expected().values());
            System.out.printf("XX %s %.1e%n", fixture, error);
            assertThat(error).isLessThan(TOLERANCE);
        }
    }
}
