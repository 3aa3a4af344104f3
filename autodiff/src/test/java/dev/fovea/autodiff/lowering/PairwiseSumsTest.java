package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairwiseSumsTest {

    /** A value that is read by several branches, whose products are added up by the model too. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 2", "3, 4", "5, 8"})
    void needNoSum(int branches, int adds) throws Exception {
        Sketch s = Sketch.at(18).input("x", 2, 3, 4, 4);
        String all = "";
        for (int i = 0; i < branches; i++) {
            s.constant("w" + i, 3, 1, 1).node("Mul", "x w" + i, "y" + i);
            all += " y" + i;
        }
        Graph lowered = SameGradient.check(
                Lowering.cpu(),
                s.node("Sum", all, "y").node("Tanh", "y", "z").outputs("z").graph(),
                s.values(),
                List.of("x"));
        assertThat(SameGradient.count(lowered, "Sum")).isZero();
        assertThat(SameGradient.count(lowered, "Add")).isEqualTo(adds);
    }
}
