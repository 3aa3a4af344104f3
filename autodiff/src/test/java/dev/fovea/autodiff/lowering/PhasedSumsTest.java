package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhasedSumsTest {

    /** Few channels convolved twice, 1x1 and with another kernel, as in SqueezeNet's fire modules. */
    private static Sketch expanded(long batch, long channels, long rows, long columns, long kernel) {
        return Sketch.at(18)
                .input("x", batch, channels, rows, columns)
                .constant("u", 64, channels, 1, 1)
                .constant("w", 64, channels, kernel, kernel)
                .node("Conv", "x u", "a", "pads", new long[4])
                .node("Conv", "x w", "b", Sketch.window(kernel, 1, kernel / 2))
                .node("Relu", "a", "c")
                .node("Relu", "b", "d");
    }

    private static Sketch pooled(Sketch s, long window, long stride, long pad) {
        return s.node("MaxPool", "c", "e", Sketch.window(window, stride, pad))
                .node("MaxPool", "d", "f", Sketch.window(window, stride, pad));
    }

    /** Convolutions to a row of the sum's phases. */
    private static long convolutions(Sketch s, String output, long channels) throws Exception {
        Graph after = SameGradient.check(Lowering.cpu(), s.outputs(output).graph(), s.values(), List.of("x"));
        return after.nodes().stream()
                .filter(n -> n.is("Conv") && n.attributes().i("group", 1) == 1)
                .map(n -> after.constants().get(n.input(1)))
                .filter(w -> w.getDims(0) == channels && w.getDims(1) == 64)
                .count();
    }

    /** Batch, rows, columns, the larger kernel; window, stride and padding of the poolings. */
    @ParameterizedTest
    @CsvSource({
        "1, 9, 9, 3,  3, 2, 0",
        "2, 8, 11, 3,  3, 2, 0",
        "3, 10, 9, 3,  3, 2, 1",
        "2, 8, 8, 3,  2, 2, 0",
        "1, 11, 12, 5,  3, 2, 0",
        "2, 9, 9, 2,  3, 2, 0",
    })
    void areAddedUpPhaseByPhase(long batch, long rows, long columns, long kernel, long window, long stride, long pad)
            throws Exception {
        Sketch s = pooled(expanded(batch, 16, rows, columns, kernel), window, stride, pad)
                .node("Mul", "e f", "y");
        assertThat(convolutions(s, "y", 32)).isEqualTo(12);
    }

    /** Convolving to two blocks of channels wastes less of what is read. */
    @Test
    void areInterleavedFirstWhereMultiplicationsOutweighIt() throws Exception {
        Sketch s = pooled(expanded(1, 32, 9, 9, 3), 3, 2, 0).node("Mul", "e f", "y");
        assertThat(convolutions(s, "y", 64)).isZero();
    }

    @Test
    void areInterleavedFirstWhereAnotherWayBackIsNotThroughAPooling() throws Exception {
        Sketch s = expanded(1, 16, 9, 9, 3)
                .node("MaxPool", "d", "e", Sketch.window(3, 2, 0))
                .node("GlobalAveragePool", "c", "f")
                .node("Mul", "e f", "y");
        assertThat(convolutions(s, "y", 32)).isZero();
    }

    @Test
    void areInterleavedFirstWhereStridesDiffer() throws Exception {
        Sketch s = expanded(1, 16, 9, 9, 3)
                .node("MaxPool", "c", "e", Sketch.window(3, 3, 0))
                .node("MaxPool", "d", "g", Sketch.window(3, 2, 0))
                .node("GlobalAveragePool", "g", "f")
                .node("Mul", "e f", "y");
        assertThat(convolutions(s, "y", 32)).isZero();
        assertThat(convolutions(s, "y", 48)).isZero();
    }
}
