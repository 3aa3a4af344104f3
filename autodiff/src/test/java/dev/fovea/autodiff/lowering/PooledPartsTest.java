package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import org.junit.jupiter.api.Test;

class PooledPartsTest {

    private static Sketch pooled(long axis) {
        return Sketch.at(18)
                .input("a", 2, 16, 7, 7)
                .input("b", 2, 16, 7, 7)
                .node("Concat", "a b", "both", "axis", axis)
                .node("MaxPool", "both", "y", "kernel_shape", new long[] {3, 3}, "strides", new long[] {2, 2});
    }

    private static Graph lowered(Sketch s) throws Exception {
        Graph before = s.graph();
        Graph after = Lowering.forward().apply(before, OnnxRuntimeRun.types(before));
        assertThat(SameOutputs.difference(before, after, s.values())).isZero();
        return after;
    }

    @Test
    void arePooledOneByOne() throws Exception {
        assertThat(SameGradient.count(lowered(pooled(1).outputs("y")), "MaxPool"))
                .isEqualTo(2);
    }

    @Test
    void stayTogetherAlongAnotherAxisAndWhereTheyAreReadTogether() throws Exception {
        assertThat(SameGradient.count(lowered(pooled(2).outputs("y")), "MaxPool"))
                .isEqualTo(1);
        assertThat(SameGradient.count(lowered(pooled(1).outputs("y both")), "MaxPool"))
                .isEqualTo(1);
    }
}
