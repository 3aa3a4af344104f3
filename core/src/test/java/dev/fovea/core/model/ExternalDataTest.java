package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in a file of their own. */
class ExternalDataTest {
    private static final ModelProto WHOLE = ToyModel.taking(1, 3, 2, 2)
            .then("Flatten")
            .dense(2, ToyModel.numbers(24, 1), 0, 0)
            .model();

    @TempDir
    private Path root;

    private Path folder;
    private Path model;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectory(root.resolve("models"));
        model = folder.resolve("m.onnx");
    }

    /** The 2x12 weight at byte 8 of a file. */
    private byte[] weights() throws IOException {
        byte[] data = WHOLE.getGraph().getInitializer(0).getRawData().toByteArray();
        byte[] all = new byte[8 + data.length];
        System.arraycopy(data, 0, all, 8, data.length);
        return all;
    }

    private void write(String location, String offset, String length) throws IOException {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("location", location);
        entry.put("offset", offset);
        entry.put("length", length);
        ModelProto.Builder proto = WHOLE.toBuilder();
        TensorProto.Builder t = proto.getGraphBuilder().getInitializerBuilder(0);
        t.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
        entry.forEach((k, v) -> {
            if (!v.isEmpty()) {
                t.addExternalData(StringStringEntryProto.newBuilder().setKey(k).setValue(v));
            }
        });
        Files.write(model, proto.build().toByteArray());
    }

    private void refused(String... parts) {
        OneLine.refuses(() -> ModelFile.read(model), parts);
        OneLine.refuses(() -> ModelFile.read(model), "'c1'");
    }

    @ParameterizedTest
    @CsvSource({"w.bin, 8, 96", "w.bin, 8, ''", "./w.bin, 8, 96", "sub/w.bin, 8, 96", "../models/w.bin, 8, 96"})
    void readsThem(String location, String offset, String length) throws IOException {
        Path file = folder.resolve(location).normalize();
        Files.createDirectories(file.getParent());
        Files.write(file, weights());
        write(location, offset, length);
        assertThat(ModelFile.read(model).model()).isEqualTo(WHOLE);
    }

    @Test
    void saysThatTheFileIsMissing() throws IOException {
        write("w.bin", "8", "96");
        refused("m.onnx' keeps weight 'c1' in", "w.bin', which cannot be read; put it beside the model");
    }

    @ParameterizedTest
    @CsvSource({
        "8, 97, 'needs 97 bytes from byte 8 on, it has 104'",
        "104, 96, 'needs 96 bytes from byte 104 on, it has 104'",
        "1000, '', 'it has 104'",
        "-8, 96, 'it has 104'",
        "8, -1, 'it has 104'",
        "9223372036854775807, 96, 'it has 104'"
    })
    void saysThatTheFileIsCutOff(String offset, String length, String why) throws IOException {
        Files.write(folder.resolve("w.bin"), weights());
        write("w.bin", offset, length);
        refused("w.bin' is cut off", why);
    }

    @Test
    void boundsWhatIsRead() throws IOException {
        Files.write(folder.resolve("w.bin"), weights());
        write("w.bin", "0", "9223372036854775807");
        refused("is cut off");
        write("w.bin", "zero", "96");
        refused("which cannot be read");
    }

    /** A file of 3 GB without a byte on the disk. */
    @Test
    void saysThatTheWeightsAreTooLarge() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("w.bin").toFile(), "rw")) {
            file.setLength(3_000_000_000L);
        }
        write("w.bin", "", "");
        OneLine.refuses(() -> ModelFile.read(model), "m.onnx' has 3.0 GB; models up to 2 GB work");
    }

    @Test
    void checksTheirSizeAgainstTheShape() throws IOException {
        Files.write(folder.resolve("w.bin"), weights());
        write("w.bin", "8", "92");
        refused("is damaged: weight 'c1' [2, 12] needs 96 bytes, found 92");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../w.bin", "sub/../../w.bin", "ABSOLUTE", "..", ""})
    void readsNothingOutsideTheModelsFolder(String location) throws IOException {
        Files.write(root.resolve("w.bin"), weights());
        String written = location.equals("ABSOLUTE") ? root.resolve("w.bin").toString() : location;
        write(written, "8", "96");
        refused("in '" + written + "', outside its own folder; that is not read");
    }

    @Test
    void refusesNamesThatAreNone() throws IOException {
        write("w\0.bin", "8", "96");
        refused("that is not read");
        write(".", "0", "96");
        refused("which cannot be read; put it beside the model");
    }

    @Test
    void cannotBeFoundFromBytes() throws IOException {
        write("w.bin", "8", "96");
        byte[] bytes = Files.readAllBytes(model);
        OneLine.refuses(
                () -> ModelFile.read(bytes),
                "keeps its weights in another file; load it from its path, not from bytes");
    }
}
