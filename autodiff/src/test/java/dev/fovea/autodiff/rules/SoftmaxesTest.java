package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SoftmaxesTest {

    static List<RuleRow> rows() {
        return List.of(
                row("Softmax", "last axis").input(2, 4),
                row("Softmax", "axis 1 of 4, unknown sizes")
                        .attr("axis", 1L)
                        .input(2, 3, 2, 2)
                        .dynamic(0, 2, 3),
                row("Softmax", "axis -2").attr("axis", -2L).input(2, 3, 2),
                row("Softmax", "float64").input(2, 4).float64(),
                row("LogSoftmax", "last axis").input(2, 4),
                row("LogSoftmax", "axis 0").attr("axis", 0L).input(3, 2),
                row("LogSoftmax", "axis -2, unknown sizes")
                        .attr("axis", -2L)
                        .input(2, 3, 2)
                        .dynamic(0, 1, 2),
                row("Hardmax", "last axis").input(2, 4),
                row("Hardmax", "axis 0").attr("axis", 0L).input(3, 2));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
