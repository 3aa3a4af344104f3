package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.fovea.autodiff.UnsupportedOperatorsException.Obstacle;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.ModelInspection.Layer;
import dev.fovea.core.model.ScoreHead.Normalization;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelInspectionTest {
    private static ModelInspection inspect(ToyModel model) {
        return ModelInspection.of(ModelFile.read(model.bytes()), "");
    }

    @Test
    void tellsAllThereIsToKnow() {
        ToyModel toy = ToyModel.taking(-1, 3, 8, 8)
                .then("Conv", Tensors.floats(ElementType.FLOAT, new long[] {4, 3, 3, 3}, ToyModel.numbers(108, 1)))
                .then("Relu")
                .then("GlobalAveragePool")
                .then("Flatten")
                .dense(5, ToyModel.numbers(20, 2), ToyModel.numbers(5, 3))
                .then("Softmax", Attributes.of("axis", 1L))
                .metadata("names", "a,b,c,d,e");
        ModelInspection found = inspect(toy);
        assertThat(found.inputs()).containsExactly(new Value("x", ElementType.FLOAT, Shape.of(-1, 3, 8, 8)));
        assertThat(found.outputs()).extracting(Value::name).containsExactly(toy.last());
        assertThat(found.opset()).isEqualTo(18);
        assertThat(found.irVersion()).isEqualTo(8);
        assertThat(found.parameters()).isEqualTo(108 + 20 + 5);
        assertThat(found.operators())
                .isEqualTo(Map.of("Conv", 1, "Relu", 1, "GlobalAveragePool", 1, "Flatten", 1, "Gemm", 1, "Softmax", 1));
        assertThat(found.picture().orElseThrow()).hasToString("Nx3x8x8 (NCHW)");
        assertThat(found.head().orElseThrow().normalization()).isEqualTo(Normalization.SOFTMAX);
        assertThat(found.problem()).isEmpty();
        assertThat(found.obstacles()).isEmpty();
        assertThat(found.preprocessing()).isEmpty();
        assertThat(found.labels().names()).hasSize(5);
        assertThat(found.layers())
                .extracting(Layer::operator)
                .containsExactly("Conv", "Relu", "GlobalAveragePool", "Flatten", "Gemm", "Softmax");
        assertThat(found.layers().get(0).shape()).endsWith("x4x6x6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opset_07",
                "mobilenet_v2_ts",
                "vit_dynamo",
                "qdq_int8",
                "uint8_nhwc",
                "functions",
                "several_outputs"
            })
    void readsFixtures(String name) throws Exception {
        Path path = Path.of(getClass()
                .getResource("/dev/fovea/core/architectures/" + name + ".onnx")
                .toURI());
        ModelFile file = ModelFile.read(path);
        ModelInspection found = ModelInspection.of(file, "");
        assertThat(found.opset())
                .isEqualTo(file.model().getOpsetImportList().stream()
                        .filter(o -> o.getDomain().isEmpty())
                        .findFirst()
                        .orElseThrow()
                        .getVersion());
        assertThat(found.parameters()).isPositive();
        assertThat(found.operators().values().stream().mapToInt(n -> n).sum())
                .isEqualTo(file.model().getGraph().getNodeCount());
        assertThat(found.problem()).isEmpty();
        assertThat(found.head()).isPresent();
        assertThat(found.layers()).isNotEmpty();
    }

    @Test
    void refusesOldOpsets() {
        ToyModel old = ToyModel.taking(1, 3, 2, 2).then("Relu").then("Flatten").opset(6);
        assertThat(inspect(old).problem().orElseThrow())
                .contains("written for opset 6; Fovea reads opset 7 and newer", "onnx.version_converter");
        assertThat(inspect(old).opset()).isEqualTo(6);
        OneLine.refuses(() -> Classifier.from(old.bytes()).load(), "written for opset 6", "onnx.version_converter");
    }

    /** Two operators without a rule, one of them twice. */
    private static ToyModel unsupported() {
        return ToyModel.taking(1, 3, 8, 8)
                .then(
                        "MaxRoiPool",
                        Attributes.of("pooled_shape", new long[] {4, 4}),
                        Tensors.floats(ElementType.FLOAT, new long[] {1, 5}, 0, 0, 0, 7, 7))
                .then("Relu")
                .then(
                        "MaxRoiPool",
                        Attributes.of("pooled_shape", new long[] {2, 2}),
                        Tensors.floats(ElementType.FLOAT, new long[] {1, 5}, 0, 0, 0, 3, 3))
                .then("Det");
    }

    @Test
    void listsEveryOperatorWithoutARuleAtOnce() {
        ModelInspection found = inspect(unsupported());
        assertThat(found.obstacles())
                .extracting(Obstacle::operator)
                .containsExactlyInAnyOrder("Det", "MaxRoiPool", "MaxRoiPool");
        assertThat(found.obstacles()).extracting(Obstacle::opset).containsOnly(18L);
        assertThat(found.problem().orElseThrow())
                .contains("Cannot differentiate 3 nodes", "'Det_y", "'MaxRoiPool_y", "export the model without");
        try (Classifier classifier = Classifier.from(unsupported().bytes()).load()) {
            Tensor picture = new Tensor(new long[] {1, 3, 8, 8}, new float[192]);
            OneLine.refuses(
                    () -> classifier.gradients(picture, Target.top(), Score.LOGIT),
                    "Cannot differentiate 3 nodes",
                    "(Det, opset 18)",
                    "(MaxRoiPool, opset 18)",
                    "Add a rule");
            assertThat(classifier.scores(picture)).as("scores need no rule").hasSize(1);
        }
    }

    @Test
    void saysWhatStandsInTheWay() {
        assertThat(inspect(ToyModel.taking(1, 4, 8, 8).then("Flatten"))
                        .problem()
                        .orElseThrow())
                .contains("expected one picture");
        assertThat(inspect(ToyModel.taking(1, 3, 8, 8).then("Relu")).problem().orElseThrow())
                .contains("is it a classifier?");
        assertThat(inspect(ToyModel.taking(1, 3, 8, 8).then("Nonsense"))
                        .problem()
                        .orElseThrow())
                .contains("Nonsense");
        assertThat(inspect(ToyModel.taking(1, 3, 8, 8).then("Flatten").then("RandomNormalLike"))
                        .problem()
                        .orElseThrow())
                .contains("RandomNormalLike", "another value at each run");
    }

    @Test
    void refusesACycle() {
        ModelProto.Builder model = ToyModel.taking(1, 3, 2, 2).then("Relu").then("Flatten").model().toBuilder();
        String end = model.getGraph().getOutput(0).getName();
        model.getGraphBuilder().getNodeBuilder(0).setInput(0, end);
        byte[] bytes = model.build().toByteArray();
        OneLine.refuses(() -> Classifier.from(bytes).load(), "The graph has a cycle");
        OneLine.refuses(() -> ModelInspection.of(ModelFile.read(bytes), ""), "The graph has a cycle");
    }
}
