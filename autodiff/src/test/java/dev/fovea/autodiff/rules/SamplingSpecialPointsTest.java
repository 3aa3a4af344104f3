package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where chosen elements tie, and where a sampled point lies exactly on a pixel or on the edge of the picture. */
class SamplingSpecialPointsTest {

    static Stream<Arguments> points() {
        return Stream.of(
                Arguments.of(
                        row("TopK", "ties go to the first")
                                .inputOf(new float[] {1, 2, 2, 2}, 4)
                                .constantInts(2)
                                .outputs(2),
                        "x0",
                        new double[] {0, 1, 1, 0}),
                Arguments.of(
                        row("Gather", "an element read three times")
                                .inputOf(new float[] {1, 2, 3}, 3)
                                .constantInts(1, 1, -2),
                        "x0",
                        new double[] {0, 3, 0}),
                scattered("max", "x0", 1 / 3.0, 1, 1),
                scattered("max", "x2", 1 / 3.0, 1 / 3.0, 0),
                scattered("min", "x0", 1 / 3.0, 0, 1),
                scattered("min", "x2", 1 / 3.0, 1 / 3.0, 1),
                scattered("mul", "x0", 4, 0, 1),
                scattered("mul", "x2", 4, 4, 5),
                onThePixels("zeros", 4, 8, -40, 2, 0),
                onThePixels("border", 0, 8, 0, 0, 0),
                onThePixels("reflection", 0, 8, 0, 0, 0));
    }

    /** The first element ties with two updates; the second meets a zero. */
    private static Arguments scattered(String reduction, String variable, double... expected) {
        RuleRow row = row("ScatterElements", "ties and a zero, " + reduction)
                .attr("reduction", reduction)
                .inputOf(new float[] {2, 5, 3}, 3)
                .constantInts(0, 0, 1)
                .inputOf(new float[] {2, 2, 0}, 3);
        return Arguments.of(row, variable, expected);
    }

    /** Four pixels in a row, sampled at 0, 1, 3, -1 and 4 pixels; the slopes along the row in grid units. */
    private static Arguments onThePixels(String padding, double... slopes) {
        float[] grid = new float[10];
        for (int i = 0; i < 5; i++) {
            grid[2 * i] = new float[] {-0.75f, -0.25f, 0.75f, -1.25f, 1.25f}[i];
        }
        RuleRow row = row("GridSample", "on the pixels, " + padding)
                .attr("padding_mode", padding)
                .constant(Tensors.floats(ElementType.FLOAT, new long[] {1, 1, 1, 4}, 1, 3, 7, 20))
                .inputOf(grid, 1, 1, 5, 2);
        return Arguments.of(row, "x1", slopes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void takesTheDocumentedValue(RuleRow row, String variable, double[] expected) throws Exception {
        double[] derived = RuleCheck.derivatives(row).get(variable);
        int stride = derived.length / expected.length;
        for (int i = 0; i < expected.length; i++) {
            assertThat(derived[i * stride]).as("element %d", i).isCloseTo(expected[i], within(1e-6));
        }
    }
}
