package dev.fovea.autodiff.canonical;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every operator at its old opsets, against finite differences of the old form. */
class OldOpsetGradientTest {

    /** All but those without a rule (RoiAlign) and those whose output has another size for other scales. */
    static List<RuleRow> rows() {
        return OpsetUpgradeTest.rows().stream()
                .filter(r -> !r.toString().contains("RoiAlign") && !r.toString().contains("scales given at run"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
