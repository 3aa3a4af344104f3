package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChosenTokensTest {
    private static final int TOKENS = 6;

    /** A transformer's block of two heads: keys and values of all tokens, everything else token by token, to {@code y}. */
    private static Sketch block(int batch) {
        Sketch s = Sketch.at(18)
                .input("x", batch, TOKENS, 8)
                .constant("keys", 8, 8)
                .constant("queries", 8, 8)
                .constant("mixing", 8, 8)
                .constant("gamma", 8)
                .constant("beta", 8)
                .constant("wide", 8, 12)
                .constant("shift", 12)
                .constant("narrow", 12, 8)
                .constant("heads", Tensors.ints(0, TOKENS, 2, 4))
                .constant("joined", Tensors.ints(0, TOKENS, 8));
        for (String name : new String[] {"keys", "queries"}) {
            s.node("MatMul", "x " + name, name + "0")
                    .node("Reshape", name + "0 heads", name + "1")
                    .node("Transpose", name + "1", name + "2", "perm", new long[] {0, 2, 1, 3});
        }
        return s.node("Transpose", "keys2", "turned", "perm", new long[] {0, 1, 3, 2})
                .node("MatMul", "queries2 turned", "scores")
                .node("Softmax", "scores", "attention", "axis", -1L)
                .node("MatMul", "attention keys2", "mixed")
                .node("Transpose", "mixed", "rows", "perm", new long[] {0, 2, 1, 3})
                .node("Reshape", "rows joined", "flat")
                .node("MatMul", "flat mixing", "projected")
                .node("Add", "x projected", "sum")
                .node("LayerNormalization", "sum gamma beta", "normal", "axis", -1L)
                .node("MatMul", "normal wide", "hidden")
                .node("Add", "shift hidden", "biased")
                .node("Erf", "biased", "active")
                .node("MatMul", "active narrow", "back")
                .node("Add", "sum back", "y");
    }

    private static Sketch taking(Sketch s, long token, String name) {
        return s.constant("at" + token, Tensors.scalar(ElementType.INT64, token))
                .node("Gather", "y at" + token, name, "axis", 1L);
    }

    /** How many tokens the block's last product is for, where the outputs are as before. */
    private static long computed(Sketch s) throws Exception {
        Graph before = s.graph();
        Graph after = new Lowering(new ChosenTokens()).apply(before, OnnxRuntimeRun.types(before));
        assertThat(SameOutputs.difference(before, after, s.values())).isLessThanOrEqualTo(1e-6);
        String product = after.nodes().stream()
                .filter(n -> n.is("MatMul") && n.input(1).equals("narrow"))
                .findFirst()
                .orElseThrow()
                .output(0);
        return OnnxRuntimeRun.types(after).of(product).size(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "2, 4", "2, -1"})
    void areComputedAlone(int batch, long token) throws Exception {
        assertThat(computed(taking(block(batch), token, "one").outputs("one"))).isEqualTo(1);
    }

    /** A class token and one to distil into, as in DeiT: what reads each finds its own. */
    @ParameterizedTest
    @CsvSource({"0, 1, 2", "1, 3, 3", "0, 4, 6"}) // the last too far apart
    void areComputedWithWhatLiesBetween(long first, long second, long count) throws Exception {
        Sketch s = taking(taking(block(2), first, "one"), second, "two");
        assertThat(computed(s.outputs("one two"))).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 3, 2", "-2, 9, 2", "1, 6, 6"})
    void areTakenBySlicesAsWell(long from, long until, long count) throws Exception {
        Sketch s = block(2).constant("from", Tensors.ints(from))
                .constant("until", Tensors.ints(until))
                .constant("axis", Tensors.ints(1))
                .node("Slice", "y from until axis", "some");
        assertThat(computed(s.outputs("some"))).isEqualTo(count);
    }

    /** Where something on the way is read by itself, what is before it is needed for all tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"y", "back", "biased"})
    void areNotAloneWhereAllAreRead(String whole) throws Exception {
        Sketch s = taking(block(1), 0, "one").outputs("one " + whole);
        assertThat(computed(s)).isEqualTo(whole.equals("biased") ? 1 : TOKENS);
    }

    @Test
    void areNotAloneBehindTheirMean() throws Exception {
        Sketch s = block(1).constant("axes", Tensors.ints(1)).node("ReduceMean", "y axes", "mean", "keepdims", 0L);
        assertThat(computed(s.outputs("mean"))).isEqualTo(TOKENS);
    }

    /** Of queries as few rows as of what comes after; keys are needed of all. */
    @Test
    void askWithTheirOwnQueriesOnly() throws Exception {
        Graph before = taking(block(1), 0, "one").outputs("one").graph();
        Graph after = new Lowering(new ChosenTokens()).apply(before, OnnxRuntimeRun.types(before));
        String softmax = after.nodes().stream()
                .filter(n -> n.is("Softmax"))
                .findFirst()
                .orElseThrow()
                .output(0);
        assertThat(OnnxRuntimeRun.types(after).of(softmax).knownShape().sizes()).containsExactly(1, 2, 1, TOKENS);
    }
}
