package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelectionsTest {
    private static final float[] ROW = {-1.2f, -0.4f, 0.3f, 1.1f};
    private static final float[] OTHER = {-0.7f, -0.8f, 0.9f, 0.2f};

    static List<RuleRow> rows() {
        return List.of(
                row("Max", "two").inputOf(ROW, 4).inputOf(OTHER, 4),
                row("Max", "one").inputOf(ROW, 4),
                row("Max", "three, broadcast")
                        .inputOf(ROW, 2, 2)
                        .inputOf(new float[] {0.8f, -0.6f}, 2)
                        .inputOf(new float[] {-0.5f}, 1, 1),
                row("Max", "with a constant").inputOf(ROW, 4).constantScalar(0),
                row("Min", "two").inputOf(ROW, 4).inputOf(OTHER, 4),
                row("Min", "one").inputOf(ROW, 4),
                row("Min", "three, broadcast, unknown sizes")
                        .inputOf(ROW, 2, 2)
                        .dynamic(0)
                        .inputOf(new float[] {0.8f, -0.6f}, 2)
                        .dynamic(0)
                        .inputOf(new float[] {-0.5f}, 1, 1),
                row("Min", "float64").inputOf(ROW, 4).inputOf(OTHER, 4).float64(),
                row("Where", "same shapes")
                        .constant(Tensors.integers(ElementType.BOOL, new long[] {2, 2}, 1, 0, 0, 1))
                        .inputOf(ROW, 2, 2)
                        .inputOf(OTHER, 2, 2)
                        .linear(),
                row("Where", "all broadcast")
                        .constant(Tensors.integers(ElementType.BOOL, new long[] {3, 1, 1}, 1, 0, 1))
                        .input(4, 1)
                        .input(2)
                        .linear(),
                row("Clip", "both bounds").inputOf(ROW, 2, 2).constantScalar(-1).constantScalar(0.5),
                row("Clip", "no bounds").inputOf(ROW, 4).linear(),
                row("Clip", "only a lower bound").inputOf(ROW, 4).constantScalar(0),
                row("Clip", "only an upper bound").inputOf(ROW, 4).absent().constantScalar(0),
                row("Clip", "crossed bounds").inputOf(ROW, 4).constantScalar(1).constantScalar(-1),
                row("Clip", "active bounds")
                        .inputOf(ROW, 2, 2)
                        .inputOf(new float[] {-0.9f})
                        .inputOf(new float[] {0.8f}),
                row("Clip", "active bounds, crossed")
                        .inputOf(ROW, 2, 2)
                        .inputOf(new float[] {0.8f})
                        .inputOf(new float[] {-0.9f}),
                row("Clip", "unknown sizes, float64")
                        .inputOf(ROW, 2, 2)
                        .dynamic(0, 1)
                        .constantScalar(-1)
                        .constantScalar(0.5)
                        .float64());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
