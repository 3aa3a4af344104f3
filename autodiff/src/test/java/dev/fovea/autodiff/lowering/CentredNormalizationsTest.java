package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CentredNormalizationsTest {
    private static final Lowering PASS = new Lowering(new CentredNormalizations());

    /** Patches of a picture with a token before them and their positions, to {@code sum0}. */
    private static Sketch embedded(int batch) {
        return Sketch.at(18)
                .input("x", batch, 3, 4, 4)
                .constant("patches", 6, 3, 2, 2)
                .constant("patchBias", 6)
                .constant("token", 1, 1, 6)
                .constant("each", Tensors.ints(batch, 1, 6))
                .constant("positions", 5, 6)
                .constant("flat", Tensors.ints(0, 6, -1))
                .node("Conv", "x patches patchBias", "maps", Sketch.window(2, 2, 0))
                .node("Reshape", "maps flat", "lines")
                .node("Transpose", "lines", "rows", "perm", new long[] {0, 2, 1})
                .node("Expand", "token each", "tokens")
                .node("Concat", "tokens rows", "all", "axis", 1L)
                .node("Add", "all positions", "sum0");
    }

    /** One block: what is normalised, made wider and narrow again is added to the sum. */
    private static Sketch block(Sketch s, int k) {
        return s.constant("gamma" + k, 6)
                .constant("beta" + k, 6)
                .constant("wide" + k, 6, 8)
                .constant("narrow" + k, 8, 6)
                .constant("bias" + k, 6)
                .node("LayerNormalization", "sum%d gamma%d beta%d".formatted(k, k, k), "n" + k, "axis", -1L)
                .node("MatMul", "n%d wide%d".formatted(k, k), "w" + k)
                .node("Relu", "w" + k, "r" + k)
                .node("MatMul", "r%d narrow%d".formatted(k, k), "p" + k)
                .node("Add", "bias%d p%d".formatted(k, k), "b" + k)
                .node("Add", "sum%d b%d".formatted(k, k), "sum" + (k + 1));
    }

    private static Sketch network(int batch) {
        return block(block(embedded(batch), 0), 1)
                .constant("gamma2", 6)
                .node("LayerNormalization", "sum2 gamma2", "y", "axis", 2L);
    }

    private static Graph centred(Sketch s) throws Exception {
        Graph before = s.graph();
        Graph after = PASS.apply(before, OnnxRuntimeRun.types(before));
        assertThat(SameOutputs.difference(before, after, s.values())).isLessThanOrEqualTo(1e-6);
        assertThat(SameGradient.count(after, "LayerNormalization")).isZero();
        SameGradient.ofForward(before, after, s.values(), List.of("x"));
        return after;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void takeMeansOutOfTheWeights(int batch) throws Exception {
        Graph after = centred(network(batch).outputs("y"));
        assertThat(SameGradient.count(after, "SimplifiedLayerNormalization")).isEqualTo(3);
        assertThat(SameGradient.count(after, "ReduceMean")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "sum2, 3", // and with it all sums before
        "b1, 1", // a part of the sum
        "maps, 1", "n1, 0",
    })
    void subtractMeansWhereAllIsRead(String whole, long means) throws Exception {
        Graph after = centred(network(2).outputs("y " + whole));
        assertThat(SameGradient.count(after, "ReduceMean")).isEqualTo(means);
    }
}
