package dev.fovea.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.FoveaException;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    @TempDir
    private Path folder;

    private static ModelProto toy() {
        return ToyModel.taking(1, 3, 2, 2)
                .then("Flatten")
                .dense(2, ToyModel.numbers(24, 1), 0, 0)
                .model();
    }

    /** The toy with its 2x12 weight changed. */
    private static ModelProto with(Consumer<TensorProto.Builder> change) {
        ModelProto.Builder model = toy().toBuilder();
        change.accept(model.getGraphBuilder().getInitializerBuilder(0));
        return model.build();
    }

    private void refused(byte[] bytes, String... parts) throws IOException {
        Path file = Files.write(folder.resolve("m.onnx"), bytes);
        OneLine.refuses(() -> ModelFile.read(file), parts);
        OneLine.refuses(() -> ModelFile.read(file), "'" + file + "'");
    }

    private void refused(ModelProto model, String... parts) throws IOException {
        refused(model.toByteArray(), parts);
    }

    @Test
    void readsAModel() throws Exception {
        byte[] bytes = toy().toByteArray();
        Path file = Files.write(folder.resolve("m.onnx"), bytes);
        ModelFile read = ModelFile.read(file);
        assertThat(read.model()).isEqualTo(toy());
        assertThat(read.source()).isEqualTo(file.toString());
        assertThat(read.path()).isEqualTo(file);
        assertThat(read.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        assertThat(ModelFile.read(bytes).source()).isEqualTo("model of %d bytes".formatted(bytes.length));
    }

    @Test
    void readsMetadata() {
        ModelFile file = ModelFile.read(ToyModel.taking(1, 3, 2, 2)
                .then("Relu")
                .metadata("author", "nobody")
                .bytes());
        assertThat(file.metadata("author")).isEqualTo("nobody");
        assertThat(file.metadata("licence")).isNull();
    }

    @Test
    void refusesWhatIsNoFile() {
        OneLine.refuses(() -> ModelFile.read(folder.resolve("none.onnx")), "none.onnx': no such file");
        OneLine.refuses(() -> ModelFile.read(folder), "'" + folder + "': it is a folder, give the .onnx file in it");
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        refused(new byte[0], "is empty (0 bytes); export or download it again");
        refused("This is not an ONNX file but a text.\n".getBytes(UTF_8), "export or download it again");
        refused("<!DOCTYPE html><html>Not found</html>".getBytes(UTF_8), "export or download it again");
        refused(toy().toBuilder().clearGraph().build(), "give the .onnx file of a classifier");
        ModelProto.Builder bare = toy().toBuilder();
        bare.getGraphBuilder().clearNode();
        refused(bare.build(), "it holds no graph with nodes; give the .onnx file of a classifier");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void refusesRandomBytes(long seed) throws IOException {
        byte[] bytes = new byte[4096];
        new Random(seed).nextBytes(bytes);
        refused(bytes, "ONNX");
    }

    /** A cut lands in any field; what is left may even be a smaller, whole model, but never a crash. */
    @Test
    void survivesEveryTruncation() {
        byte[] whole = toy().toByteArray();
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try (Classifier classifier = Classifier.from(cut).load()) {
                classifier.classCount();
            } catch (FoveaException e) {
                assertThat(e).hasMessageNotContaining("\n");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length * 9 / 10);
    }

    @Test
    void refusesATruncatedModel() throws IOException {
        byte[] whole = toy().toByteArray();
        for (int part : new int[] {3, 4, 10}) {
            refused(Arrays.copyOf(whole, whole.length * (part - 1) / part), "export or download it again");
        }
    }

    /** Bits turned at random: an answer or one line, nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesTamperedBytes(long seed) {
        byte[] whole = toy().toByteArray();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] tampered = whole.clone();
            tampered[random.nextInt(tampered.length)] ^= (byte) (1 << random.nextInt(8));
            try (Classifier classifier = Classifier.from(tampered).load()) {
                classifier.classCount();
            } catch (FoveaException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2;13, 'needs 104 bytes, found 96'",
        "2, 'needs 8 bytes, found 96'",
        "4294967296;4294967296, 'needs 73786976294838206464 bytes, found 96'",
        "9223372036854775807;9223372036854775807;9223372036854775807, 'bytes, found 96'",
        "-2;-12, '[-2, -12] has a negative size'",
        "-24, '[-24] has a negative size'",
        "0;9223372036854775807, 'needs 0 bytes, found 96'"
    })
    void refusesWeightsThatDoNotFitTheirShape(String dims, String found) throws IOException {
        ModelProto model = with(t -> {
            t.clearDims();
            Arrays.stream(dims.split(";")).map(Long::valueOf).forEach(t::addDims);
        });
        refused(model, "is damaged: weight 'c1'", "export or download it again");
        refused(model, found);
    }

    @Test
    void refusesTypedWeightsThatDoNotFitTheirShape() throws IOException {
        refused(
                with(t -> t.clearRawData().addFloatData(1).addFloatData(2)),
                "is damaged: weight 'c1' [2, 12] needs 24 elements, found 2");
        refused(with(TensorProto.Builder::clearRawData), "needs 24 elements, found 0");
        refused(
                with(t -> t.clearRawData().setDataType(ElementType.INT64.code()).addInt64Data(3)),
                "needs 24 elements, found 1");
        refused(
                with(t -> t.clearRawData().setDataType(ElementType.UINT8.code()).addInt32Data(3)),
                "needs 24 elements, found 1");
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"})
    void refusesNaN(ElementType type) throws IOException {
        double[] values = new double[24];
        values[17] = Double.NaN;
        TensorProto weights = Tensors.floats(type, new long[] {2, 12}, values);
        refused(
                with(t -> t.clear().mergeFrom(weights).setName("c1")),
                "is damaged: weight 'c1' [2, 12] holds NaN, so every score would be NaN; export or download it again");
    }

    @Test
    void refusesNaNInTypedFields() throws IOException {
        float[] values = new float[24];
        values[23] = Float.NaN;
        refused(
                with(t -> {
                    t.clearRawData();
                    for (float v : values) {
                        t.addFloatData(v);
                    }
                }),
                "holds NaN");
    }

    /** Minus infinity masks a class; only NaN poisons every score. */
    @Test
    void acceptsInfiniteWeights() {
        double[] values = new double[24];
        values[5] = Double.NEGATIVE_INFINITY;
        TensorProto weights = Tensors.floats(ElementType.FLOAT, new long[] {2, 12}, values);
        ModelProto model = with(t -> t.setRawData(weights.getRawData()));
        assertThatCode(() -> ModelFile.read(model.toByteArray())).doesNotThrowAnyException();
    }

    @Test
    void checksTheWeightsOfConstantNodes() throws IOException {
        TensorProto nan = Tensors.floats(ElementType.FLOAT, new long[] {1}, Double.NaN);
        refused(withConstant(nan.toBuilder().setName("k").build()), "weight 'k' [1] holds NaN");
        TensorProto absurd = nan.toBuilder()
                .setName("k")
                .clearDims()
                .addDims(1L << 40)
                .addDims(1L << 40)
                .build();
        refused(withConstant(absurd), "weight 'k' [1099511627776, 1099511627776] needs");
    }

    private static ModelProto withConstant(TensorProto value) {
        ModelProto.Builder model = toy().toBuilder();
        model.getGraphBuilder()
                .addNodeBuilder()
                .setOpType("Constant")
                .addOutput("unused")
                .addAllAttribute(Attributes.of("value", value).protos());
        return model.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 300, 2000, 20000})
    void survivesDeepNesting(int depth) {
        byte[] bytes = nested(depth);
        try (Classifier classifier = Classifier.from(bytes).load()) {
            classifier.classCount();
        } catch (FoveaException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }

    /** If nodes within If nodes, put together from the inside out. */
    private static byte[] nested(int depth) {
        ModelProto.Builder inner = toy().toBuilder();
        ByteString graph = inner.getGraph().toByteString();
        for (int i = 0; i < depth; i++) {
            ByteString attribute =
                    field(1, ByteString.copyFromUtf8("then_branch")).concat(field(6, graph));
            ByteString node = field(2, ByteString.copyFromUtf8("out" + i))
                    .concat(field(4, ByteString.copyFromUtf8("If")))
                    .concat(field(5, attribute));
            graph = field(1, node);
        }
        return inner.clearGraph().build().toByteString().concat(field(7, graph)).toByteArray();
    }

    /** A length-delimited protobuf field. */
    private static ByteString field(int number, ByteString value) {
        ByteString.Output out = ByteString.newOutput();
        out.write(number << 3 | 2);
        int n = value.size();
        for (; n > 127; n >>>= 7) {
            out.write(n & 127 | 128);
        }
        out.write(n);
        return out.toByteString().concat(value);
    }
}
