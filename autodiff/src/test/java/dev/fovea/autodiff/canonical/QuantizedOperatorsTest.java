package dev.fovea.autodiff.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Quantised operators written out on floats: equal up to one step of the output's scale. */
class QuantizedOperatorsTest {
    private static final String MS = "com.microsoft.";
    private static final double STEP = 0.05;

    static Stream<Arguments> models() {
        return Stream.of(
                arguments("QLinearConv", picture().node("QLinearConv", "q s z w ws wz os oz", "y")),
                arguments(
                        "QLinearConv, scale as a vector", picture().node("QLinearConv", "q s1 z1 w ws wz os oz", "y")),
                arguments(
                        "QLinearConv per channel with bias",
                        picture()
                                .node(
                                        "QLinearConv",
                                        "q s z w cs cz os oz b",
                                        "y",
                                        "pads",
                                        new long[] {1, 1, 1, 1},
                                        "strides",
                                        new long[] {2, 1})),
                arguments(
                        "QLinearConv channels last",
                        picture()
                                .node("Transpose", "q", "last", "perm", new long[] {0, 2, 3, 1})
                                .node(MS + "QLinearConv", "last s z w ws wz os oz", "y", "channels_last", 1L)),
                arguments("QLinearMatMul", matrix().node("QLinearMatMul", "q s z m ws wz os oz", "y")),
                arguments("QLinearMatMul per column", matrix().node("QLinearMatMul", "q s z m ms mz os oz", "y")),
                arguments("QGemm", matrix().node(MS + "QGemm", "q s z m ws wz b os oz", "y", "alpha", 0.5)),
                arguments(
                        "QGemm transposed, per column",
                        matrix().node(MS + "QGemm", "q s z t ms mz b os oz", "y", "transB", 1L)),
                arguments("QLinearAdd", picture().node(MS + "QLinearAdd", "q s z a s z os oz", "y")),
                arguments("QLinearMul", picture().node(MS + "QLinearMul", "q s z a s z os oz", "y")),
                arguments("QLinearSigmoid", picture().node(MS + "QLinearSigmoid", "q s z os oz", "y")),
                arguments(
                        "QLinearLeakyRelu", picture().node(MS + "QLinearLeakyRelu", "q s z os oz", "y", "alpha", 0.2)),
                arguments(
                        "QLinearSoftmax",
                        picture().node(MS + "QLinearSoftmax", "q s z os oz", "y", "axis", 1L, "opset", 13L)),
                arguments(
                        "QLinearSoftmax before opset 13",
                        picture().node(MS + "QLinearSoftmax", "q s z os oz", "y", "axis", 1L, "opset", 12L)),
                arguments(
                        "QLinearAveragePool",
                        picture()
                                .node(
                                        MS + "QLinearAveragePool",
                                        "q s z os oz",
                                        "y",
                                        "kernel_shape",
                                        new long[] {2, 3},
                                        "pads",
                                        new long[] {1, 1, 1, 1})),
                arguments(
                        "QLinearAveragePool channels last",
                        picture()
                                .node(
                                        MS + "QLinearAveragePool",
                                        "q s z os oz",
                                        "y",
                                        "kernel_shape",
                                        new long[] {2, 3},
                                        "channels_last",
                                        1L)),
                arguments(
                        "QLinearGlobalAveragePool",
                        picture().node(MS + "QLinearGlobalAveragePool", "q s z os oz", "y", "channels_last", 0L)),
                arguments(
                        "QLinearGlobalAveragePool channels last",
                        picture().node(MS + "QLinearGlobalAveragePool", "q s z os oz", "y", "channels_last", 1L)),
                arguments("QLinearConcat", picture().node(MS + "QLinearConcat", "os oz q s z a s z", "y", "axis", 1L)),
                arguments(
                        "QLinearWhere",
                        picture()
                                .node("Greater", "x zero", "condition")
                                .node(MS + "QLinearWhere", "condition q s z a s z os oz", "y")),
                arguments(
                        "NhwcMaxPool",
                        picture()
                                .node(MS + "NhwcMaxPool", "q", "p", "kernel_shape", new long[] {2, 2})
                                .node("DequantizeLinear", "p s z", "f")
                                .node("QuantizeLinear", "f os oz", "y")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void differsByOneStepAtMost(String title, Sketch sketch) throws Exception {
        Graph original = sketch.node("DequantizeLinear", "y os oz", "result")
                .outputs("result")
                .graph();
        Graph canonical = Canonical.of(original);
        assertThat(SameOutputs.absoluteDifference(original, canonical, sketch.values()))
                .isLessThanOrEqualTo(STEP * 1.001);
        assertThat(canonical.nodes())
                .extracting(Node::op)
                .noneMatch(op -> op.contains(".") || op.startsWith("QLinear"));
    }

    /** Moving elements about commutes with quantisation: the very same numbers. */
    @Test
    void elementsAreMovedAsFloats() throws Exception {
        Sketch sketch = picture()
                .constant("sizes", Tensors.ints(1, 2))
                .constant("shape", Tensors.ints(2, -1))
                .node("MaxPool", "q", "pooled", "kernel_shape", new long[] {2, 2})
                .node("Split", "pooled sizes", "first second", "axis", 1)
                .node("Reshape", "second shape", "flat")
                .node("Transpose", "flat", "turned")
                .node("DequantizeLinear", "turned s z", "u")
                .node("DequantizeLinear", "first s z", "v")
                .outputs("u v");
        Graph canonical = SameOutputs.check(sketch.graph(), sketch.values(), 0);
        assertThat(canonical.nodes())
                .filteredOn(n -> n.is("MaxPool", "Split", "Reshape", "Transpose"))
                .hasSize(4)
                .allSatisfy(n -> assertThat(canonical.producer(n.input(0)).op()).isEqualTo("DequantizeLinear"));
    }

    @Test
    void quantisedWeightsBecomeConstants() throws Exception {
        Sketch sketch = Sketch.at(13)
                .input("x", 2, 3, 5, 6)
                .constant("w", integers(ElementType.INT8, 4, 3, 2, 2))
                .constant("cs", Tensors.floats(ElementType.FLOAT, new long[] {4}, 0.01, 0.02, 0.03, 0.04))
                .constant("cz", Tensors.integers(ElementType.INT8, new long[] {4}, 0, 1, -2, 3))
                .node("DequantizeLinear", "w cs cz", "weights", "axis", 0)
                .node("Conv", "x weights", "y")
                .outputs("y");
        Graph canonical = SameOutputs.check(sketch.graph(), sketch.values(), 0);
        assertThat(canonical.constants()).containsOnlyKeys("weights");
        assertThat(canonical.nodes()).singleElement().matches(n -> n.is("Conv"));
    }

    @Test
    void dynamicallyQuantisedProducts() throws Exception {
        Sketch matMul = Sketch.at(13)
                .input("x", 3, 4)
                .constant("m", integers(ElementType.INT8, 4, 5))
                .constant("mz", Tensors.integers(ElementType.INT8, new long[] {5}, 0, 1, -2, 3, 2))
                .constant("ms", Tensors.floats(ElementType.FLOAT, new long[] {5}, 0.01, 0.02, 0.03, 0.04, 0.05))
                .node("DynamicQuantizeLinear", "x", "q s z")
                .node("MatMulInteger", "q m z mz", "integers")
                .node("Cast", "integers", "floats", "to", ElementType.FLOAT.code())
                .node("Mul", "s ms", "scale")
                .node("Mul", "floats scale", "y")
                .outputs("y");
        SameOutputs.check(matMul.graph(), matMul.values(), 1e-6);
        Sketch conv = Sketch.at(13)
                .input("x", 1, 2, 5, 5)
                .constant("w", integers(ElementType.UINT8, 3, 2, 3, 3))
                .constant("wz", Tensors.integers(ElementType.UINT8, new long[0], 120))
                .node("DynamicQuantizeLinear", "x", "q s z")
                .node("ConvInteger", "q w z wz", "integers", "pads", new long[] {1, 1, 1, 1})
                .node("Cast", "integers", "floats", "to", ElementType.FLOAT.code())
                .node("Mul", "floats s", "y")
                .outputs("y");
        SameOutputs.check(conv.graph(), conv.values(), 1e-6);
        Sketch fused = Sketch.at(13)
                .input("x", 3, 4)
                .constant("m", integers(ElementType.INT8, 4, 5))
                .constant("mz", Tensors.integers(ElementType.INT8, new long[0], 3))
                .scalar("ms", 0.03)
                .constant("b", 5)
                .node(MS + "DynamicQuantizeMatMul", "x m ms mz b", "y")
                .node("DynamicQuantizeLinear", "x", "q s z")
                .node(MS + "MatMulIntegerToFloat", "q m s ms z mz b", "v")
                .outputs("y v");
        SameOutputs.check(fused.graph(), fused.values(), 1e-5);
    }

    @Test
    void quantisedAttention() throws Exception {
        Sketch sketch = Sketch.at(13)
                .input("x", 2, 5, 8)
                .constant("w", integers(ElementType.INT8, 8, 24))
                .constant("b", 24)
                .scalar("s", 0.02)
                .constant("z", Tensors.integers(ElementType.UINT8, new long[0], 110))
                .scalar("ws", 0.005)
                .constant("wz", Tensors.integers(ElementType.INT8, new long[0], 3))
                .node("QuantizeLinear", "x s z", "q")
                .node(MS + "QAttention", "q w b s ws _ z wz", "y", "num_heads", 2)
                .outputs("y");
        SameOutputs.check(sketch.graph(), sketch.values(), 1e-5);
    }

    private static Sketch picture() {
        return quantised(Sketch.at(13).input("x", 2, 3, 5, 6))
                .constant("a", integers(ElementType.UINT8, 2, 3, 5, 6))
                .constant("w", integers(ElementType.INT8, 4, 3, 2, 2))
                .constant("b", integers(ElementType.INT32, 4))
                .constant("cs", Tensors.floats(ElementType.FLOAT, new long[] {4}, 0.004, 0.003, 0.002, 0.001))
                .constant("cz", Tensors.integers(ElementType.INT8, new long[] {4}, 0, 0, 0, 0))
                .scalar("zero", 0);
    }

    private static Sketch matrix() {
        return quantised(Sketch.at(13).input("x", 3, 4))
                .constant("m", integers(ElementType.INT8, 4, 5))
                .constant("t", integers(ElementType.INT8, 5, 4))
                .constant("b", integers(ElementType.INT32, 5))
                .constant("ms", Tensors.floats(ElementType.FLOAT, new long[] {5}, 0.004, 0.003, 0.002, 0.001, 0.005))
                .constant("mz", Tensors.integers(ElementType.INT8, new long[] {5}, 0, 0, 0, 0, 0));
    }

    /** x as q with scale s, zero point z; weights' scale and zero point ws, wz; the output's os, oz. */
    private static Sketch quantised(Sketch sketch) {
        return sketch.scalar("s", 0.02)
                .constant("z", Tensors.integers(ElementType.UINT8, new long[0], 110))
                .constant("s1", Tensors.floats(ElementType.FLOAT, new long[] {1}, 0.02))
                .constant("z1", Tensors.integers(ElementType.UINT8, new long[] {1}, 110))
                .scalar("ws", 0.003)
                .constant("wz", Tensors.integers(ElementType.INT8, new long[0], 5))
                .scalar("os", STEP)
                .constant("oz", Tensors.integers(ElementType.UINT8, new long[0], 100))
                .node("QuantizeLinear", "x s z", "q");
    }

    private static TensorProto integers(ElementType type, long... shape) {
        Random random = new Random(5);
        int n = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
        long[] values =
                random.longs(n, type == ElementType.UINT8 ? 0 : -120, 121).toArray();
        return Tensors.integers(type, shape, values);
    }
}
