package dev.fovea.autodiff.lowering;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MasksTest {
    /** Zeros, bounds, their neighbours, the smallest and the largest normal floats. */
    private static final float[] KINKS = {
        0, -0f, 6, Math.nextUp(6f), Math.nextDown(6f), Float.MIN_NORMAL, -Float.MIN_NORMAL, 3e38f, -3e38f, 1
    };

    static List<RuleRow> lowered() {
        return List.of(
                row("Relu", "vector").inputOf(KINKS, 10),
                row("Relu", "maps").inputOf(maps(), 1, 16, 5, 4),
                row("Clip", "vector").inputOf(KINKS, 10).constantScalar(0).constantScalar(6),
                row("Clip", "maps")
                        .inputOf(maps(), 1, 16, 5, 4)
                        .constantScalar(0)
                        .constantScalar(6),
                row("Clip", "lower bound only").inputOf(KINKS, 10).constantScalar(-0.5));
    }

    private static float[] maps() {
        float[] all = new float[16 * 20];
        for (int i = 0; i < all.length; i++) {
            all[i] = KINKS[i % KINKS.length];
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("lowered")
    void becomesAProduct(RuleRow row) throws Exception {
        Graph after = SameGradient.check(Lowering.cpu(), row.graph(), row.inputs(), List.of("x0"));
        assertThat(SameGradient.count(after, "Where")).isZero();
        assertThat(SameGradient.count(after, "Greater")).isZero();
    }
}
