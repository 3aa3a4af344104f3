package dev.fovea.autodiff.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConstantBranchesTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesTheBranchWithWhatItCaptures(boolean condition) throws Exception {
        Sketch then = Sketch.at(13)
                .constant("w", 3)
                .node("Constant", "", "two", "value_float", 2.0)
                .node("Mul", "x w", "scaled")
                .node("Mul", "scaled two", "t")
                .outputs("t w");
        Sketch otherwise = Sketch.at(13)
                .node("Neg", "h", "e")
                .node("Identity", "x", "same")
                .outputs("e same");
        Graph canonical = check(
                branching(condition)
                        .input("x", 2, 3)
                        .node("Relu", "x", "h")
                        .node("If", "c", "u v", "then_branch", then.body(), "else_branch", otherwise.body())
                        .node("Add", "u v", "y")
                        .outputs("y u"),
                0);
        assertThat(canonical.knows("u")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nestedBranchesWithNamesTheyShare(boolean condition) throws Exception {
        Sketch deep = Sketch.at(13).node("Exp", "t", "deep").outputs("deep");
        Sketch deeper = Sketch.at(13).node("Neg", "t", "deep").outputs("deep");
        Sketch then = Sketch.at(13)
                .node("Relu", "x", "t")
                .node("If", "c", "r", "then_branch", deep.body(), "else_branch", deeper.body())
                .outputs("r");
        Sketch otherwise =
                Sketch.at(13).node("Neg", "x", "t").node("Abs", "t", "r").outputs("r");
        check(
                branching(condition)
                        .input("x", 2, 3)
                        .node("If", "c", "a", "then_branch", then.body(), "else_branch", otherwise.body())
                        .node("If", "c", "b", "then_branch", then.body(), "else_branch", otherwise.body())
                        .node("Add", "a b", "y")
                        .outputs("y"),
                0);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9, 12})
    void conditionsThatHangOnTheInputStayAndTheirBodiesAreRaised(int opset) throws Exception {
        Sketch then = Sketch.at(opset)
                .node("Softmax", "x", "s")
                .node("ReduceMean", "s", "t", "axes", new long[] {0}, "keepdims", 0L)
                .outputs("t");
        Sketch otherwise = Sketch.at(opset)
                .node("ReduceMax", "x", "m", "axes", new long[] {0})
                .node("Squeeze", "m", "e", "axes", new long[] {0})
                .outputs("e");
        Graph canonical = SameOutputs.check(
                Sketch.at(opset)
                        .input("x", 2, 3, 2)
                        .scalar("zero", 0)
                        .node("ReduceSum", "x", "sum", "keepdims", 0)
                        .node("Greater", "sum zero", "condition")
                        .node("If", "condition", "y", "then_branch", then.body(), "else_branch", otherwise.body())
                        .outputs("y")
                        .graph(),
                Sketch.at(opset).input("x", 2, 3, 2).values(),
                1e-6);
        assertThat(canonical.nodes()).extracting(Node::op).contains("If");
    }

    private static Sketch branching(boolean condition) {
        return Sketch.at(13).constant("c", Tensors.scalar(ElementType.BOOL, condition ? 1 : 0));
    }

    private static Graph check(Sketch sketch, double tolerance) throws Exception {
        Graph canonical = SameOutputs.check(sketch.graph(), sketch.values(), tolerance);
        assertThat(canonical.nodes()).extracting(Node::op).doesNotContain("If");
        return canonical;
    }
}
