package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatedMapsTest {

    /** Squeeze-and-excitation: each channel times a number that hangs on its mean. */
    private static Sketch gated(int channels, String factors) {
        return Sketch.at(18)
                .input("x", 2, channels, 3, 5)
                .constant("w", channels, channels, 1, 1)
                .node("GlobalAveragePool", "x", "means")
                .node("Conv", "means w", "z")
                .node("Sigmoid", "z", "gate")
                .node("Mul", factors, "y");
    }

    private static Graph lowered(Sketch s) throws Exception {
        return SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("x"));
    }

    @Test
    void needNoOperatorOutsideTheBlockedLayout() throws Exception {
        for (String factors : new String[] {"x gate", "gate x"}) {
            Graph after = lowered(gated(16, factors));
            assertThat(SameGradient.count(after, "Expand")).isZero();
            assertThat(SameGradient.count(after, "ReduceSum")).isZero();
            assertThat(SameGradient.count(after, "Resize")).isEqualTo(3);
        }
    }

    @Test
    void stayAsTheyAreWithChannelsThatFillNoBlock() throws Exception {
        assertThat(SameGradient.count(lowered(gated(6, "x gate")), "Resize")).isZero();
    }
}
