package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedFactorsTest {

    /** Squeeze-and-excitation. */
    private static Sketch excited(int batch, String second) {
        return Sketch.at(18)
                .input("x", batch, 16, 3, 5)
                .constant("v", 16, 16, 1, 1)
                .constant("w", 16, 16, 1, 1)
                .constant("b", 16)
                .node("GlobalAveragePool", "x", "means")
                .node("Conv", "means v b", "z")
                .node("Relu", "z", "a")
                .node("Conv", second, "u");
    }

    private static long convolutions(Sketch s) throws Exception {
        Graph after = SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("x"));
        return SameGradient.count(after, "Conv");
    }

    @ParameterizedTest
    @CsvSource({"1, x gate, a w b", "3, gate x, a w"})
    void areNoConvolutionsOfTheirOwn(int batch, String factors, String second) throws Exception {
        Sketch s = excited(batch, second).node("Sigmoid", "u", "gate").node("Mul", factors, "y");
        // Two convolutions forward, two back, and one of the gate's slope.
        assertThat(convolutions(s)).isEqualTo(5);
    }

    @Test
    void areConvolutionsWhereNoneIsNextToThem() throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 2, 16, 3, 5)
                .node("GlobalAveragePool", "x", "means")
                .node("Sigmoid", "means", "gate")
                .node("Mul", "x gate", "y");
        // The gate's way into the blocked layout, forward and back, the sum's factor and the mean's.
        assertThat(convolutions(s)).isEqualTo(4);
    }

    @Test
    void stayWhereTheMeansAreReadByOthers() throws Exception {
        Sketch s = excited(2, "a w b")
                .node("Sigmoid", "u", "gate")
                .node("Mul", "x gate", "m")
                .node("Add", "m means", "y");
        // The sum and the mean that the means' other reader brings keep their factors.
        assertThat(convolutions(s)).isEqualTo(7);
    }
}
