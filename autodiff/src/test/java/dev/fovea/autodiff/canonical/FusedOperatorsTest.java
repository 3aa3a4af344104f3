package dev.fovea.autodiff.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime fuses, written out again: both run in ONNX Runtime and agree. */
class FusedOperatorsTest {
    private static final String MS = "com.microsoft.";

    static Stream<Arguments> models() {
        return Stream.of(
                arguments("Gelu", x().node(MS + "Gelu", "x", "y")),
                arguments("BiasGelu", x().constant("b", 4).node(MS + "BiasGelu", "x b", "y")),
                arguments("FastGelu", x().node(MS + "FastGelu", "x", "y")),
                arguments("FastGelu with bias", x().constant("b", 4).node(MS + "FastGelu", "x b", "y")),
                arguments("QuickGelu", x().node(MS + "QuickGelu", "x", "y", "alpha", 1.3)),
                arguments("QuickGelu default", x().node(MS + "QuickGelu", "x", "y")),
                arguments("FusedConv Relu", conv("Relu")),
                arguments("FusedConv Tanh", conv("Tanh")),
                arguments("FusedConv Sigmoid", conv("Sigmoid")),
                arguments("FusedConv LeakyRelu", conv("LeakyRelu", 0.3f)),
                arguments("FusedConv Clip", conv("Clip", -0.5f, 0.6f)),
                arguments("FusedConv HardSigmoid", conv("HardSigmoid", 0.3f, 0.4f)),
                arguments(
                        "FusedConv with a sum",
                        picture()
                                .constant("w", 4, 3, 3, 3)
                                .constant("b", 4)
                                .constant("z", 2, 4, 3, 4)
                                .node(MS + "FusedConv", "x w b z", "y", "activation", "Relu")),
                arguments("FusedGemm Relu", gemm("Relu")),
                arguments("FusedGemm LeakyRelu", gemm("LeakyRelu", "activation_alpha", 0.2)),
                arguments("FusedGemm Elu", gemm("Elu", "activation_alpha", 0.7)),
                arguments(
                        "FusedGemm HardSigmoid", gemm("HardSigmoid", "activation_alpha", 0.3, "activation_beta", 0.4)),
                arguments("FusedMatMul", pair().node(MS + "FusedMatMul", "x c", "y", "alpha", 0.5)),
                arguments("FusedMatMul A", pair().node(MS + "FusedMatMul", "x d", "y", "transA", 1L)),
                arguments("FusedMatMul B", pair().node(MS + "FusedMatMul", "x e", "y", "transB", 1L, "alpha", 2.0)),
                arguments(
                        "FusedMatMul of two inputs",
                        Sketch.at(18)
                                .input("x", 2, 3, 4, 5)
                                .input("z", 2, 3, 6, 5)
                                .node(MS + "FusedMatMul", "x z", "y", "transB", 1L, "alpha", 0.25)),
                arguments(
                        "FusedMatMul of matrices",
                        Sketch.at(18)
                                .input("x", 4, 5)
                                .input("z", 6, 4)
                                .node(MS + "FusedMatMul", "x z", "y", "transA", 1L, "transB", 1L)),
                arguments(
                        "FusedMatMul batches",
                        Sketch.at(18)
                                .input("x", 4, 2, 3, 5)
                                .input("z", 5, 2, 3, 6)
                                .node(MS + "FusedMatMul", "x z", "y", "transBatchA", 1L, "transBatchB", 1L)),
                arguments(
                        "FusedMatMul batches and matrices",
                        Sketch.at(18)
                                .input("x", 5, 2, 4)
                                .input("z", 6, 2, 5)
                                .node(
                                        MS + "FusedMatMul",
                                        "x z",
                                        "y",
                                        "transBatchA",
                                        1L,
                                        "transBatchB",
                                        1L,
                                        "transA",
                                        1L,
                                        "transB",
                                        1L)),
                arguments("TransposeMatMul", pair().node(MS + "TransposeMatMul", "x e", "y", "transB", 1L)),
                arguments(
                        "SkipLayerNormalization",
                        skip().node(MS + "SkipLayerNormalization", "x z g b", "y", "epsilon", 1e-3)),
                arguments(
                        "SkipLayerNormalization with bias and sum",
                        skip().node(MS + "SkipLayerNormalization", "x z g b c", "y _ _ h")
                                .node("Neg", "h", "n")
                                .outputs("n")),
                arguments(
                        "SkipLayerNormalization without beta",
                        skip().node(MS + "SkipLayerNormalization", "x z g", "y")),
                arguments(
                        "SkipSimplifiedLayerNormalization",
                        skip().node(MS + "SkipSimplifiedLayerNormalization", "x z g c", "y _ _ h", "epsilon", 1e-3)
                                .outputs("h")),
                arguments(
                        "SimplifiedLayerNormalization",
                        skip().node("SimplifiedLayerNormalization", "x g", "y", "epsilon", 1e-3)),
                arguments(
                        "SimplifiedLayerNormalization, axis from the front",
                        skip().node("SimplifiedLayerNormalization", "x g", "y", "axis", 2L)),
                arguments("Attention", attention("x w b")),
                arguments("Attention with position bias", attention("x w b _ _ p")),
                arguments("Attention scaled", attention("x w b", "scale", 0.3)),
                arguments(
                        "Attention with narrower values",
                        Sketch.at(18)
                                .input("x", 2, 5, 8)
                                .constant("w", 8, 20)
                                .constant("b", 20)
                                .node(MS + "Attention", "x w b", "y", "num_heads", 2L, "qkv_hidden_sizes", new long[] {
                                    8, 8, 4
                                })),
                arguments("MultiHeadAttention", multiHead("q k v")),
                arguments("MultiHeadAttention with bias", multiHead("q k v b")),
                arguments("MultiHeadAttention with position bias", multiHead("q k v _ _ p", "scale", 0.4)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void computesTheSame(String title, Sketch sketch) throws Exception {
        Graph canonical = SameOutputs.check(sketch.outputs("y").graph(), sketch.values(), 1e-5);
        assertThat(canonical.nodes()).extracting(Node::op).noneMatch(op -> op.contains("."));
        assertThat(canonical.shell().getOpsetImportList())
                .extracting(o -> o.getDomain())
                .containsOnly("");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9})
    void legacyOperatorsComputeTheSame(int opset) throws Exception {
        Sketch sketch = Sketch.at(opset)
                .input("x", 1, 3, 6, 7)
                .node("ImageScaler", "x", "a", "scale", 0.5, "bias", new float[] {0.1f, -0.2f, 0.3f})
                .node("Crop", "a", "b", "border", new long[] {1, 0, 2, 1})
                .node("Crop", "b", "c", "border", new long[] {1, 1, 0, 0}, "scale", new long[] {3, 2})
                .node("Affine", "c", "d", "alpha", 2.0, "beta", 0.5)
                .node("Scale", "d", "e", "scale", 0.7)
                .node("ScaledTanh", "e", "f", "alpha", 0.7, "beta", 1.2)
                .node("ParametricSoftplus", "f", "y", "alpha", 0.7, "beta", 1.2)
                .outputs("y");
        SameOutputs.check(sketch.graph(), sketch.values(), 1e-6);
    }

    /** ONNX Runtime has no float kernel for it on the processor: held against the convolution between transpositions. */
    @Test
    void channelsLastConvolution() throws Exception {
        Sketch fused = Sketch.at(18)
                .input("x", 2, 5, 6, 3)
                .constant("w", 4, 3, 3, 3)
                .constant("b", 4)
                .constant("z", 2, 3, 4, 4)
                .node(
                        MS + "NhwcFusedConv",
                        "x w b z",
                        "y",
                        "activation",
                        "LeakyRelu",
                        "activation_params",
                        new float[] {0.2f})
                .outputs("y");
        Sketch plain = Sketch.at(18)
                .input("x", 2, 5, 6, 3)
                .constant("w", 4, 3, 3, 3)
                .constant("b", 4)
                .constant("z", 2, 3, 4, 4)
                .node("Transpose", "x", "first", "perm", new long[] {0, 3, 1, 2})
                .node("Conv", "first w b", "conv")
                .node("Transpose", "conv", "last", "perm", new long[] {0, 2, 3, 1})
                .node("Add", "last z", "sum")
                .node("LeakyRelu", "sum", "y", "alpha", 0.2)
                .outputs("y");
        assertThat(SameOutputs.difference(plain.graph(), Canonical.of(fused.graph()), fused.values()))
                .isZero();
    }

    /** ONNX Runtime 1.29 crashes without the bias: held against one of zeros. */
    @Test
    void attentionWithoutBias() throws Exception {
        Sketch zeros = attention("x w zeros")
                .constant("zeros", Tensors.floats(ElementType.FLOAT, new long[] {24}, new double[24]))
                .outputs("y");
        Graph without = Canonical.of(attention("x w").outputs("y").graph());
        assertThat(SameOutputs.difference(zeros.graph(), without, zeros.values()))
                .isLessThan(1e-5);
    }

    @Test
    void keepsTheNamesThatLayersAreChosenBy() {
        Graph canonical = Canonical.of(conv("Relu").outputs("y").graph());
        assertThat(canonical.nodes()).extracting(Node::op).containsExactly("Conv", "Relu");
        assertThat(canonical.nodes().get(0).name()).isEqualTo("the com.microsoft.FusedConv of y");
        assertThat(canonical.nodes().get(1).outputs()).isEqualTo(List.of("y"));
    }

    @Test
    void refusesWhatHasNoMeaningForPictures() {
        assertRefused(
                attention("x w b m").constant("m", Tensors.integers(ElementType.INT32, new long[] {2}, 3, 4)), "mask");
        assertRefused(attention("x w b", "unidirectional", 1L), "causal");
        assertRefused(x().node("com.microsoft.nchwc.ReorderInput", "x", "y"), "layout");
        assertRefused(x().node("RandomNormalLike", "x", "r").node("Add", "x r", "y"), "another value at each run");
        assertRefused(conv("Sinc"), "'Sinc' is not known");
    }

    private static void assertRefused(Sketch sketch, String reason) {
        Graph graph = sketch.outputs("y").graph();
        assertThatThrownBy(() -> Canonical.of(graph))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("Node '")
                .hasMessageContaining(reason);
    }

    private static Sketch x() {
        return Sketch.at(13).input("x", 2, 3, 4);
    }

    private static Sketch picture() {
        return Sketch.at(13).input("x", 2, 3, 5, 6);
    }

    private static Sketch conv(String activation, float... params) {
        Sketch sketch = picture().constant("w", 4, 3, 3, 3).constant("b", 4);
        return params.length == 0
                ? sketch.node(MS + "FusedConv", "x w b", "y", "activation", activation, "strides", new long[] {2, 1})
                : sketch.node(MS + "FusedConv", "x w b", "y", "activation", activation, "activation_params", params);
    }

    private static Sketch gemm(String activation, Object... parameters) {
        Object[] all = Stream.concat(
                        Stream.of("activation", activation, "alpha", 0.5, "transB", 1L), Stream.of(parameters))
                .toArray();
        return Sketch.at(13)
                .input("x", 3, 4)
                .constant("w", 5, 4)
                .constant("b", 5)
                .node(MS + "FusedGemm", "x w b", "y", all);
    }

    private static Sketch pair() {
        return Sketch.at(13)
                .input("x", 2, 3, 4)
                .constant("c", 4, 5)
                .constant("d", 2, 3, 5)
                .constant("e", 5, 4);
    }

    private static Sketch skip() {
        return Sketch.at(17)
                .input("x", 2, 3, 4)
                .input("z", 2, 3, 4)
                .constant("g", 4)
                .constant("b", 4)
                .constant("c", 4);
    }

    private static Sketch attention(String inputs, Object... attributes) {
        Object[] all =
                Stream.concat(Stream.of("num_heads", 2L), Stream.of(attributes)).toArray();
        return Sketch.at(18)
                .input("x", 2, 5, 8)
                .constant("w", 8, 24)
                .constant("b", 24)
                .constant("p", 1, 2, 5, 5)
                .node(MS + "Attention", inputs, "y", all);
    }

    private static Sketch multiHead(String inputs, Object... attributes) {
        Object[] all =
                Stream.concat(Stream.of("num_heads", 2L), Stream.of(attributes)).toArray();
        return Sketch.at(18)
                .input("q", 2, 5, 8)
                .input("k", 2, 7, 8)
                .input("v", 2, 7, 6)
                .constant("b", 22)
                .constant("p", 1, 2, 5, 7)
                .node(MS + "MultiHeadAttention", inputs, "y", all);
    }
}
