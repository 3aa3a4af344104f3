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

class ElementaryTest {

    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>(roots());
        rows.addAll(trigonometry());
        rows.addAll(steps());
        rows.addAll(conversions());
        return rows;
    }

    private static List<RuleRow> roots() {
        return List.of(
                row("Neg", "plain").input(2, 3).linear(),
                row("Abs", "both signs").input(2, 3),
                row("Abs", "unknown sizes").input(2, 3).dynamic(0, 1),
                row("Reciprocal", "positive").inputIn(0.7, 2, 2, 3),
                row("Reciprocal", "negative").inputIn(-2, -0.7, 2, 3),
                row("Sqrt", "plain").inputIn(0.5, 2, 2, 3),
                row("Exp", "plain").input(2, 3),
                row("Log", "plain").inputIn(0.5, 2, 2, 3),
                row("Log", "float64").inputIn(0.5, 2, 2, 3).float64(),
                row("Erf", "plain").input(2, 3));
    }

    private static List<RuleRow> trigonometry() {
        return List.of(
                row("Sin", "plain").input(2, 3),
                row("Cos", "plain").input(2, 3),
                row("Tan", "plain").inputIn(-1, 1, 2, 3),
                row("Asin", "plain").inputIn(-0.8, 0.8, 2, 3),
                row("Acos", "plain").inputIn(-0.8, 0.8, 2, 3),
                row("Atan", "plain").input(2, 3),
                row("Sinh", "plain").input(2, 3),
                row("Cosh", "plain").input(2, 3),
                row("Asinh", "plain").input(2, 3),
                row("Acosh", "plain").inputIn(1.5, 3, 2, 3),
                row("Atanh", "plain").inputIn(-0.8, 0.8, 2, 3));
    }

    private static List<RuleRow> steps() {
        return List.of(
                row("Floor", "off the integers").inputIn(-0.9, -0.1, 2, 3),
                row("Ceil", "off the integers").inputIn(1.1, 1.9, 2, 3),
                row("Round", "off the halves").inputIn(1.6, 2.4, 2, 3),
                row("Sign", "both signs").input(2, 3));
    }

    private static List<RuleRow> conversions() {
        return List.of(
                row("Cast", "to float").attr("to", 1L).input(2, 3).linear(),
                row("Cast", "from double to float")
                        .attr("to", 1L)
                        .input(2, 3)
                        .float64()
                        .linear(),
                row("Cast", "to an integer")
                        .attr("to", 7L)
                        .inputIn(1.1, 1.9, 2, 3)
                        .float64(),
                row("CastLike", "from double to float")
                        .input(2, 3)
                        .constant(Tensors.scalar(ElementType.FLOAT, 1))
                        .float64()
                        .linear(),
                row("CastLike", "to an integer")
                        .inputIn(1.1, 1.9, 2, 3)
                        .constantInts(1)
                        .float64(),
                row("Dropout", "inference").input(2, 3).linear(),
                row("Dropout", "ratio and training mode given")
                        .input(2, 3)
                        .constantScalar(0.3)
                        .constant(Tensors.integers(ElementType.BOOL, new long[0], 0))
                        .linear());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
