package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhasedPoolsTest {

    /** 16 channels, 32 or others by a convolution, a Relu and a pooling. */
    private static Sketch expanded(long batch, long size, long channels, long cells) {
        return Sketch.at(18)
                .input("x", batch, 16, size, size)
                .constant("w", channels, 16, cells, cells)
                .node("Conv", "x w", "a", "pads", new long[] {cells / 2, cells / 2, cells / 2, cells / 2})
                .node("Relu", "a", "b");
    }

    private static Sketch pooled(Sketch s, long kernel, long stride, long pad) {
        return s.node("MaxPool", "b", "y", Sketch.window(kernel, stride, pad));
    }

    /** Convolutions back to 16 channels. */
    private static long convolutions(Sketch s, String output) throws Exception {
        Graph after = SameGradient.check(Lowering.cpu(), s.outputs(output).graph(), s.values(), List.of("x"));
        return after.nodes().stream()
                .filter(n -> n.is("Conv") && n.attributes().i("group", 1) == 1)
                .filter(n -> after.constants().get(n.input(1)).getDims(0) == 16)
                .count();
    }

    @ParameterizedTest
    @CsvSource({"1, 9, 3, 2, 0, 4", "2, 8, 3, 2, 0, 4", "3, 8, 3, 2, 1, 4", "1, 8, 2, 2, 0, 4", "2, 10, 4, 3, 1, 9"})
    void areConvolvedPhaseByPhase(long batch, long size, long kernel, long stride, long pad, long convolutions)
            throws Exception {
        assertThat(convolutions(pooled(expanded(batch, size, 32, 1), kernel, stride, pad), "y"))
                .isEqualTo(convolutions);
    }

    @Test
    void areInterleavedFirstWhereChannelsDoNotBecomeFewOrTheKernelIsLarger() throws Exception {
        assertThat(convolutions(pooled(expanded(1, 9, 16, 1), 3, 2, 0), "y")).isEqualTo(2);
        assertThat(convolutions(pooled(expanded(1, 9, 32, 3), 3, 2, 0), "y")).isEqualTo(1);
    }

    @Test
    void areInterleavedFirstWhereTheMapsAreReadOtherwise() throws Exception {
        Sketch s = pooled(expanded(1, 9, 32, 1), 3, 2, 0)
                .node("GlobalMaxPool", "b", "most")
                .node("Mul", "y most", "z");
        assertThat(convolutions(s, "z")).isEqualTo(1);
    }
}
