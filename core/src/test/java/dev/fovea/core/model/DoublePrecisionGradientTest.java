package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.ArchitectureGradientTest.Fixture;
import dev.fovea.core.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fixtures of {@link ArchitectureGradientTest} in double precision. What error is left is in the files: exporters fold
 * normalizations into weights and round those to float32.
 */
class DoublePrecisionGradientTest {
    /** Largest error allowed, relative to the golden's largest absolute value. */
    private static final double TOLERANCE = 1e-6;

    /** Quantised on the way: differentiated straight through, which is a convention and not a derivative. */
    private static final Set<String> REFUSED = Set.of("fake_quantised", "qdq_int8", "qdq_uint8", "qoperator");

    static List<Fixture> fixtures() throws Exception {
        return ArchitectureGradientTest.fixtures();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void gradientAgreesWithTheGolden(Fixture fixture) throws Exception {
        try (Classifier classifier = fixture.options()
                .withExecution(Execution.DEFAULT.withPrecision(Execution.Precision.DOUBLE))
                .load()) {
            if (REFUSED.contains(fixture.toString())) {
                assertThatThrownBy(() -> fixture.gradients(classifier))
                        .isInstanceOf(FoveaException.class)
                        .hasMessageStartingWith("Cannot compute ")
                        .hasMessageContaining("quantisation is differentiated straight through");
                return;
            }
            float[] found = fixture.gradients(classifier).gradient().values();
            assertThat(ArchitectureGradientTest.error(found, fixture.expected().values()))
                    .isLessThan(TOLERANCE);
        }
    }

    @Test
    void layersAreRefused() throws Exception {
        Fixture fixture = fixtures().get(0);
        try (Classifier classifier = fixture.options()
                .withExecution(Execution.DEFAULT.withPrecision(Execution.Precision.DOUBLE))
                .load()) {
            Tensor one = new Tensor(new long[] {1, 1, 1, 1}, new float[] {1});
            assertThatThrownBy(() -> classifier.layerGradients(fixture.input(), "any", one, 1, BackwardRule.GRADIENT))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("single precision only");
        }
    }
}
