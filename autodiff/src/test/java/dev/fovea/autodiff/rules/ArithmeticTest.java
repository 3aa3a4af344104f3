package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArithmeticTest {
    static List<RuleRow> rows() {
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
                row("Sub", "broadcast scalar").input(2, 3).input().linear(),
                row("Mul", "broadcast").input(2, 3).input(2, 1).linear(),
                row("Mul", "by itself broadcast, unknown rank-1")
                        .input(2, 3)
                        .input(3)
                        .dynamic(0)
                        .linear(),
                row("Div", "broadcast").input(2, 3).inputIn(1, 2, 3),
                row("Sum", "three, broadcast").input(2, 3).input(3).input(1, 1).linear(),
                row("Sum", "one").input(2, 3).linear());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
