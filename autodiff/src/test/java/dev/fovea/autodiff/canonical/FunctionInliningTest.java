package dev.fovea.autodiff.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import dev.fovea.autodiff.canonical.Sketch.Reference;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionInliningTest {
    private static final Reference SLOPE = new Reference("slope", AttributeType.FLOAT);

    @Test
    void attributesAreGivenOrDefault() throws Exception {
        Graph canonical = check(Sketch.at(18)
                .function(
                        "Leaky",
                        "a",
                        Sketch.at(18)
                                .node("LeakyRelu", "a", "inner", "alpha", SLOPE)
                                .node("Neg", "inner", "b")
                                .outputs("b"),
                        List.of(),
                        List.of(Attributes.of("slope", 0.3).proto("slope")))
                .input("x", 2, 3)
                .node("local.Leaky", "x", "h", "slope", 0.7)
                .node("local.Leaky", "h", "y")
                .outputs("y"));
        assertThat(canonical.nodes()).extracting(Node::op).containsExactly("LeakyRelu", "Neg", "LeakyRelu", "Neg");
        assertThat(canonical.nodes()).extracting(Node::name).contains("the local.Leaky of h/the LeakyRelu of inner");
        assertThat(canonical.knows("h")).isTrue();
    }

    @Test
    void attributesNotGivenAreLeftOut() throws Exception {
        check(Sketch.at(18)
                .function(
                        "Leaky",
                        "a",
                        Sketch.at(18)
                                .node("LeakyRelu", "a", "b", "alpha", SLOPE)
                                .outputs("b"),
                        List.of("slope"),
                        List.of())
                .input("x", 2, 3)
                .node("local.Leaky", "x", "y")
                .outputs("y"));
    }

    @Test
    void nestedCallsMissingInputsAndUnusedOutputs() throws Exception {
        Graph canonical = check(Sketch.at(18)
                .function(
                        "Bounded",
                        "a low high",
                        Sketch.at(18).node("Clip", "a low high", "b").outputs("b"),
                        List.of(),
                        List.of())
                .function(
                        "Twice",
                        "a high",
                        Sketch.at(18)
                                .node("local.Bounded", "a _ high", "t")
                                .node("Mul", "t t", "squared")
                                .node("local.Bounded", "squared", "b")
                                .outputs("t b"),
                        List.of(),
                        List.of())
                .input("x", 2, 3)
                .scalar("one", 1)
                .node("local.Twice", "x one", "_ h")
                .node("local.Twice", "h", "u v")
                .outputs("u v"));
        assertThat(canonical.shell().getFunctionsList()).isEmpty();
    }

    @Test
    void callsInSubgraphsAndConstantsInBodies() throws Exception {
        Sketch body = Sketch.at(18)
                .node("Constant", "", "two", "value_float", 2.0)
                .node("Mul", "a two", "b")
                .outputs("b");
        Sketch then = Sketch.at(18).node("local.Double", "x", "t").outputs("t");
        Sketch otherwise = Sketch.at(18).node("Neg", "x", "e").outputs("e");
        Graph canonical = check(Sketch.at(18)
                .function("Double", "a", body, List.of(), List.of())
                .input("x", 2, 3)
                .scalar("zero", 0)
                .node("ReduceSum", "x", "sum", "keepdims", 0L)
                .node("Greater", "sum zero", "condition")
                .node("If", "condition", "y", "then_branch", then.body(), "else_branch", otherwise.body())
                .outputs("y"));
        assertThat(canonical.nodes()).extracting(Node::op).contains("If");
    }

    @Test
    void olderFunctionsAreRaised() throws Exception {
        Sketch calling = Sketch.at(21)
                .function(
                        "Norm",
                        "a",
                        Sketch.at(13)
                                .node("ReduceMean", "a", "m", "axes", new long[] {1})
                                .node("Sub", "a m", "b")
                                .outputs("b"),
                        List.of(),
                        List.of())
                .input("x", 2, 3)
                .node("local.Norm", "x", "y")
                .outputs("y");
        // ONNX Runtime itself takes the body for one of the model's opset and refuses the file.
        Sketch inlined = Sketch.at(21)
                .input("x", 2, 3)
                .constant("axes", Tensors.ints(1))
                .node("ReduceMean", "x axes", "m")
                .node("Sub", "x m", "y")
                .outputs("y");
        assertThat(SameOutputs.difference(inlined.graph(), Canonical.of(calling.graph()), calling.values()))
                .isZero();
    }

    @Test
    void recursionIsRefused() {
        Graph graph = Sketch.at(18)
                .function(
                        "Endless",
                        "a",
                        Sketch.at(18)
                                .node("local.Endless", "a", "t")
                                .node("local.Endless", "t", "b")
                                .outputs("b"),
                        List.of(),
                        List.of())
                .input("x", 2)
                .node("local.Endless", "x", "y")
                .outputs("y")
                .graph();
        assertThatThrownBy(() -> Canonical.of(graph))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("local.Endless");
    }

    private static Graph check(Sketch sketch) throws Exception {
        return SameOutputs.check(sketch.graph(), sketch.values(), 0);
    }
}
