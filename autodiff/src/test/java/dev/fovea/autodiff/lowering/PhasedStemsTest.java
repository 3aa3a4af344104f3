package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhasedStemsTest {

    private static Sketch convolved(
            long batch, long channels, long rows, long columns, long kernel, long stride, long pad) {
        return Sketch.at(18)
                .input("x", batch, channels, rows, columns)
                .constant("w", 16, channels, kernel, kernel)
                .node("Conv", "x w", "maps", "strides", both(stride), "pads", around(pad));
    }

    private static Sketch pooled(Sketch s, String maps, long kernel, long stride, long pad, long ceil) {
        return s.node(
                "MaxPool",
                maps,
                "y",
                "kernel_shape",
                both(kernel),
                "strides",
                both(stride),
                "pads",
                around(pad),
                "ceil_mode",
                ceil);
    }

    private static long[] both(long n) {
        return new long[] {n, n};
    }

    private static long[] around(long n) {
        return new long[] {n, n, n, n};
    }

    private static Graph lowered(Sketch s) throws Exception {
        return SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("x"));
    }

    /** Only interleaving puts maps together here. */
    private static boolean isInterleaved(Graph graph) {
        return SameGradient.count(graph, "Concat") > 0;
    }

    /** Batch, channels, rows, columns; kernel, stride and padding of the convolution; of the pooling, and ceil_mode. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 32, 32,  3, 2, 0,  3, 2, 0, 1", // as in SqueezeNet: 15 rows, 8 in a phase
        "1, 3, 32, 32,  7, 2, 3,  3, 2, 1, 0", // as in ResNet
        "2, 3, 31, 33,  7, 2, 3,  3, 2, 1, 0",
        "3, 1, 30, 29,  7, 2, 3,  3, 2, 1, 1",
        "2, 3, 34, 35,  7, 2, 0,  3, 2, 0, 0",
        "1, 3, 28, 27,  5, 2, 2,  3, 2, 1, 1",
        "2, 1, 33, 30,  5, 2, 0,  2, 2, 0, 0",
        "3, 3, 26, 29,  5, 2, 4,  3, 2, 0, 1", // padded more than the kernel needs
        "2, 3, 27, 28,  3, 2, 1,  3, 2, 1, 0",
        "1, 3, 29, 31,  3, 2, 1,  3, 2, 1, 1",
        "2, 3, 25, 26,  3, 2, 1,  2, 2, 0, 0",
        "1, 1, 26, 26,  3, 2, 1,  2, 2, 0, 1",
        "2, 3, 24, 23,  3, 1, 1,  2, 2, 0, 0", // the pooling's stride alone
        "1, 3, 24, 21,  3, 1, 0,  3, 2, 0, 1",
        "1, 3, 24, 25,  3, 2, 1,  3, 1, 1, 0", // the convolution's stride alone
        "1, 3, 30, 31,  1, 2, 0,  3, 2, 0, 0",
        "2, 1, 37, 38,  3, 3, 1,  3, 2, 0, 0",
        "2, 1, 40, 39,  3, 2, 0,  3, 3, 0, 1",
        "1, 1, 40, 41,  4, 4, 0,  3, 2, 1, 0",
        "1, 1, 259, 258,  3, 2, 0,  3, 2, 0, 0", // large
    })
    void interleaveThePictureAlone(
            long batch,
            long channels,
            long rows,
            long columns,
            long kernel,
            long stride,
            long pad,
            long window,
            long step,
            long margin,
            long ceil)
            throws Exception {
        Sketch s = convolved(batch, channels, rows, columns, kernel, stride, pad);
        Graph after = lowered(pooled(s.node("Relu", "maps", "z"), "z", window, step, margin, ceil));
        assertThat(SameGradient.count(after, "ConvTranspose")).isZero();
        assertThat(isInterleaved(after)).isFalse();
    }

    @Test
    void needNoReluBehindTheConvolution() throws Exception {
        Sketch s = convolved(2, 3, 32, 31, 3, 2, 0);
        assertThat(isInterleaved(lowered(pooled(s, "maps", 3, 2, 0, 0)))).isFalse();
    }

    @Test
    void readCellsThatLieApart() throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 2, 3, 30, 31)
                .constant("w", 16, 3, 3, 3)
                .node("Conv", "x w", "maps", "strides", both(2), "pads", around(2), "dilations", both(2))
                .node("Relu", "maps", "z");
        assertThat(isInterleaved(lowered(pooled(s, "z", 3, 2, 0, 0)))).isFalse();
    }

    /** 64 phases of the picture for AlexNet's 11x11 kernel with stride 4 are many more multiplications. */
    @ParameterizedTest
    @CsvSource({"3, 11, 4", "16, 3, 2"})
    void leaveAloneWhatMultiplicationsWouldOutweigh(long channels, long kernel, long stride) throws Exception {
        Sketch s = convolved(1, channels, 47, 47, kernel, stride, 2).node("Relu", "maps", "z");
        assertThat(isInterleaved(lowered(pooled(s, "z", 3, 2, 0, 0)))).isTrue();
    }

    @Test
    void leaveAloneWhatIsReadTwice() throws Exception {
        Sketch s = convolved(1, 3, 32, 32, 3, 2, 0)
                .constant("u", 16, 3, 3, 3)
                .node("Conv", "x u", "more", "strides", both(2))
                .node("Add", "maps more", "sum")
                .node("Relu", "sum", "z");
        assertThat(isInterleaved(lowered(pooled(s, "z", 3, 2, 0, 0)))).isTrue();
    }
}
