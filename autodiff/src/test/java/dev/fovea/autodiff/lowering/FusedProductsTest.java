package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusedProductsTest {
    private static final String FUSED = "com.microsoft.FusedMatMul";
    private static final long[] TURN = {0, 1, 3, 2};

    /** Queries, keys and values of two heads and five tokens, scaled as PyTorch's exporter writes it. */
    private static Sketch attention(int batch) {
        return Sketch.at(18)
                .input("q", batch, 2, 5, 4)
                .input("k", batch, 2, 5, 4)
                .input("v", batch, 2, 5, 4)
                .constant("size", Tensors.ints(4))
                .constant("one", Tensors.floats(ElementType.FLOAT, new long[] {1}, 1))
                .node("Cast", "size", "width", "to", (long) ElementType.FLOAT.code())
                .node("Sqrt", "width", "root")
                .node("Div", "one root", "scale")
                .node("Sqrt", "scale", "half")
                .node("Mul", "q half", "queries")
                .node("Transpose", "k", "turned", "perm", TURN)
                .node("Mul", "turned half", "keys")
                .node("MatMul", "queries keys", "scores")
                .node("Softmax", "scores", "weights", "axis", -1L)
                .node("MatMul", "weights v", "y");
    }

    private static Graph lowered(Sketch s, String output, String... sources) throws Exception {
        return SameGradient.check(
                new Lowering(new FusedProducts()), s.outputs(output).graph(), s.values(), List.of(sources));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void needNoTransposesAndNoScales(int batch) throws Exception {
        Graph lowered = lowered(attention(batch), "y", "q", "k", "v");
        assertThat(SameGradient.count(lowered, "Transpose")).isZero();
        // Only weights times values is as the model has it.
        assertThat(SameGradient.count(lowered, FUSED)).isEqualTo(5);
        assertThat(SameGradient.count(lowered, "MatMul")).isOne();
        // Of softmax's way back.
        assertThat(SameGradient.count(lowered, "Mul")).isEqualTo(2);
    }

    @Test
    void importTheirDomainOnce() throws Exception {
        Graph standard = Canonical.of(attention(1).outputs("y").graph());
        Graph lowered = new Lowering(new FusedProducts()).apply(standard, OnnxRuntimeRun.types(standard));
        Graph again = Graph.of(lowered.toModel());
        assertThat(again.toModel().getOpsetImportList())
                .extracting(OperatorSetIdProto::getDomain)
                .containsExactly("", "com.microsoft");
    }

    @Test
    void leaveConstantFactors() throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 2, 3, 4)
                .constant("w", 5, 4)
                .node("Transpose", "w", "turned", "perm", new long[] {1, 0})
                .node("MatMul", "x turned", "y");
        assertThat(SameGradient.count(lowered(s, "y", "x"), FUSED)).isZero();
    }

    @Test
    void leaveNumbersThatAddAnAxis() throws Exception {
        Sketch s = Sketch.at(18)
                .input("a", 3, 4)
                .input("b", 1, 4, 3)
                .constant("half", Tensors.floats(ElementType.FLOAT, new long[] {1, 1, 1}, 0.5))
                .node("Mul", "a half", "scaled")
                .node("MatMul", "scaled b", "y");
        Graph lowered = lowered(s, "y", "a", "b");
        assertThat(lowered.producer("scaled")).isNotNull();
        assertThat(SameGradient.count(lowered, "MatMul")).isOne();
    }

    @Test
    void leaveOtherOrdersAndVectors() throws Exception {
        Sketch s = Sketch.at(18)
                .input("a", 2, 3, 3, 4)
                .input("b", 4)
                .node("Transpose", "a", "heads", "perm", new long[] {0, 2, 1, 3})
                .node("MatMul", "heads b", "y");
        assertThat(lowered(s, "y", "a").producer("y")).extracting(Node::op).isEqualTo("MatMul");
    }

    @Test
    void leaveProductsThatAreReadTwice() throws Exception {
        Sketch s = Sketch.at(18)
                .input("a", 2, 3, 4)
                .input("b", 2, 4, 3)
                .node("MatMul", "a b", "product")
                .node("Transpose", "product", "turned", "perm", new long[] {0, 2, 1})
                .node("Add", "product turned", "y");
        Graph lowered = lowered(s, "y", "a", "b");
        assertThat(lowered.nodes().stream().filter(n -> n.is("MatMul"))).hasSize(1);
        assertThat(lowered.producer("turned")).extracting(Node::op).isEqualTo("Transpose");
    }
}
