package dev.fovea.autodiff.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinglePrecisionTest {
    /** Two roundings of binary16's eleven bits. */
    private static final double HALF_TOLERANCE = 2e-3;

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "DOUBLE"})
    void computesTheSameUpToTheOldPrecision(ElementType type) throws Exception {
        Sketch sketch = Sketch.at(13)
                .input("x", type, 1, 3, 4)
                .constant("w", weights(type, 4, 5))
                .constant("bound", Tensors.scalar(type, 0.5))
                .node("MatMul", "x w", "a")
                .node("Max", "a bound", "b")
                .node("Cast", "b", "single", "to", ElementType.FLOAT.code())
                .node("Sigmoid", "single", "c")
                .node("Cast", "c", "d", "to", type.code())
                .node("ReduceMean", "d", "y", "axes", new long[] {1})
                .outputs("y");
        Graph canonical =
                SameOutputs.check(sketch.graph(), sketch.values(), type == ElementType.FLOAT16 ? HALF_TOLERANCE : 1e-6);
        assertOnlyFloats(canonical);
    }

    @Test
    void isExactWhereHalfPrecisionIs() throws Exception {
        Sketch sketch = Sketch.at(13)
                .input("x", 4, 4)
                .constant("half", Tensors.scalar(ElementType.FLOAT16, 0.5))
                .constant("shape", Tensors.ints(4, 1))
                .node("Sign", "x", "whole")
                .node("Cast", "whole", "h", "to", ElementType.FLOAT16.code())
                .node("ConstantOfShape", "shape", "three", "value", threes())
                .node("Mul", "h three", "m")
                .node("Add", "m half", "s")
                .node("Cast", "s", "y", "to", ElementType.FLOAT.code())
                .outputs("y");
        assertOnlyFloats(SameOutputs.check(sketch.graph(), sketch.values(), 0));
    }

    @Test
    void widensBfloat16Exactly() throws Exception {
        TensorProto brain = weights(ElementType.BFLOAT16, 3, 2);
        TensorProto single = Tensors.floats(ElementType.FLOAT, new long[] {3, 2}, Tensors.toDoubles(brain));
        Sketch half = Sketch.at(18)
                .input("x", ElementType.BFLOAT16, 2, 3)
                .constant("w", brain)
                .node("MatMul", "x w", "y")
                .outputs("y");
        Sketch wide = Sketch.at(18)
                .input("x", 2, 3)
                .constant("w", single)
                .node("MatMul", "x w", "y")
                .outputs("y");
        assertThat(SameOutputs.difference(wide.graph(), Canonical.of(half.graph()), wide.values()))
                .isZero();
    }

    @Test
    void bodiesAreWidenedToo() throws Exception {
        Sketch then = Sketch.at(13)
                .constant("w", weights(ElementType.FLOAT16, 3))
                .node("Mul", "x w", "t")
                .outputs("t");
        Sketch otherwise = Sketch.at(13).node("Neg", "x", "e").outputs("e");
        Sketch sketch = Sketch.at(13)
                .input("x", ElementType.FLOAT16, 2, 3)
                .constant("zero", Tensors.scalar(ElementType.FLOAT16, 0))
                .node("ReduceSum", "x", "sum", "keepdims", 0)
                .node("Greater", "sum zero", "condition")
                .node("If", "condition", "y", "then_branch", then.body(), "else_branch", otherwise.body())
                .outputs("y");
        assertOnlyFloats(SameOutputs.check(sketch.graph(), sketch.values(), HALF_TOLERANCE));
    }

    @Test
    void saysWhenTheDataAreElsewhere() {
        TensorProto external = weights(ElementType.FLOAT16, 3).toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .build();
        Graph graph = Sketch.at(18)
                .input("x", 3)
                .constant("w", external)
                .node("Mul", "x w", "y")
                .outputs("y")
                .graph();
        assertThatThrownBy(() -> Canonical.of(graph))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("'w'")
                .hasMessageContaining("another file");
    }

    private static void assertOnlyFloats(Graph graph) {
        assertThat(graph.constants().values())
                .extracting(t -> ElementType.of(t.getDataType()))
                .doesNotContain(ElementType.FLOAT16, ElementType.DOUBLE);
        assertThat(graph.inputs())
                .allSatisfy(i ->
                        assertThat(i.getType().getTensorType().getElemType()).isEqualTo(ElementType.FLOAT.code()));
    }

    private static TensorProto threes() {
        return Tensors.floats(ElementType.FLOAT16, new long[] {1}, 3);
    }

    private static TensorProto weights(ElementType type, long... shape) {
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        return Tensors.floats(type, shape, new Random(3).doubles(n, -1, 1).toArray());
    }
}
