package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaximumMasksTest {

    /** The pooling of maps that, divided by {@code step} and rounded, have many equal maxima. */
    private static Sketch pooling(int size, boolean relu, double step, Object... attributes) {
        return maps(size, relu, step).node("MaxPool", "maps", "y", attributes).outputs("y");
    }

    private static Sketch maps(int size, boolean relu, double step) {
        return Sketch.at(18)
                .input("x", 2, 16, size, size)
                .scalar("step", step)
                .node("Div", "x step", "coarse")
                // Floor has no slope: the gradient is taken at what it gives.
                .node("Floor", "coarse", "stairs")
                .node("Add", "stairs slope", "sum")
                .input("slope", 2, 16, 1, 1)
                .node(relu ? "Relu" : "Identity", "sum", "maps");
    }

    private static long kernelsWithIndices(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.is("MaxPool") && n.outputs().size() == 2)
                .count();
    }

    private static Graph lowered(Sketch s) throws Exception {
        return SameGradient.check(Lowering.cpu(), s.graph(), s.values(), List.of("stairs"));
    }

    @ParameterizedTest
    @CsvSource({
        "8, 2, 2, 0, false", // apart
        "7, 2, 2, 0, false", // the last row unseen
        "9, 3, 2, 0, false", // overlapping
        "8, 3, 2, 0, false",
        "8, 3, 2, 1, true", // overlapping, padded
        "9, 3, 2, 1, true",
        "10, 5, 2, 2, true",
        "11, 4, 3, 1, true",
        "6, 3, 1, 1, true", // every position
        "6, 2, 1, 1, true", // more windows than rows
        "9, 3, 3, 0, false",
        "6, 1, 1, 0, false",
        "129, 3, 2, 1, true", // large
        "130, 2, 2, 0, false"
    })
    void becomesMasks(int size, long kernel, long stride, long pad, boolean relu) throws Exception {
        for (double step : new double[] {0.01, 0.5, 3}) {
            Sketch s = pooling(size, relu, step, Sketch.window(kernel, stride, pad));
            assertThat(kernelsWithIndices(lowered(s))).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 1", "2, 4", "5, 2"})
    void becomesMasksOfRectangles(long rows, long columns) throws Exception {
        Sketch s = pooling(9, false, 0.5, "kernel_shape", new long[] {rows, columns});
        assertThat(kernelsWithIndices(lowered(s))).isZero();
    }

    /** Of a 3x3 window's six sums, two have the other sign when they are interleaved. */
    @Test
    void takesFourConvolutionsLessInSmallMaps() throws Exception {
        Sketch small = pooling(9, false, 0.5, Sketch.window(3, 2, 0));
        Sketch large = pooling(129, false, 0.5, Sketch.window(3, 2, 0));
        assertThat(SameGradient.count(lowered(large), "Conv"))
                .isEqualTo(SameGradient.count(lowered(small), "Conv") + 4);
    }

    @Test
    void staysWherePaddingCouldWin() throws Exception {
        Sketch s = pooling(8, false, 0.5, "kernel_shape", new long[] {3, 3}, "pads", new long[] {1, 1, 1, 1});
        assertThat(kernelsWithIndices(lowered(s))).isEqualTo(1);
    }

    @Test
    void staysWhereCellsLieApart() throws Exception {
        Sketch s = pooling(8, false, 0.5, "kernel_shape", new long[] {2, 2}, "dilations", new long[] {2, 2});
        assertThat(kernelsWithIndices(lowered(s))).isEqualTo(1);
    }

    /** Where all the window is 0, a deconvnet's Relu passes what padding would have taken. */
    @ParameterizedTest
    @CsvSource({"gradient, 0", "guided, 0", "deconvnet, 1"})
    void isPaddedOnlyBehindAReluThatStopsAtZero(String rule, long kernels) throws Exception {
        RuleBook book = rule.equals("gradient")
                ? RuleBook.gradient()
                : rule.equals("guided") ? RuleBook.guided() : RuleBook.deconvnet();
        Sketch s = pooling(
                9, true, 3, "kernel_shape", new long[] {3, 3}, "strides", new long[] {2, 2}, "pads", new long[] {
                    1, 1, 1, 1
                });
        Graph lowered = SameGradient.check(book, Lowering.cpu(), s.graph(), s.values(), List.of("stairs"));
        assertThat(kernelsWithIndices(lowered)).isEqualTo(kernels);
    }

    /** Two ways back into the maps, both dropped where they are 0. */
    @Test
    void isPaddedBehindAReluThatIsReadTwice() throws Exception {
        long[] pads = {1, 1, 1, 1};
        Sketch s = maps(9, true, 3)
                .node("MaxPool", "maps", "y", "kernel_shape", new long[] {3, 3}, "pads", pads)
                .node("Mul", "maps y", "z")
                .outputs("z");
        assertThat(kernelsWithIndices(lowered(s))).isZero();
    }

    /** Cut channels take one more convolution, into the blocked layout; what comes from another operator does not. */
    @Test
    void takesCutChannelsIntoTheBlockedLayoutOnce() throws Exception {
        Sketch alone = pooling(8, true, 0.5, "kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2});
        Sketch joined = pooled().node("Concat", "pooled flat", "y", "axis", 1).outputs("y");
        Sketch twice = pooled().node("Concat", "pooled flat", "both", "axis", 1)
                .node("Concat", "flat pooled", "turned", "axis", 1)
                .node("Mul", "both turned", "y")
                .outputs("y");
        long convolutions = SameGradient.count(lowered(alone), "Conv");
        assertThat(SameGradient.count(
                        lowered(pooled().node("Tanh", "pooled", "y").outputs("y")), "Conv"))
                .isEqualTo(convolutions);
        assertThat(SameGradient.count(lowered(joined), "Conv")).isEqualTo(convolutions + 1);
        assertThat(SameGradient.count(lowered(twice), "Conv")).isEqualTo(convolutions + 1);
    }

    private static Sketch pooled() {
        return maps(8, true, 0.5)
                .node("MaxPool", "maps", "pooled", "kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2})
                .input("flat", 2, 16, 4, 4);
    }
}
