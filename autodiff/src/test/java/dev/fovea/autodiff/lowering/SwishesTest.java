package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwishesTest {

    private static Graph lowered(Sketch s) throws Exception {
        return SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void isOneProduct(int size) throws Exception {
        for (String factors : new String[] {"x g", "g x"}) {
            Sketch s = Sketch.at(18)
                    .input("x", 2, 16, size, size)
                    .node("Sigmoid", "x", "g")
                    .node("Mul", factors, "y");
            assertThat(SameGradient.count(lowered(s), "Sub")).isZero();
        }
    }

    /** The slope of Swish goes to 0 and to 1, and {@code x - y} must not swallow the 1 on the way. */
    @Test
    void isExactFarFromZero() throws Exception {
        float[] far = new float[16 * 9];
        for (int i = 0; i < far.length; i++) {
            far[i] = (i % 2 == 0 ? 1 : -1) * (float) Math.pow(10, i / 18.0 - 1);
        }
        Sketch s =
                Sketch.at(18).input("x", 1, 16, 3, 3).node("Sigmoid", "x", "g").node("Mul", "x g", "y");
        Map<String, Array> inputs = Map.of("x", new Array(new long[] {1, 16, 3, 3}, far));
        Graph graph = s.outputs("y").graph();
        assertThat(SameGradient.count(SameGradient.check(Lowering.cpu(), graph, inputs, List.of("x")), "Sub"))
                .isZero();
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
