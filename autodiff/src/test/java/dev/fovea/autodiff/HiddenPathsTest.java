package dev.fovea.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ways from the picture to the score that are not plain inputs: a gradient that leaves one out would be wrong in silence. */
class HiddenPathsTest {

    private static Sketch branching(Sketch then, Sketch otherwise) {
        return Sketch.at(17)
                .input("x", 2, 3)
                .scalar("zero", 0)
                .node("ReduceMean", "x", "mean", "keepdims", 0L)
                .node("Greater", "mean zero", "condition")
                .node("Tanh", "x", "h")
                .node("If", "condition", "chosen", "then_branch", then.body(), "else_branch", otherwise.body())
                .node("Add", "h chosen", "y")
                .outputs("y");
    }

    private static void refused(Sketch sketch, String operator, String reason) throws Exception {
        assertThatThrownBy(() -> differentiate(sketch))
                .isInstanceOf(UnsupportedOperatorsException.class)
                .hasMessageContaining(operator)
                .hasMessageContaining(reason);
    }

    private static Derived differentiate(Sketch sketch) throws Exception {
        Graph graph = Canonical.of(sketch.graph());
        return new Differentiator(RuleBook.gradient())
                .differentiate(graph, OnnxRuntimeRun.types(graph), "y", "cotangent", List.of("x"));
    }

    @Test
    void branchesThatCaptureThePicture() throws Exception {
        Sketch then = Sketch.at(17).node("Relu", "x", "t").outputs("t");
        Sketch otherwise = Sketch.at(17).node("Neg", "h", "e").outputs("e");
        refused(branching(then, otherwise), "(If,", "it repeats or chooses by what is in the picture");
    }

    @Test
    void branchesWithinBranchesThatCaptureThePicture() throws Exception {
        Sketch deep = Sketch.at(17).node("Relu", "x", "d").outputs("d");
        Sketch deeper = Sketch.at(17).node("Neg", "zeros", "s").outputs("s");
        Sketch then = Sketch.at(17)
                .node("If", "condition", "t", "then_branch", deep.body(), "else_branch", deeper.body())
                .outputs("t");
        Sketch otherwise = Sketch.at(17).node("Exp", "zeros", "e").outputs("e");
        refused(branching(then, otherwise).constant("zeros", 2, 3), "(If,", "it repeats or chooses");
    }

    /** Nothing of the picture goes through these branches but the choice between them. */
    @Test
    void branchesOfConstantsHaveNoSlope() throws Exception {
        Sketch then = Sketch.at(17).node("Neg", "w", "t").outputs("t");
        Sketch otherwise = Sketch.at(17).node("Exp", "w", "e").outputs("e");
        assertThat(differentiate(branching(then, otherwise).constant("w", 2, 3)).gradients())
                .containsKey("x");
    }

    @Test
    void sequences() throws Exception {
        refused(
                Sketch.at(17)
                        .input("x", 2, 3)
                        .node("Tanh", "x", "h")
                        .node("SequenceConstruct", "x h", "both")
                        .node("ConcatFromSequence", "both", "y", "axis", 0L)
                        .outputs("y"),
                "(SequenceConstruct,",
                "sequences and optional values have no derivative here");
    }
}
