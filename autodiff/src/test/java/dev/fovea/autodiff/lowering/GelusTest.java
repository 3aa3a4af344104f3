package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import java.util.Map;
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
        assertThat(SameGradient.count(after, "Erf")).isEqualTo(2);
    }

    @Test
    void areFlatFarFromZero() throws Exception {
        float[] far = new float[80];
        for (int i = 0; i < far.length; i++) {
            far[i] = (i % 2 == 0 ? 1 : -1) * (float) Math.pow(10, i / 10.0 - 2);
        }
        Map<String, Array> inputs = Map.of("x", new Array(new long[] {2, 5, 8}, far));
        Graph graph = gelu("z").outputs("y").graph();
        assertThat(SameGradient.count(SameGradient.check(Lowering.cpu(), graph, inputs, List.of("x")), "Erf"))
                .isEqualTo(2);
    }

    @Test
    void areNotTakenForAnotherGate() throws Exception {
        assertThat(SameGradient.count(lowered(gelu("x")), "Erf")).isEqualTo(1);
    }
}
