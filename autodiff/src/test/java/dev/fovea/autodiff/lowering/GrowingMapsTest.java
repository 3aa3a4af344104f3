package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.Differentiator;
import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowingMapsTest {

    /** A block as torchvision writes it: every layer puts together anew what all before it have made. */
    private static Sketch dense(int layers, int batch, int channels, int growth, int size) {
        Sketch s = Sketch.at(18).input("f0", batch, channels, size, size).input("cotangent", batch, growth, size, size);
        String parts = "f0";
        for (int i = 1; i <= layers; i++) {
            s.node("Concat", parts, "c" + i, "axis", 1)
                    .node("Relu", "c" + i, "r" + i)
                    .constant("w" + i, growth, channels + (i - 1) * growth, 3, 3)
                    .node("Conv", "r" + i + " w" + i, "f" + i, "pads", new long[] {1, 1, 1, 1});
            parts += " f" + i;
        }
        return s.outputs("f" + layers);
    }

    private static Graph lowered(Sketch s) throws Exception {
        Graph before = s.graph();
        Graph after = Lowering.forward().apply(before, OnnxRuntimeRun.types(before));
        assertThat(after.outputs()).isEqualTo(before.outputs());
        assertThat(SameOutputs.difference(before, after, s.values())).isZero();
        return after;
    }

    private static Graph gradient(Graph forward) throws Exception {
        return new Differentiator(RuleBook.gradient())
                .differentiate(
                        forward,
                        OnnxRuntimeRun.types(forward),
                        forward.outputs().get(0),
                        "cotangent",
                        List.of("f0"))
                .graph();
    }

    private static List<Integer> parts(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.is("Concat"))
                .map(n -> n.inputs().size())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"5, 1, 32, 16, 7", "4, 2, 16, 16, 6", "6, 3, 5, 3, 5"})
    void growByWhatIsNew(int layers, int batch, int channels, int growth, int size) throws Exception {
        Sketch s = dense(layers, batch, channels, growth, size);
        Graph after = lowered(s);
        assertThat(parts(after)).hasSize(layers - 1).containsOnly(2);
        Graph back = gradient(after);
        assertThat(SameOutputs.difference(gradient(s.graph()), back, s.values()))
                .isLessThanOrEqualTo(1e-6);
        assertThat(back.nodes().stream().filter(n -> n.is("Sum")).map(Node::inputs))
                .hasSize(layers - 1)
                .allMatch(summed -> summed.size() == 2);
    }

    /** The longest beginning counts; layers in between may be missing. */
    @Test
    void growByAllThatIsNew() throws Exception {
        Sketch s = Sketch.at(18);
        for (String part : List.of("a", "b", "c", "d", "e")) {
            s.input(part, 2, 3, 4, 4);
        }
        s.node("Concat", "a b c d e", "all", "axis", 1)
                .node("Concat", "a b c", "some", "axis", 1)
                .node("Concat", "a b", "few", "axis", 1);
        assertThat(parts(lowered(s.outputs("all some few")))).containsExactlyInAnyOrder(3, 2, 2);
    }

    @Test
    void stayWhereTheBeginningIsAnother() throws Exception {
        Sketch s = Sketch.at(18)
                .input("a", 2, 3, 4, 4)
                .input("b", 2, 3, 4, 4)
                .node("Concat", "a b", "few", "axis", 1)
                .node("Concat", "b a a", "turned", "axis", 1)
                .node("Concat", "a b a", "across", "axis", 2);
        assertThat(parts(lowered(s.outputs("few turned across")))).containsExactlyInAnyOrder(2, 3, 3);
    }

    /** One part alone is not copied, unless the model gives it out under this name. */
    @Test
    void areNotPutTogetherFromOne() throws Exception {
        Sketch s = Sketch.at(18).input("a", 2, 3, 4, 4).node("Concat", "a", "same", "axis", 1);
        assertThat(parts(lowered(s.node("Relu", "same", "y").outputs("y")))).isEmpty();
        assertThat(parts(lowered(s.outputs("same")))).containsExactly(1);
    }
}
