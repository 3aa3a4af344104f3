package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArithmeticTest {
    private static final long[] SCALAR = {};

    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>(sums());
        rows.addAll(products());
        rows.addAll(powers());
        return rows;
    }

    private static List<RuleRow> sums() {
        return List.of(
                row("Add", "same shapes").input(2, 3).input(2, 3).linear(),
                row("Add", "broadcast rows").input(2, 3).input(3).linear(),
                row("Add", "broadcast both").input(2, 1, 3).input(4, 1).linear(),
                row("Add", "unknown sizes")
                        .input(2, 3)
                        .dynamic(0, 1)
                        .input(1, 3)
                        .dynamic(0)
                        .linear(),
                row("Add", "float64").input(2, 3).input(3).float64().linear(),
                row("Sub", "broadcast scalar").input(2, 3).input().linear(),
                row("Sum", "three, broadcast").input(2, 3).input(3).input(1, 1).linear(),
                row("Sum", "one").input(2, 3).linear(),
                row("Mean", "three, broadcast").input(2, 3).input(3).input(1, 1).linear(),
                row("Mean", "one").input(2, 3).linear());
    }

    private static List<RuleRow> products() {
        return List.of(
                row("Mul", "broadcast").input(2, 3).input(2, 1).linear(),
                row("Mul", "by itself broadcast, unknown rank-1")
                        .input(2, 3)
                        .input(3)
                        .dynamic(0)
                        .linear(),
                row("Div", "broadcast").input(2, 3).inputIn(1, 2, 3),
                row("Mod", "fmod")
                        .attr("fmod", 1L)
                        .inputOf(new float[] {5.3f, -5.3f, 2.2f, -0.7f}, 4)
                        .inputOf(new float[] {2, 2, -1.5f, 3}, 4),
                row("Mod", "fmod, broadcast")
                        .attr("fmod", 1L)
                        .inputOf(new float[] {5.3f, -5.3f, 2.2f, -0.7f}, 2, 2)
                        .inputOf(new float[] {1.7f}, 1));
    }

    private static List<RuleRow> powers() {
        return List.of(
                row("Pow", "square of both signs").input(2, 3).constantScalar(2),
                row("Pow", "cube of both signs").input(2, 3).constantScalar(3),
                row("Pow", "root").inputIn(0.5, 2, 2, 3).constantScalar(0.5),
                row("Pow", "inverse of both signs")
                        .inputOf(new float[] {-2, -1, 1.5f, 3}, 4)
                        .constantScalar(-1),
                row("Pow", "to the 1").input(2, 3).constantScalar(1),
                row("Pow", "to the 0").input(2, 3).constantScalar(0),
                row("Pow", "integer exponent").input(2, 3).constant(Tensors.scalar(ElementType.INT64, 3)),
                row("Pow", "int32 exponents, broadcast")
                        .input(2, 3)
                        .constant(Tensors.integers(ElementType.INT32, new long[] {3}, 0, 2, 5)),
                row("Pow", "exponents with 0")
                        .input(2, 3)
                        .constant(Tensors.floats(ElementType.FLOAT, new long[] {3}, 0, 1, 2)),
                row("Pow", "active exponent").inputIn(0.5, 2, 2, 3).input(2, 3),
                row("Pow", "active exponent, broadcast")
                        .inputIn(0.5, 2, 3)
                        .input(2, 1)
                        .dynamic(0),
                row("Pow", "constant base")
                        .constant(Tensors.floats(ElementType.FLOAT, SCALAR, 2))
                        .input(2, 3),
                row("Pow", "float64").inputIn(0.5, 2, 2, 3).input(3).float64());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
