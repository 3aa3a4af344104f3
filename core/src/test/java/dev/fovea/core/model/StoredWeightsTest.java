package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A matrix of just over 32 MB, which stays in its file. */
class StoredWeightsTest {
    private static final int ROWS = 3000;
    private static final int COLUMNS = 3 * 31 * 31;
    private static final byte[] NUMBERS = numbers();
    private static final Tensor PICTURE = picture();

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void file() throws IOException {
        path = folder.resolve("m.onnx");
        Files.write(path, model("Gemm").toByteArray());
    }

    private static Tensor picture() {
        float[] values = new float[COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.cos(0.1 * i);
        }
        return new Tensor(new long[] {1, 3, 31, 31}, values);
    }

    private static byte[] numbers() {
        ByteBuffer raw = ByteBuffer.allocate(4 * ROWS * COLUMNS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            raw.putFloat((float) Math.sin(i) / 50);
        }
        return raw.array();
    }

    private static TensorProto matrix(long... dims) {
        TensorProto.Builder huge = TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(NUMBERS));
        Arrays.stream(dims).forEach(huge::addDims);
        return huge.build();
    }

    /** Two classes from a picture times the matrix, by Gemm or by MatMul, or from the sum of both by Add. */
    private static ModelProto model(String op) {
        ToyModel toy = ToyModel.taking(1, 3, 31, 31).then("Flatten");
        switch (op) {
            case "Gemm" -> toy.then("Gemm", Attributes.of("transB", 1L), matrix(ROWS, COLUMNS));
            case "MatMul" -> toy.then("MatMul", matrix(COLUMNS, ROWS));
            default -> toy.then("Add", matrix(ROWS, COLUMNS)).then("ReduceMax", Tensors.ints(1));
        }
        return toy.then("Tanh")
                .then("Reshape", Tensors.ints(1, ROWS))
                .dense(2, ToyModel.numbers(2 * ROWS, 3), 0.1, 0.2)
                .model();
    }

    private static TensorProto weight(ModelFile file) {
        return file.model().getGraph().getInitializer(0);
    }

    private static ScoreGradients gradients(Classifier classifier) {
        return classifier.gradients(PICTURE, Target.index(1), Score.LOGIT);
    }

    @ParameterizedTest
    @EnumSource
    void scoresAndGradientsAreThoseOfTheModelInMemory(Op op) throws IOException {
        ModelProto model = model(op.name());
        Files.write(path, model.toByteArray());
        ModelFile file = ModelFile.read(path);
        assertThat(weight(file).hasRawData()).isFalse();
        assertThat(file.bytes()).isGreaterThan(4L * ROWS * COLUMNS);
        try (Classifier stored = Classifier.load(path);
                Classifier held = Classifier.from(model.toByteArray()).load()) {
            assertThat(gradients(stored).gradient()).isEqualTo(gradients(held).gradient());
            assertThat(stored.scores(PICTURE).get(0).logits())
                    .containsExactly(held.scores(PICTURE).get(0).logits());
        }
    }

    enum Op {
        Gemm,
        MatMul,
        Add
    }

    @Test
    void otherOperatorsThanProductsGetTheNumbers() throws IOException {
        assertThat(StoredWeights.bytes(ModelFile.read(path).graph())).isEqualTo(4L * ROWS * COLUMNS);
        Files.write(path, model("Add").toByteArray());
        assertThat(StoredWeights.bytes(ModelFile.read(path).graph())).isZero();
    }

    @Test
    void gradientsInDoublePrecisionReadThem() {
        try (Classifier single = Classifier.load(path);
                Classifier wide = Classifier.from(path)
                        .withExecution(Execution.DEFAULT.withPrecision(Execution.Precision.DOUBLE))
                        .load()) {
            float[] expected = gradients(wide).gradient().values();
            float[] found = gradients(single).gradient().values();
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    @Test
    void aWeightFileBesideTheModelIsLeftAloneToo() throws IOException {
        ModelProto.Builder model = ModelFile.read(path).model().toBuilder();
        TensorProto.Builder t = model.getGraphBuilder().getInitializerBuilder(0).clearExternalData();
        t.addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("w.bin"));
        t.addExternalData(StringStringEntryProto.newBuilder().setKey("offset").setValue("0"));
        Files.write(folder.resolve("w.bin"), NUMBERS);
        Path split = folder.resolve("split.onnx");
        Files.write(split, model.build().toByteArray());
        ModelFile file = ModelFile.read(split);
        assertThat(file.hasExternalWeights()).isTrue();
        assertThat(weight(file).hasRawData()).isFalse();
        try (Classifier whole = Classifier.load(path);
                Classifier beside = Classifier.load(split)) {
            assertThat(gradients(beside).gradient()).isEqualTo(gradients(whole).gradient());
        }
    }

    @Test
    void aFileThatHasChangedIsNotReadAgain() throws IOException {
        try (Classifier classifier = Classifier.load(path)) {
            Files.setLastModifiedTime(path, FileTime.fromMillis(1));
            OneLine.refuses(() -> gradients(classifier), "m.onnx' has changed", "'c1'", "load the model again");
        }
    }

    @Test
    void aFileThatIsGoneIsNamed() throws IOException {
        try (Classifier classifier = Classifier.load(path)) {
            Files.delete(path);
            OneLine.refuses(() -> gradients(classifier), "'c1' can no longer be read", "m.onnx");
        }
    }

    @Test
    void damageIsFoundWhenTheFileIsRead() throws IOException {
        long size = Files.size(path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(size / 2 / 4 * 4 + numbersFrom() % 4);
            file.write(new byte[] {0, 0, (byte) 0xC0, 0x7F});
        }
        OneLine.refuses(() -> ModelFile.read(path), "'c1'", "holds NaN");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size / 2);
        }
        OneLine.refuses(() -> ModelFile.read(path), "m.onnx' is not a whole ONNX file");
    }

    /** Where in the file the matrix begins. */
    private long numbersFrom() {
        return weight(ModelFile.read(path)).getExternalDataList().stream()
                .filter(e -> e.getKey().equals("offset"))
                .mapToLong(e -> Long.parseLong(e.getValue()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sizesAreChecked() throws IOException {
        ModelProto.Builder model = model("Gemm").toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).setDims(0, ROWS + 1);
        Files.write(path, model.build().toByteArray());
        OneLine.refuses(() -> ModelFile.read(path), "'c1'", "bytes, found " + 4 * ROWS * COLUMNS);
    }
}
