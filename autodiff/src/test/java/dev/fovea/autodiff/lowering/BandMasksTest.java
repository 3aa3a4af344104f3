package dev.fovea.autodiff.lowering;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BandMasksTest {

    static List<RuleRow> bands() {
        return List.of(
                band("ReLU6", 0, 6),
                band("around zero", -1, 1),
                band("not at powers of two", -0.3f, 0.7f),
                band("narrow and far from zero", 1000, 1000.0625f),
                band("wide", -1e6f, 1e7f));
    }

    /** Bounds, their neighbours that are normal floats, and what lies inside and outside. */
    private static RuleRow band(String label, float a, float b) {
        float above = a == 0 ? Float.MIN_NORMAL : Math.nextUp(a);
        float[] kinks = {a, above, Math.nextDown(a), b, Math.nextUp(b), Math.nextDown(b), (a + b) / 2, a - 1, b + 1, 0};
        float[] all = new float[16 * 20];
        for (int i = 0; i < all.length; i++) {
            all[i] = kinks[i % kinks.length];
        }
        return row("Clip", label).inputOf(all, 1, 16, 5, 4).constantScalar(a).constantScalar(b);
    }

    @ParameterizedTest
    @MethodSource("bands")
    void haveOneMask(RuleRow row) throws Exception {
        Graph after = SameGradient.check(Lowering.cpu(), row.graph(), row.inputs(), List.of("x0"));
        assertThat(SameGradient.count(after, "Where")).isZero();
        assertThat(SameGradient.count(after, "Conv")).isEqualTo(1);
        assertThat(SameGradient.count(after, "Mul")).isEqualTo(1);
    }
}
