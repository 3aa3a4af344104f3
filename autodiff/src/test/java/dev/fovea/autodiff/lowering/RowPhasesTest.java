package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowPhasesTest {

    /** The gradient with every convolution filtered that can be, however small. */
    private static Graph lowered(Sketch s) throws Exception {
        return lowered(s, all());
    }

    private static Graph lowered(Sketch s, Lowering lowering) throws Exception {
        return SameGradient.check(lowering, s.graph(), s.values(), List.of("x"));
    }

    private static Lowering all() {
        return new Lowering(
                new MaximumMasks(),
                new Masks(),
                new TransposedConvolutions(),
                new PairwiseSums(),
                new RowPhases(RowPlan.Choice::all));
    }

    private static Sketch input(long batch, long rows, long columns) {
        return Sketch.at(18)
                .input("x", batch, 16, rows, columns)
                .constant("b", 16)
                .constant("w1", 16, 16, 3, 3)
                .constant("w2", 16, 16, 3, 3)
                .constant("w3", 16, 16, 3, 3)
                .constant("w4", 16, 16, 1, 1)
                .constant("w5", 16, 16, 3, 3)
                .constant("w6", 16, 16, 1, 1);
    }

    /** As in VGG: convolutions, poolings between them. */
    private static Sketch pooled(Sketch s) {
        return s.node("Conv", "x w1 b", "a", Sketch.window(3, 1, 1))
                .node("Relu", "a", "c")
                .node("Conv", "c w2 b", "d", Sketch.window(3, 1, 1))
                .node("Relu", "d", "e")
                .node("MaxPool", "e", "f", Sketch.window(2, 2, 0))
                .node("Conv", "f w3", "g", Sketch.window(3, 1, 1))
                .node("Relu", "g", "h")
                .node("MaxPool", "h", "y", Sketch.window(2, 2, 0))
                .outputs("y");
    }

    /** As in ResNet: sums, 1x1 convolutions, strides. */
    private static Sketch residual(Sketch s) {
        return s.node("Conv", "x w1 b", "a", Sketch.window(3, 1, 1))
                .node("Relu", "a", "c")
                .node("Conv", "c w4", "d", "pads", new long[4])
                .node("Add", "d x", "e")
                .node("Relu", "e", "f")
                .node("Conv", "f w2", "g", Sketch.window(3, 1, 1))
                .node("Add", "g f", "h")
                .node("Conv", "h w5 b", "i", Sketch.window(3, 2, 1))
                .node("Conv", "h w6 b", "j", "strides", new long[] {2, 2})
                .node("Add", "i j", "k")
                .node("Relu", "k", "l")
                .node("Conv", "l w3", "y", Sketch.window(3, 1, 1))
                .outputs("y");
    }

    private static long filtered(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.is("Conv") && n.attributes().i("group", 1) == 1)
                .map(n -> graph.constants().get(n.input(1)))
                .filter(w -> w.getDims(0) % 16 == 0 && w.getDims(2) == 1 && w.getDims(3) == 3)
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 8, 8", //
        "2, 16, 6",
        "3, 12, 10",
        "1, 20, 5",
    })
    void ofPooledMapsHaveTheSameGradient(long batch, long rows, long columns) throws Exception {
        assertThat(filtered(lowered(pooled(input(batch, rows, columns))))).isEqualTo(24);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 8, 8", //
        "2, 12, 6",
        "3, 16, 9",
    })
    void ofSumsAndStridesHaveTheSameGradient(long batch, long rows, long columns) throws Exception {
        assertThat(filtered(lowered(residual(input(batch, rows, columns))))).isGreaterThanOrEqualTo(16);
    }

    /** Maps of odd heights, to which the phases do not come out even. */
    @Test
    void areNotMadeOfOddHeights() throws Exception {
        assertThat(filtered(lowered(pooled(input(2, 13, 8))))).isEqualTo(8);
    }

    /** Negative maxima, which are no Relu's. */
    @Test
    void arePooledWithoutReluToo() throws Exception {
        Sketch s = input(2, 8, 8)
                .node("Conv", "x w1 b", "a", Sketch.window(3, 1, 1))
                .node("MaxPool", "a", "y", Sketch.window(2, 2, 0))
                .outputs("y");
        Graph lowered = lowered(s);
        assertThat(filtered(lowered)).isEqualTo(8);
        assertThat(SameGradient.count(lowered, "Max")).isEqualTo(1);
    }

    /** Windows of two rows and three columns. */
    @Test
    void arePooledByOtherWindowsToo() throws Exception {
        Sketch s = input(2, 8, 9)
                .node("Conv", "x w1 b", "a", Sketch.window(3, 1, 1))
                .node("Relu", "a", "c")
                .node("MaxPool", "c", "y", "kernel_shape", new long[] {2, 3}, "strides", new long[] {2, 3})
                .outputs("y");
        assertThat(filtered(lowered(s))).isEqualTo(8);
    }

    /** The same column of weights for each channel: what keeps rows but the last, adds up two, leaves nothing. */
    @ParameterizedTest
    @CsvSource({
        "1 0 0, a column, 1", //
        "1 1, a column b, 2",
        "0, a column, 1",
    })
    void passThroughChannelwiseConvolutions(String column, String operands, long stride) throws Exception {
        double[] weights = Stream.of((column + " ").repeat(16).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        Sketch s = input(2, 8, 9)
                .constant(
                        "column",
                        Tensors.floats(ElementType.FLOAT, new long[] {16, 1, weights.length / 16, 1}, weights))
                .node("Conv", "x w1 b", "a", Sketch.window(3, 1, 1))
                .node("Conv", operands, "c", "group", 16, "strides", new long[] {stride, 1})
                .node("Conv", "c w2", "y", Sketch.window(3, 1, 1))
                .outputs("y");
        assertThat(filtered(lowered(s))).isEqualTo(16);
    }

    /** What the plan chooses: 256 channels and more of large maps, as in VGG, and no small maps and few channels. */
    @ParameterizedTest
    @CsvSource({"256, 28, 16", "64, 28, 0", "256, 8, 0"})
    void areChosenWhereTheySaveTime(long channels, long size, long products) throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 1, 3, size, size)
                .constant("w0", channels, 3, 3, 3)
                .constant("w1", channels, channels, 3, 3)
                .constant("w2", channels, channels, 3, 3)
                .node("Conv", "x w0", "a", Sketch.window(3, 1, 1))
                .node("Relu", "a", "b")
                .node("Conv", "b w1", "c", Sketch.window(3, 1, 1))
                .node("Relu", "c", "d")
                .node("Conv", "d w2", "e", Sketch.window(3, 1, 1))
                .node("Relu", "e", "f")
                .node("MaxPool", "f", "y", Sketch.window(2, 2, 0))
                .outputs("y");
        assertThat(filtered(lowered(s, Lowering.cpuForMany()))).isEqualTo(products);
    }
}
