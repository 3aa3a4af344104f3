package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

class GelusTest {

    private static Sketch gelu(String divided) {
        return Sketch.at(18)
                .input("x", 2, 5, 8)
                .constant("b", 8)
                .scalar("c", Math.sqrt(2))
                .scalar("one", 1)
                .node("Add", "b x", "z")
                .node("Div", divided + " c", "u")
                .node("Erf", "u", "e")
                .node("Add", "e one", "a")
                .node("Mul", "z a", "y");
    }

    private static Graph lowered(Sketch s) throws Exception {
        return SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("x"));
    }

    /** The division is left to the forward pass: what the way back needs does not come from there. */
    @Test
    void areComputedAnew() throws Exception {
        Graph after = lowered(gelu("z"));
        assertThat(SameGradient.count(after, "Div")).isEqualTo(1);
        assertThat(SameGradient.count(after, "Sum")).isZero();
        assertThat(SameGradient.count(after, "Erf")).isEqualTo(2);
    }

    @Test
    void areNotTakenForAnotherGate() throws Exception {
        assertThat(SameGradient.count(lowered(gelu("x")), "Sum")).isEqualTo(1);
    }
}
