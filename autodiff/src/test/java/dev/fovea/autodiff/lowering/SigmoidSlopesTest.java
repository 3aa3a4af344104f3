package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmoidSlopesTest {

    @ParameterizedTest
    @CsvSource({"1, 16, 1, 0", "2, 32, 5, 0", "1, 8, 1, 1", "2, 24, 5, 1"})
    void needNoSubtractionWhereChannelsFillBlocks(int batch, long channels, int size, long expected) throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", batch, 16, size, size)
                .constant("w", channels, 16, 1, 1)
                .node("Conv", "x w", "z")
                .node("Sigmoid", "z", "y")
                .outputs("y");
        Graph after = SameGradient.check(Lowering.cpu(), s.graph(), s.values(), List.of("x"));
        assertThat(SameGradient.count(after, "Sub")).isEqualTo(expected);
    }
}
