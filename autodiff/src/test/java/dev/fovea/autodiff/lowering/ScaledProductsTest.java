package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaledProductsTest {

    /** BatchNormalization, Relu, Conv, as in DenseNet. */
    private static Sketch normalized() {
        return relu().constant("w", 6, 4, 3, 3).node("Conv", "r w", "y");
    }

    private static Sketch relu() {
        return Sketch.at(18)
                .input("x", 2, 4, 5, 5)
                .constant("scale", 4)
                .constant("shift", 4)
                .constant("mean", 4)
                .constant("variance", Tensors.floats(ElementType.FLOAT, new long[] {4}, 0.1, 1, 2, 30))
                .node("BatchNormalization", "x scale shift mean variance", "n", "epsilon", 1e-3f)
                .node("Relu", "n", "r");
    }

    private static long products(Sketch s) throws Exception {
        Graph after = SameGradient.check(Lowering.cpu(), s.graph(), s.values(), List.of("x"));
        return SameGradient.count(after, "Mul");
    }

    /** What is left is the product with the mask. */
    @Test
    void becomePartOfTheWeights() throws Exception {
        assertThat(products(normalized().outputs("y"))).isEqualTo(1);
    }

    @Test
    void becomePartOfTheWeightsOfGroups() throws Exception {
        Sketch two = relu().constant("w", 6, 2, 3, 3).node("Conv", "r w", "y", "group", 2);
        assertThat(products(two.outputs("y"))).isEqualTo(1);
        Sketch means = relu().node("AveragePool", "r", "y", "kernel_shape", new long[] {2, 2});
        assertThat(products(means.outputs("y"))).isEqualTo(1);
    }

    @Test
    void stayWhereSomethingElseArrivesAtTheRelu() throws Exception {
        Sketch s = normalized().node("Conv", "r w", "z").node("Mul", "y z", "product");
        assertThat(products(s.outputs("product"))).isEqualTo(5);
    }
}
