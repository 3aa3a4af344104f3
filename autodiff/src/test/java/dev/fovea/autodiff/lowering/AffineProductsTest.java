package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@link CentredNormalizations}, which sets apart what this makes part of the products. */
class AffineProductsTest {

    private static Sketch normalized(String inputs) {
        return Sketch.at(18)
                .input("x", 2, 5, 6)
                .constant("scale", 6)
                .constant("shift", 6)
                .constant("v", 6, 4)
                .constant("w", 6, 4)
                .constant("b", 4)
                .node("LayerNormalization", inputs, "n", "epsilon", 1e-3f);
    }

    private static Graph folded(Sketch sketch) throws Exception {
        Graph before = sketch.graph();
        Graph after = Lowering.forward().apply(before, OnnxRuntimeRun.types(before));
        assertThat(SameOutputs.difference(before, after, sketch.values())).isLessThan(1e-6);
        return after;
    }

    @ParameterizedTest
    @ValueSource(strings = {"x scale shift", "x scale"})
    void scaleAndShiftBecomePartOfWeightsAndBias(String inputs) throws Exception {
        for (String sum : List.of("p b", "b p")) {
            Graph after = folded(normalized(inputs)
                    .node("MatMul", "n w", "p")
                    .node("Add", sum, "y")
                    .outputs("y"));
            assertThat(SameGradient.count(after, "Mul")).isZero();
            assertThat(SameGradient.count(after, "Add")).isEqualTo(1);
        }
    }

    @Test
    void severalProductsShareTheNormalization() throws Exception {
        Graph after = folded(normalized("x scale shift")
                .node("MatMul", "n v", "p")
                .node("MatMul", "n w", "q")
                .node("Add", "q b", "y")
                .outputs("p y"));
        assertThat(SameGradient.count(after, "SimplifiedLayerNormalization")).isEqualTo(1);
        assertThat(SameGradient.count(after, "Mul")).isZero();
    }

    @Test
    void theWayBackNormalizesNothingAgain() throws Exception {
        Sketch sketch = normalized("x scale shift").node("MatMul", "n w", "y").outputs("y");
        Graph forward = folded(sketch);
        Graph both = SameGradient.check(Lowering.cpu(), forward, sketch.values(), List.of("x"));
        assertThat(SameGradient.count(both, "SimplifiedLayerNormalization")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n y", "r y"})
    void areWrittenOutWhereTheyAreReadOtherwise(String outputs) throws Exception {
        Graph after = folded(normalized("x scale shift")
                .node("MatMul", "n w", "y")
                .node("Relu", "n", "r")
                .outputs(outputs));
        assertThat(SameGradient.count(after, "SimplifiedLayerNormalization")).isEqualTo(1);
        assertThat(SameGradient.count(after, "Mul")).isEqualTo(1);
    }
}
