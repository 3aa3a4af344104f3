package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeBlocksTest {

    /** Squeeze-and-excitation up to the activation of its first convolution. */
    private static Sketch squeezed(int batch, int channels, String operands) {
        return Sketch.at(18)
                .input("x", batch, 16, 3, 5)
                .constant("v", channels, 16, 1, 1)
                .constant("b", channels)
                .constant("w", 32, channels, 1, 1)
                .constant("c", 32)
                .scalar("low", -0.5)
                .scalar("high", 0.5)
                .node("GlobalAveragePool", "x", "means")
                .node("Conv", operands, "z");
    }

    private static Sketch excited(Sketch s) {
        return s.node("Conv", "a w c", "u").node("Sigmoid", "u", "y");
    }

    private static Graph lowered(Sketch s) throws Exception {
        Graph before = s.graph();
        Graph after = Lowering.forward().apply(before, OnnxRuntimeRun.types(before));
        assertThat(SameOutputs.difference(before, after, s.values())).isLessThanOrEqualTo(1e-6);
        return after;
    }

    /** The channels that the graph's last convolution reads. */
    private static long width(Graph graph) {
        Node last = graph.nodes().stream()
                .filter(n -> n.is("Conv"))
                .reduce((a, b) -> b)
                .orElseThrow();
        return graph.constants().get(last.input(1)).getDims(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 8, Sigmoid, 16",
        "2, 6, Relu, 16",
        "3, 1, HardSwish, 16",
        "2, 20, Sigmoid, 32",
        "1, 15, Tanh, 16",
        "1, 48, Sigmoid, 48",
    })
    void channelsFillWholeBlocks(int batch, int channels, String activation, long expected) throws Exception {
        for (String operands : List.of("means v b", "means v")) {
            Sketch s = excited(squeezed(batch, channels, operands).node(activation, "z", "a"))
                    .outputs("y");
            Graph forward = lowered(s);
            assertThat(width(forward)).isEqualTo(expected);
            SameGradient.ofForward(s.graph(), forward, s.values(), List.of("x"));
        }
    }

    @Test
    void activationsOfSeveralOperatorsAreRepeatedAsAWhole() throws Exception {
        Sketch swish = squeezed(2, 6, "means v b").node("Sigmoid", "z", "g").node("Mul", "z g", "a");
        Sketch clipped =
                squeezed(2, 6, "means v b").node("Clip", "z low high", "h").node("Mul", "h low", "a");
        for (Sketch s : List.of(swish, clipped)) {
            Graph forward = lowered(excited(s).outputs("y"));
            assertThat(width(forward)).isEqualTo(16);
            SameGradient.ofForward(s.graph(), forward, s.values(), List.of("x"));
        }
    }

    /** A channel of zeros would make it no number: zero times infinity. */
    @Test
    void infinityStaysWhatItWas() throws Exception {
        double[] positive = new double[16 * 6];
        Arrays.fill(positive, 0.5);
        Sketch s = Sketch.at(18)
                .constant("v", Tensors.floats(ElementType.FLOAT, new long[] {6, 16, 1, 1}, positive))
                .constant("w", Tensors.floats(ElementType.FLOAT, new long[] {16, 6, 1, 1}, positive))
                .input("x", 1, 16, 1, 1)
                .node("Conv", "x v", "z")
                .node("Relu", "z", "a")
                .node("Conv", "a w", "u")
                .node("Sigmoid", "u", "y")
                .outputs("y");
        float[] values = new float[16];
        values[3] = Float.POSITIVE_INFINITY;
        Graph forward = lowered(s);
        assertThat(width(forward)).isEqualTo(16);
        assertThat(SameOutputs.difference(s.graph(), forward, Map.of("x", new Array(new long[] {1, 16, 1, 1}, values))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"output", "another reader", "mixed channels", "larger maps", "groups", "factors"})
    void staysAsItIs(String variant) throws Exception {
        Sketch s = squeezed(2, 8, "means v b");
        Graph after = lowered(
                switch (variant) {
                    case "output" -> excited(s.node("Relu", "z", "a")).outputs("y a");
                    case "another reader" ->
                        excited(s.node("Relu", "z", "a").node("Sigmoid", "z", "g"))
                                .outputs("y g");
                    case "mixed channels" ->
                        excited(s.node("Softmax", "z", "a", "axis", 1L)).outputs("y");
                    case "larger maps" ->
                        excited(s.node("Conv", "x v b", "l").node("Relu", "l", "a"))
                                .outputs("y");
                    case "groups" ->
                        s.constant("k", 8, 4, 1, 1)
                                .node("Relu", "z", "a")
                                .node("Conv", "a k", "y", "group", 2L)
                                .outputs("y");
                    default ->
                        excited(s.constant("f", 1, 8, 1, 1).node("Mul", "z f", "a"))
                                .outputs("y");
                });
        assertThat(width(after)).isLessThanOrEqualTo(8);
    }
}
