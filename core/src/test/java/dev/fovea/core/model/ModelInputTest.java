package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.ModelInput.Layout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelInputTest {
    private static long[] sizes(String text) {
        return Arrays.stream(text.split("x"))
                .mapToLong(s -> s.equals("?") ? -1 : Long.parseLong(s))
                .toArray();
    }

    /** A model of that input whose scores are the mean of its pixels and minus the mean. */
    private static ToyModel averaging(ElementType type, long... shape) {
        ToyModel model = ToyModel.taking(type, shape);
        if (type == ElementType.UINT8) {
            model.then("Cast", Attributes.of("to", 1L));
        }
        return model.then("Flatten")
                .then("ReduceMean", Attributes.of("keepdims", 1L), Tensors.ints(1))
                .then("MatMul", Tensors.floats(ElementType.FLOAT, new long[] {1, 2}, 1, -1));
    }

    private static ModelInput input(ElementType type, String shape) {
        try (Classifier classifier =
                Classifier.from(averaging(type, sizes(shape)).bytes()).load()) {
            return classifier.input();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1x3x224x224, NCHW, 1, 3, 224, 224, 1x3x224x224 (NCHW)",
        "?x3x224x192, NCHW, -1, 3, 224, 192, Nx3x224x192 (NCHW)",
        "?x3x?x?, NCHW, -1, 3, -1, -1, Nx3x?x? (NCHW)",
        "1x1x28x28, NCHW, 1, 1, 28, 28, 1x1x28x28 (NCHW)",
        "1x224x192x3, NHWC, 1, 3, 224, 192, 1x224x192x3 (NHWC)",
        "?x?x?x3, NHWC, -1, 3, -1, -1, Nx?x?x3 (NHWC)",
        "2x28x28x1, NHWC, 2, 1, 28, 28, 2x28x28x1 (NHWC)",
        "1x3x3x3, NCHW, 1, 3, 3, 3, 1x3x3x3 (NCHW)",
        "1x3x32x3, NCHW, 1, 3, 32, 3, 1x3x32x3 (NCHW)"
    })
    void readsTheLayout(String shape, Layout layout, long batch, int channels, long height, long width, String text) {
        for (ElementType type : new ElementType[] {ElementType.FLOAT, ElementType.UINT8}) {
            ModelInput input = input(type, shape);
            assertThat(input)
                    .isEqualTo(new ModelInput("x", type, layout, batch, channels, height, width))
                    .hasToString(text);
            assertThat(input.hasFixedSize()).isEqualTo(height > 0 && width > 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1x3, float 1x3",
        "1x3x8, float 1x3x8",
        "1x3x8x8x8, float 1x3x8x8x8",
        "1x4x8x8, float 1x4x8x8",
        "1x2x8x8, float 1x2x8x8",
        "1x8x8x4, float 1x8x8x4",
        "?x?x?x?, float ?x?x?x?"
    })
    void refusesOtherShapes(String shape, String found) {
        OneLine.refuses(
                () -> input(ElementType.FLOAT, shape),
                "takes 'x' " + found
                        + ", expected one picture: float or uint8, Nx3xHxW or NxHxWx3 (or one grey channel)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x3x8x8", "1x3x0x8", "1x8x0x3"})
    void refusesEmptyPictures(String shape) {
        OneLine.refuses(() -> input(ElementType.FLOAT, shape), "takes empty pictures: " + shape);
    }

    @Test
    void saysThatAnInputHasNoRank() {
        OneLine.refuses(
                () -> Classifier.from(ToyModel.taking().then("Exp").bytes()).load(),
                "takes 'x' float of no or unknown rank, expected one picture");
    }

    @ParameterizedTest
    @CsvSource({"INT32, int32", "INT64, int64", "BOOL, bool"})
    void refusesOtherTypes(ElementType type, String found) {
        ToyModel model = ToyModel.taking(type, 1, 3, 2, 2).then("Cast", Attributes.of("to", 1L));
        refused(model.then("Flatten"), "takes 'x' " + found + " 1x3x2x2, expected one picture: float or uint8");
    }

    private static void refused(ToyModel model, String... parts) {
        OneLine.refuses(() -> Classifier.from(model.bytes()).load(), parts);
    }

    @Test
    void refusesStrings() {
        ModelProto.Builder model =
                ToyModel.taking(1, 3, 2, 2).then("Cast", Attributes.of("to", 1L)).then("Flatten").model().toBuilder();
        model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(8);
        OneLine.refuses(
                () -> Classifier.from(model.build().toByteArray()).load(),
                "takes 'x' without numbers (strings or a sequence), expected one picture");
    }

    @Test
    void refusesWhatIsNoTensor() {
        ModelProto.Builder model = averaging(ElementType.FLOAT, 1, 3, 2, 2).model().toBuilder();
        TypeProto image = model.getGraph().getInput(0).getType();
        model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getSequenceTypeBuilder()
                .setElemType(image);
        model.getGraphBuilder()
                .addNode(
                        0,
                        model.getGraph().getNode(0).toBuilder()
                                .setName("first")
                                .setOpType("SequenceAt")
                                .clearInput()
                                .addInput("x")
                                .addInput("zero")
                                .clearOutput()
                                .addOutput("x0"))
                .addInitializer(Tensors.scalar(ElementType.INT64, 0).toBuilder().setName("zero"));
        model.getGraphBuilder().getNodeBuilder(1).setInput(0, "x0");
        OneLine.refuses(
                () -> Classifier.from(model.build().toByteArray()).load(),
                "takes 'x' without numbers (strings or a sequence), expected one picture");
    }

    @Test
    void refusesNoInputAndSeveral() {
        ToyModel two = averaging(ElementType.FLOAT, 1, 3, 2, 2).input("y", ElementType.FLOAT, 1, 4);
        refused(two, "has 2 inputs ('x' float 1x3x2x2, 'y' float 1x4), expected one picture; fix the others");
        ModelProto.Builder none = averaging(ElementType.FLOAT, 1, 3, 2, 2).model().toBuilder();
        none.getGraphBuilder()
                .clearInput()
                .addInitializer(Tensors.floats(ElementType.FLOAT, new long[] {1, 3, 2, 2}, new double[12]).toBuilder()
                        .setName("x"));
        OneLine.refuses(
                () -> Classifier.from(none.build().toByteArray()).load(),
                "has no input, expected one picture (Nx3xHxW or NxHxWx3)");
    }

    /** Old files list their weights as inputs, too. */
    @Test
    void doesNotCountWeightsAsInputs() {
        ModelProto.Builder model = averaging(ElementType.FLOAT, 1, 3, 2, 2).model().toBuilder();
        model.getGraph()
                .getInitializerList()
                .forEach(t -> model.getGraphBuilder()
                        .addInput(model.getGraph().getInput(0).toBuilder().setName(t.getName())));
        assertThatCode(() -> Classifier.from(model.build().toByteArray()).load().close())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "1x3x20000x10000, 'takes pictures of 1x3x20000x10000 (NCHW); up to 100 megapixels are fed at once'",
        "4096x3x224x224, 'up to 100 megapixels are fed at once'",
        "1x3x100000x100000, 'at most 2147 million are computed'",
        "1x3x4294967296x4294967296, 'at most 2147 million are computed'",
        "1x2147483648x1x3, 'at most 2147 million are computed'"
    })
    void refusesPicturesThatNoMachineHolds(String shape, String why) {
        OneLine.refuses(() -> input(ElementType.FLOAT, shape), why);
    }

    @ParameterizedTest
    @CsvSource({
        "1x3x8x6, 1x3x8x6, true",
        "1x3x8x6, 5x3x8x6, true",
        "1x3x8x6, 1x3x6x8, false",
        "1x3x8x6, 1x1x8x6, false",
        "1x3x8x6, 3x8x6, false",
        "1x3x8x6, 1x8x6x3, false",
        "1x8x6x3, 1x8x6x3, true",
        "1x8x6x3, 1x3x8x6, false",
        "?x3x?x?, 1x3x7x9, true",
        "?x3x?x?, 1x4x7x9, false"
    })
    void checksTensors(String model, String given, boolean fits) {
        ModelInput input = input(ElementType.FLOAT, model);
        if (fits) {
            assertThatCode(() -> input.check(sizes(given), "t.npy")).doesNotThrowAnyException();
        } else {
            OneLine.refuses(
                    () -> input.check(sizes(given), "t.npy"),
                    "'t.npy' has shape " + given + ", the model takes " + input);
        }
    }

    @Test
    void findsItsWayInBothLayouts() {
        ModelInput chw = input(ElementType.FLOAT, "1x3x4x5");
        ModelInput hwc = input(ElementType.FLOAT, "1x4x5x3");
        assertThat(chw.shape(2, 4, 5)).containsExactly(2, 3, 4, 5);
        assertThat(hwc.shape(2, 4, 5)).containsExactly(2, 4, 5, 3);
        assertThat(chw.size(new long[] {2, 3, 4, 5})).containsExactly(4, 5);
        assertThat(hwc.size(new long[] {2, 4, 5, 3})).containsExactly(4, 5);
        assertThat(chw.offset(2, 7, 20)).isEqualTo(47);
        assertThat(hwc.offset(2, 7, 20)).isEqualTo(23);
    }
}
