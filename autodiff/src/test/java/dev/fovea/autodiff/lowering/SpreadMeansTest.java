package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadMeansTest {

    @ParameterizedTest
    @CsvSource({
        "1, 16, 8, 8, 2, 2, 0, 1", // side by side
        "3, 16, 6, 9, 3, 3, 0, 1",
        "2, 16, 7, 8, 2, 2, 0, 1", // the last row unseen
        "2, 16, 8, 8, 3, 2, 0, 0", // overlapping
        "2, 16, 8, 8, 2, 3, 0, 0", // with gaps
        "2, 16, 8, 8, 2, 2, 1, 0", // padded
        "2, 16, 5, 5, 1, 1, 0, 0", // one by one
        "2, 6, 8, 8, 2, 2, 0, 1", // no whole block of channels
    })
    void areRepeatedWhereWindowsLieSideBySide(
            int batch, int channels, int height, int width, long kernel, long stride, long pad, long resizes)
            throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", batch, channels, height, width)
                .node("AveragePool", "x", "y", Sketch.window(kernel, stride, pad))
                .outputs("y");
        Graph lowered = SameGradient.check(Lowering.cpu(), s.graph(), s.values(), List.of("x"));
        assertThat(SameGradient.count(lowered, "Resize")).isEqualTo(resizes);
    }

    /** A convolution of the same form, whose weights differ from place to place. */
    @Test
    void areNotTakenForOtherProducts() throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 2, 16, 6, 6)
                .constant("w", 16, 1, 2, 2)
                .node("Conv", "x w", "y", "group", 16, "strides", new long[] {2, 2})
                .outputs("y");
        Graph lowered = SameGradient.check(Lowering.cpu(), s.graph(), s.values(), List.of("x"));
        assertThat(SameGradient.count(lowered, "Resize")).isZero();
    }
}
