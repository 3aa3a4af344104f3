package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolvedMeansTest {

    private static Sketch means(int batch, int size, long kernel, long group, long stride, long pad, long ceil) {
        return Sketch.at(18)
                .input("x", batch, 6, size, size)
                .constant("w", 4, 6 / group, kernel, kernel)
                .constant("b", 4)
                .node("Conv", "x w b", "c", "group", group)
                .node(
                        "AveragePool",
                        "c",
                        "y",
                        "kernel_shape",
                        new long[] {2, 2},
                        "strides",
                        new long[] {stride, stride},
                        "pads",
                        new long[] {pad, pad, pad, pad},
                        "ceil_mode",
                        ceil);
    }

    /** Whether the last node of the model is the convolution. */
    private static boolean isConvolvedLast(Sketch s) throws Exception {
        Graph before = s.graph();
        Graph after = Lowering.forward().apply(before, OnnxRuntimeRun.types(before));
        assertThat(SameOutputs.difference(before, after, s.values())).isLessThanOrEqualTo(1e-6);
        return after.nodes().get(after.nodes().size() - 1).is("Conv");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 8, 1, 1, 2, 0, 0, true",
        "3, 7, 1, 1, 2, 0, 0, true", // the last row unseen
        "2, 8, 1, 2, 2, 0, 0, true", // in groups
        "2, 8, 3, 1, 2, 0, 0, false", // of neighbours
        "2, 8, 1, 1, 1, 0, 0, false", // as many means as elements
        "2, 8, 1, 1, 2, 1, 0, false", // padded
        "2, 7, 1, 1, 2, 0, 1, false", // windows of unequal sizes
    })
    void comeFirstWhereTheyAreFewer(
            int batch, int size, long kernel, long group, long stride, long pad, long ceil, boolean fewer)
            throws Exception {
        assertThat(isConvolvedLast(
                        means(batch, size, kernel, group, stride, pad, ceil).outputs("y")))
                .isEqualTo(fewer);
    }

    @Test
    void comeLastWhereTheConvolutionIsReadByOthers() throws Exception {
        Sketch s = means(2, 8, 1, 1, 2, 0, 0);
        assertThat(isConvolvedLast(s.outputs("y c"))).isFalse();
    }
}
