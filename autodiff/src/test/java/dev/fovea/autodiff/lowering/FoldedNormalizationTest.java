package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import org.junit.jupiter.api.Test;

class FoldedNormalizationTest {

    private static Sketch normalized(String inputs) {
        return Sketch.at(18)
                .input("x", 2, 3, 5, 5)
                .constant("w", 4, 3, 3, 3)
                .constant("b", 4)
                .constant("scale", 4)
                .constant("shift", 4)
                .constant("mean", 4)
                .constant("variance", Tensors.floats(ElementType.FLOAT, new long[] {4}, 0.1, 1, 2, 30))
                .node("Conv", inputs, "y")
                .node("BatchNormalization", "y scale shift mean variance", "z", "epsilon", 1e-3f);
    }

    private static Graph folded(Sketch sketch) throws Exception {
        Graph before = sketch.graph();
        Graph after = Lowering.forward().apply(before, OnnxRuntimeRun.types(before));
        assertThat(SameOutputs.difference(before, after, sketch.values())).isLessThan(1e-6);
        return after;
    }

    @Test
    void becomesPartOfTheConvolution() throws Exception {
        for (String inputs : new String[] {"x w", "x w b"}) {
            Graph after = folded(normalized(inputs).outputs("z"));
            assertThat(SameGradient.count(after, "BatchNormalization")).isZero();
            assertThat(after.nodes()).hasSize(1);
        }
    }

    @Test
    void staysWhereTheConvolutionIsReadElsewhere() throws Exception {
        assertThat(SameGradient.count(folded(normalized("x w b").outputs("y z")), "BatchNormalization"))
                .isEqualTo(1);
    }
}
