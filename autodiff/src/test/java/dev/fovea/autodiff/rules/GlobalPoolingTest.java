package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GlobalPoolingTest {
    static List<RuleRow> rows() {
        return List.of(
                row("GlobalAveragePool", "2-D").input(2, 3, 4, 2).linear(),
                row("GlobalAveragePool", "opset 7", 7).input(2, 3, 4, 2).linear(),
                row("GlobalAveragePool", "1-D").input(2, 3, 4).linear(),
                row("GlobalAveragePool", "3-D").input(1, 2, 2, 3, 2).linear(),
                row("GlobalAveragePool", "unknown batch")
                        .input(2, 3, 4, 2)
                        .dynamic(0)
                        .linear(),
                row("GlobalAveragePool", "unknown sizes")
                        .input(2, 3, 4, 2)
                        .dynamic(0, 1, 2, 3)
                        .linear(),
                row("GlobalMaxPool", "2-D").inputIn(-3, 3, 2, 3, 4, 2),
                row("GlobalMaxPool", "opset 7", 7).inputIn(-3, 3, 2, 3, 4, 2),
                row("GlobalMaxPool", "1-D").inputIn(-3, 3, 2, 3, 4),
                row("GlobalMaxPool", "3-D, unknown sizes")
                        .inputIn(-3, 3, 2, 2, 2, 3, 2)
                        .dynamic(0, 1, 2, 3, 4),
                row("GlobalLpPool", "p 2, left out").input(2, 3, 4, 2),
                row("GlobalLpPool", "opset 7", 7).input(2, 3, 4, 2).attr("p", 2L),
                row("GlobalLpPool", "p 1").input(2, 3, 4).attr("p", 1L),
                row("GlobalLpPool", "p 3, unknown sizes")
                        .input(1, 2, 3, 2, 2)
                        .dynamic(0, 1, 2, 3, 4)
                        .attr("p", 3L));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
