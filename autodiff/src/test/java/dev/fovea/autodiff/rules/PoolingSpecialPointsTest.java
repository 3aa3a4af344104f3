package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where several elements of a window are largest, and where a norm is zero. */
class PoolingSpecialPointsTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    static Stream<Arguments> points() {
        return Stream.of(
                at(max("tie in a row", 2).ints("strides", 2), 1, 1, 3, 3).expect(1, 0, 1, 0),
                at(max("tie between overlapping windows", 3), 2, 5, 5, 5, 0).expect(0, 2, 1, 0, 0),
                at(max("all equal", 3).ints("strides", 3), 0, 0, 0).expect(1, 0, 0),
                at(max("padding beats no negative", 2).ints("pads", 1, 1), -1, -2, 0)
                        .expect(2, 0, 2),
                at(max("padding loses against the smallest", 2).ints("pads", 1, 0), -3e38, -3e38)
                        .expect(2, 0),
                at(max("infinite", 2).ints("strides", 2), INFINITY, INFINITY, 1, INFINITY)
                        .expect(1, 0, 0, 1),
                at(max("nothing but minus infinity", 2).ints("pads", 1, 1), -INFINITY, -INFINITY)
                        .expect(2, 1),
                at(max("not a number", 2).ints("strides", 2), Float.NaN, Float.NaN, 2, 1)
                        .expect(1, 0, 1, 0),
                at(row("MaxPool", "dilated tie").ints("kernel_shape", 2).ints("dilations", 2), 4, 0, 4, 0)
                        .expect(1, 1, 0, 0),
                at(row("GlobalMaxPool", "tie"), 1, 7, 7, 0).expect(0, 1, 0, 0),
                at(row("LpPool", "zero norm").ints("kernel_shape", 2).ints("strides", 2), 0, 0, 3, 4)
                        .expect(0, 0, 0.6, 0.8),
                at(row("LpPool", "zero among others, p 1").attr("p", 1L).ints("kernel_shape", 2), 0, -2)
                        .expect(0, -1),
                at(row("LpPool", "zero norm, p 3").attr("p", 3L).ints("kernel_shape", 2), 0, 0)
                        .expect(0, 0),
                at(row("GlobalLpPool", "zero norm"), 0, 0, 0).expect(0, 0, 0));
    }

    private static RuleRow max(String variant, long kernel) {
        return row("MaxPool", variant).ints("kernel_shape", kernel);
    }

    private static Point at(RuleRow row, double... x) {
        float[] values = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            values[i] = (float) x[i];
        }
        return new Point(row.inputOf(values, 1, 1, x.length));
    }

    private record Point(RuleRow row) {
        Arguments expect(double... dx) {
            return Arguments.of(row, dx);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void takesTheDocumentedValue(RuleRow row, double[] dx) throws Exception {
        double[] derived = RuleCheck.derivatives(row).get("x0");
        assertThat(derived).hasSize(dx.length);
        for (int i = 0; i < dx.length; i++) {
            assertThat(derived[i]).as("element %d", i).isCloseTo(dx[i], within(1e-6));
        }
    }
}
