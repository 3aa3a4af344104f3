package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationsTest {
    /** On every branch of the piecewise activations, off their kinks. */
    private static final float[] WIDE = {-6, -3.5f, -2.2f, -1.3f, -0.4f, 0.3f, 0.8f, 1.7f, 2.6f, 3.4f};

    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>(piecewise());
        rows.addAll(smooth());
        return rows;
    }

    private static List<RuleRow> piecewise() {
        return List.of(
                row("Relu", "both signs").input(2, 3),
                row("Relu", "unknown sizes").input(2, 3).dynamic(0, 1),
                row("Relu", "float64").input(2, 3).float64(),
                row("LeakyRelu", "default slope").input(2, 3),
                row("LeakyRelu", "slope 0.3").attr("alpha", 0.3).input(2, 3),
                row("LeakyRelu", "negative slope").attr("alpha", -0.3).input(2, 3),
                row("PRelu", "slope per channel").input(2, 3, 2).constantIn(-0.5, 0.5, 3, 1),
                row("PRelu", "active slope, one for all").input(2, 3).inputIn(0.1, 0.5, 1),
                row("PRelu", "active slope per channel").input(2, 3, 2, 2).inputIn(0.1, 0.5, 3, 1, 1),
                row("Elu", "default").input(2, 3),
                row("Elu", "alpha 2").attr("alpha", 2.0).inputOf(WIDE, 10),
                row("Elu", "negative alpha").attr("alpha", -0.5).input(2, 3),
                row("Celu", "default").input(2, 3),
                row("Celu", "alpha 2").attr("alpha", 2.0).inputOf(WIDE, 10),
                row("Selu", "default").inputOf(WIDE, 10),
                row("Selu", "alpha and gamma")
                        .attr("alpha", 1.2)
                        .attr("gamma", 0.7)
                        .input(2, 3),
                row("ThresholdedRelu", "default").inputOf(WIDE, 10),
                row("ThresholdedRelu", "alpha -0.5").attr("alpha", -0.5).inputOf(WIDE, 10),
                row("Shrink", "default").inputOf(WIDE, 10),
                row("Shrink", "soft").attr("lambd", 1.5).attr("bias", 1.5).inputOf(WIDE, 10),
                row("HardSigmoid", "default").inputOf(WIDE, 10),
                row("HardSigmoid", "alpha 1/6, beta 0.45")
                        .attr("alpha", 1.0 / 6)
                        .attr("beta", 0.45)
                        .inputOf(WIDE, 10),
                row("HardSwish", "plain").inputOf(WIDE, 10));
    }

    private static List<RuleRow> smooth() {
        return List.of(
                row("Sigmoid", "plain").input(2, 3),
                row("Sigmoid", "float64").input(2, 3).float64(),
                row("Tanh", "plain").input(2, 3),
                row("Softplus", "plain").inputOf(WIDE, 10),
                row("Softsign", "plain").inputOf(WIDE, 10),
                row("Mish", "plain").inputOf(WIDE, 10),
                row("Swish", "default", 24).inputOf(WIDE, 10),
                row("Swish", "alpha 1.702", 24).attr("alpha", 1.702).inputOf(WIDE, 10),
                row("Gelu", "default").inputOf(WIDE, 10),
                row("Gelu", "none").attr("approximate", "none").input(2, 3),
                row("Gelu", "tanh").attr("approximate", "tanh").inputOf(WIDE, 10),
                row("Gelu", "tanh, unknown sizes")
                        .attr("approximate", "tanh")
                        .input(2, 3)
                        .dynamic(0, 1));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
