package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which value the derivative takes where the function has a kink, a tie or a pole: docs/conventions.md as a table. Every
 * expected value that is not marked there as our own is PyTorch's.
 */
class SpecialPointsTest {
    private static final float[] ZEROS = {0f, -0f};
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /** A row at special points, and the derivatives of the sum of its result there, input by input. */
    record Point(RuleRow row, List<double[]> expected) {
        static Point at(RuleRow row, double... expected) {
            return new Point(row, List.of(expected));
        }

        Point and(double... next) {
            return new Point(row, List.of(expected.get(0), next));
        }

        @Override
        public String toString() {
            return row.toString();
        }
    }

    static List<Point> activations() {
        return List.of(
                Point.at(row("Relu", "at both zeros").inputOf(ZEROS, 2), 0, 0),
                Point.at(row("LeakyRelu", "at both zeros").attr("alpha", 0.1).inputOf(ZEROS, 2), 0.1, 0.1),
                Point.at(row("PRelu", "at both zeros").inputOf(ZEROS, 2).inputOf(new float[] {0.1f}, 1), 0.1, 0.1)
                        .and(0),
                Point.at(row("Elu", "at both zeros").attr("alpha", 2.0).inputOf(ZEROS, 2), 2, 2),
                Point.at(row("Celu", "at both zeros").attr("alpha", 2.0).inputOf(ZEROS, 2), 1, 1),
                Point.at(row("Selu", "at both zeros").inputOf(ZEROS, 2), 1.7580993, 1.7580993),
                Point.at(row("ThresholdedRelu", "at the threshold").inputOf(new float[] {1}, 1), 0),
                Point.at(row("Shrink", "at the thresholds").inputOf(new float[] {-0.5f, 0.5f}, 2), 0, 0),
                Point.at(row("HardSigmoid", "at the corners").inputOf(new float[] {-2.5f, 2.5f}, 2), 0, 0),
                Point.at(
                        row("HardSigmoid", "at PyTorch's corners")
                                .attr("alpha", 1.0 / 6)
                                .inputOf(new float[] {-3, 3}, 2),
                        0,
                        0),
                Point.at(row("HardSwish", "at the corners").inputOf(new float[] {-3, 3, 0}, 3), 0, 1, 0.5),
                Point.at(row("Softsign", "at both zeros").inputOf(ZEROS, 2), 1, 1));
    }

    static List<Point> saturated() {
        float[] far = {-1000, 1000};
        return List.of(
                Point.at(row("Sigmoid", "far out").inputOf(far, 2), 0, 0),
                Point.at(row("Tanh", "far out").inputOf(far, 2), 0, 0),
                Point.at(row("Elu", "far out").inputOf(far, 2), 0, 1),
                Point.at(row("Softplus", "far out").inputOf(far, 2), 0, 1),
                Point.at(row("Mish", "far out").inputOf(far, 2), 0, 1),
                Point.at(row("Gelu", "far out").inputOf(far, 2), 0, 1),
                Point.at(
                        row("Gelu", "tanh, far out").attr("approximate", "tanh").inputOf(far, 2), 0, 1),
                Point.at(row("Swish", "far out", 24).inputOf(far, 2), 0, 1),
                Point.at(row("Softmax", "far apart").inputOf(far, 2), 0, 0),
                Point.at(row("LogSoftmax", "far apart").inputOf(far, 2), 1, -1));
    }

    static List<Point> selections() {
        return List.of(
                Point.at(row("Max", "tie of two").inputOf(new float[] {1, 2}, 2).inputOf(new float[] {1, 0}, 2), 0.5, 1)
                        .and(0.5, 0),
                Point.at(row("Min", "tie of two").inputOf(new float[] {1, 2}, 2).inputOf(new float[] {1, 0}, 2), 0.5, 0)
                        .and(0.5, 1),
                Point.at(
                        row("Max", "tie of three, at zeros of both signs")
                                .inputOf(new float[] {0}, 1)
                                .constantScalar(0)
                                .constantScalar(-0.0),
                        1.0 / 3),
                Point.at(
                        row("Clip", "at both bounds")
                                .inputOf(new float[] {-1, 0, 1}, 3)
                                .constantScalar(-1)
                                .constantScalar(1),
                        0,
                        1,
                        0),
                new Point(
                        row("Clip", "bounds coincide")
                                .inputOf(new float[] {0, 1, 2}, 3)
                                .inputOf(new float[] {1})
                                .inputOf(new float[] {1}),
                        List.of(new double[] {0, 0, 0}, new double[] {0}, new double[] {3})),
                Point.at(row("Clip", "as ReLU, at both zeros").inputOf(ZEROS, 2).constantScalar(0), 0, 0),
                Point.at(
                        row("Clip", "as ReLU6, at its bounds")
                                .inputOf(new float[] {0, 6}, 2)
                                .constantScalar(0)
                                .constantScalar(6),
                        0,
                        0));
    }

    static List<Point> reductions() {
        float[] ties = {1, 2, 2, 1};
        float[] zero = {0, 0};
        return List.of(
                Point.at(row("ReduceMax", "ties").inputOf(ties, 4), 0, 0.5, 0.5, 0),
                Point.at(row("ReduceMin", "ties").inputOf(ties, 4), 0.5, 0, 0, 0.5),
                Point.at(row("ReduceMax", "zeros of both signs").inputOf(ZEROS, 2), 0.5, 0.5),
                Point.at(row("ReduceL1", "at zero").inputOf(new float[] {0, 1, -1}, 3), 0, 1, -1),
                Point.at(row("ReduceL2", "of a zero vector").inputOf(zero, 2), 0, 0),
                Point.at(row("ReduceProd", "one zero").inputOf(new float[] {0, 2, 3}, 3), 6, 0, 0),
                Point.at(row("ReduceProd", "two zeros").inputOf(new float[] {0, 0, 3}, 3), 0, 0, 0),
                Point.at(row("ReduceLogSumExp", "far apart").inputOf(new float[] {-1000, 1000}, 2), 0, 1),
                Point.at(row("LpNormalization", "of a zero vector").inputOf(zero, 2), 0, 0),
                Point.at(
                        row("LpNormalization", "p 1, of a zero vector")
                                .attr("p", 1L)
                                .inputOf(zero, 2),
                        0,
                        0),
                Point.at(
                        row("MeanVarianceNormalization", "where nothing deviates")
                                .ints("axes", 0)
                                .inputOf(new float[] {1, 1}, 2),
                        0,
                        0));
    }

    static List<Point> elementary() {
        return List.of(
                Point.at(row("Abs", "at both zeros").inputOf(ZEROS, 2), 0, 0),
                Point.at(row("Sqrt", "at zero").inputOf(new float[] {0}, 1), INFINITE),
                Point.at(row("Log", "at zero").inputOf(new float[] {0}, 1), INFINITE),
                Point.at(row("Reciprocal", "at zero").inputOf(new float[] {0}, 1), -INFINITE),
                Point.at(row("Asin", "at both ends").inputOf(new float[] {-1, 1}, 2), INFINITE, INFINITE),
                Point.at(row("Pow", "square at both zeros").inputOf(ZEROS, 2).constantScalar(2), 0, 0),
                Point.at(row("Pow", "to the 0 at zero").inputOf(ZEROS, 2).constantScalar(0), 0, 0),
                Point.at(row("Pow", "to the 1 at zero").inputOf(ZEROS, 2).constantScalar(1), 1, 1),
                Point.at(row("Pow", "root at zero").inputOf(new float[] {0}, 1).constantScalar(0.5), INFINITE),
                Point.at(
                                row("Pow", "active exponent, base zero")
                                        .inputOf(new float[] {0, 0, 0}, 3)
                                        .inputOf(new float[] {0, 1, 2}, 3),
                                0,
                                1,
                                0)
                        .and(0, 0, 0),
                Point.at(row("Sign", "at zero").inputOf(ZEROS, 2), 0, 0),
                Point.at(row("Floor", "at an integer").inputOf(new float[] {1}, 1), 0),
                Point.at(row("Round", "at a half").inputOf(new float[] {0.5f}, 1), 0));
    }

    @ParameterizedTest
    @MethodSource({"activations", "saturated", "selections", "reductions", "elementary"})
    void takesTheValueOfTheConvention(Point point) throws Exception {
        Map<String, double[]> derivatives = RuleCheck.derivatives(point.row());
        for (int i = 0; i < point.expected().size(); i++) {
            assertThat(derivatives.get("x" + i))
                    .as("with respect to input %d", i)
                    .containsExactly(point.expected().get(i), within(1e-6));
        }
    }
}
