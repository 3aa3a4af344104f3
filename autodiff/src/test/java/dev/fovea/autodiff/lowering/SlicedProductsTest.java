package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlicedProductsTest {

    /** Two maps put together and convolved, as in SqueezeNet's fire modules. */
    private static Sketch joined() {
        return Sketch.at(18)
                .input("a", 2, 16, 5, 5)
                .input("b", 2, 32, 5, 5)
                .constant("w", 16, 48, 3, 3)
                .node("Concat", "a b", "both", "axis", 1)
                .node("Conv", "both w", "y", "pads", new long[] {1, 1, 1, 1});
    }

    @Test
    void needNoSlice() throws Exception {
        Sketch s = joined();
        Graph lowered = SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("a", "b"));
        assertThat(SameGradient.count(lowered, "Slice")).isZero();
        assertThat(lowered.nodes().stream().filter(n -> n.is("Conv"))).hasSize(3);
    }

    @Test
    void stayWhereAllChannelsAreRead() throws Exception {
        Sketch s = joined().node("Mul", "both both", "squares")
                .node("Conv", "squares w", "z", "pads", new long[] {1, 1, 1, 1});
        Graph lowered = SameGradient.check(Lowering.cpu(), s.outputs("z").graph(), s.values(), List.of("a", "b"));
        assertThat(SameGradient.count(lowered, "Slice")).isEqualTo(2);
    }
}
