package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwishesTest {

    private static Graph lowered(Sketch s) throws Exception {
        return SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("x"));
    }

    @Test
    void isOneProduct() throws Exception {
        for (String factors : new String[] {"x g", "g x"}) {
            Sketch s = Sketch.at(18)
                    .input("x", 2, 16, 3, 3)
                    .node("Sigmoid", "x", "g")
                    .node("Mul", factors, "y");
            assertThat(SameGradient.count(lowered(s), "Sub")).isZero();
        }
    }

    @Test
    void leavesAnotherGateAlone() throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 2, 16, 3, 3)
                .scalar("two", 2)
                .node("Mul", "x two", "z")
                .node("Sigmoid", "z", "g")
                .node("Mul", "x g", "y");
        assertThat(SameGradient.count(lowered(s), "Sub")).isEqualTo(1);
    }
}
