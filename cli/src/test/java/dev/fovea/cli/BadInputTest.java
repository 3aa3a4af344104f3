package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.scenes.EmbeddedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with an input: exit code 2, one line that names it and says what to do, nothing written. */
class BadInputTest {
    @TempDir
    Path folder;

    /** @param args the command line, but for {@code --out} */
    private record Row(String name, Function<Embedded, List<Object>> args, List<String> said) {}

    private static Row row(String name, Function<Embedded, List<Object>> args, String... said) {
        return new Row(name, args, List.of(said));
    }

    private static Row picture(String name, Function<Embedded, Path> input, String... said) {
        return row(name, e -> List.of("explain", input.apply(e), "--model", e.model()), said);
    }

    private static Row model(String name, Function<Embedded, Path> model, String... said) {
        return row(name, e -> List.of("explain", e.picture(), "--model", model.apply(e)), said);
    }

    private static Row option(String name, List<String> options, String... said) {
        return row(
                name,
                e -> Stream.<Object>concat(Stream.of("explain", e.picture(), "--model", e.model()), options.stream())
                        .toList(),
                said);
    }

    @TestFactory
    Stream<DynamicTest> pictures() {
        return tests(
                picture("missing", e -> e.folder().resolve("no.png"), "no.png", "no such file", "Check the path"),
                picture("empty", e -> e.write("a.png", new byte[0]), "a.png", "empty (0 bytes)", "download it again"),
                picture(
                        "truncated",
                        e -> e.write("a.png", half(EmbeddedModel.demoPicture())),
                        "a.png",
                        "truncated",
                        "download it again"),
                picture(
                        "not a picture",
                        e -> e.write("a.jpg", "Dear Sir or Madam".getBytes(StandardCharsets.UTF_8)),
                        "a.jpg",
                        "not a picture",
                        "JPEG, PNG"),
                picture(
                        "gigantic",
                        e -> e.write("bomb.png", gigantic()),
                        "bomb.png",
                        "60000 x 60000",
                        "--limit-pixels"),
                picture(
                        "an empty folder",
                        e -> e.write("sub/x.txt", new byte[1]).getParent(),
                        "sub",
                        "no picture"),
                row(
                        "larger than the limit given",
                        e -> List.of("explain", e.picture(), "--model", e.model(), "--limit-pixels", "1000"),
                        "112 x 112",
                        "1,000 pixels"));
    }

    @TestFactory
    Stream<DynamicTest> tensors() {
        return tests(
                picture("missing tensor", e -> e.folder().resolve("no.npy"), "no.npy", "no such"),
                picture("wrong shape", e -> npy(e, 1, 3, 111, 112), "t.npy' has shape 1x3x111x112", "Nx3x112x112"),
                picture("wrong rank", e -> npy(e, 3, 112, 112), "shape 3x112x112", "Nx3x112x112"),
                picture("a batch", e -> npy(e, 2, 3, 112, 112), "holds 2 pictures", "expected one"),
                picture("not an array", e -> e.write("t.npy", new byte[500]), "t.npy", "magic"),
                picture(
                        "truncated array",
                        e -> e.write("t.npy", half(Npy.toBytes(tensor(1, 3, 112, 112)))),
                        "t.npy",
                        "needs 150528 bytes"),
                picture("NaN", BadInputTest::nanTensor, "NaN", "t.npy'"),
                row(
                        "crops of a tensor",
                        e -> List.of("explain", npy(e, 1, 3, 112, 112), "--model", e.model(), "--repeat", "crops10"),
                        "crops10",
                        "give the picture"));
    }

    @TestFactory
    Stream<DynamicTest> models() {
        return tests(
                model("missing", e -> e.folder().resolve("no.onnx"), "no.onnx", "no such file"),
                model("a folder", Embedded::folder, "it is a folder", "give the .onnx file"),
                model("empty", e -> e.write("m.onnx", new byte[0]), "m.onnx", "0 bytes", "download it again"),
                model("truncated", e -> e.write("m.onnx", half(EmbeddedModel.model())), "m.onnx", "download it again"),
                model("not ONNX", e -> e.write("m.onnx", noise()), "m.onnx", "not a"),
                model("a picture", Embedded::picture, "scene.png", "not a"),
                model(
                        "text",
                        e -> e.write("m.onnx", "<!DOCTYPE html><html>404".getBytes(StandardCharsets.UTF_8)),
                        "m.onnx",
                        "not a"),
                model("a shortened weight", e -> e.changed("m", BadModels::shorten), "m.onnx", "damaged", "weight"),
                model("NaN weights", e -> e.changed("m", BadModels::poison), "m.onnx", "NaN", "download it again"),
                model(
                        "an operator that does not exist",
                        e -> e.changed(
                                "m", m -> m.getGraphBuilder().getNodeBuilder(0).setOpType("Convolve")),
                        "m.onnx",
                        "Convolve"),
                model(
                        "an input that nothing makes",
                        e -> e.changed(
                                "m", m -> m.getGraphBuilder().getNodeBuilder(3).setInput(0, "nowhere")),
                        "m.onnx",
                        "'nowhere'"),
                model(
                        "an opset from the future",
                        e -> e.changed("m", m -> m.getOpsetImportBuilder(0).setVersion(999)),
                        "m.onnx",
                        "Opset 999"),
                model("no image-like input", e -> vectors(e), "m.onnx", "'x' float 1x20", "expected one picture"),
                model("several inputs", e -> twoInputs(e), "m.onnx", "2 inputs", "'x'", "'y'", "expected one picture"),
                model("no float output", e -> integers(e), "m.onnx", "'k'", "float class scores"),
                model("an operator without a rule", e -> withoutRule(e), "Det", "rule"),
                model("no preprocessing", e -> bare(e), "bare.onnx", "preset", "imagenet"),
                model("a broken sidecar", e -> sidecar(e, "{"), "s.fovea.json", "not valid JSON"),
                model(
                        "a sidecar for another size",
                        e -> sidecar(e, "{\"preprocessing\": {\"resize\": {\"size\": [64, 64]}}}"),
                        "s.fovea.json",
                        "64",
                        "112"));
    }

    @TestFactory
    Stream<DynamicTest> options() {
        return tests(
                option("unknown class", List.of("--class", "10"), "no class 10", "10 classes, 0 to 9"),
                option("unknown label", List.of("--class", "toucan"), "'toucan'", "10 labels", "fovea inspect"),
                option("ambiguous label", List.of("--class", "u"), "'u' fits", "'butterfly'", "index"),
                option("too many classes", List.of("--class", "k:11"), "10 classes", "found 11"),
                option("a contrast with itself", List.of("--class", "key-vs-4"), "the same", "key"),
                option("half a contrast", List.of("--class", "key-vs-"), "class is empty", "A-vs-B"),
                option("missing label file", List.of("--labels", "no-such.txt"), "no-such.txt"),
                option("unknown preset", List.of("--preset", "imgnet"), "'imgnet'", "imagenet"),
                option("unknown output", List.of("--output", "probs"), "'probs'", "'logits'"),
                option("absent provider", List.of("--provider", "coreml"), "COREML", "use CPU"),
                option(
                        "a signed length",
                        List.of("--magnitude", "signed", "--channels", "l2"),
                        "L2",
                        "max, sum or mean"),
                option("unknown magnitude", List.of("--magnitude", "big"), "'big'", "abs, square, signed", "--help"),
                option("unknown repeat", List.of("--repeat", "twice"), "'twice'", "noise:N:SIGMA", "crops10"),
                option("unknown file kind", List.of("--save", "panel,gif"), "'gif'", "gradient.npy", "all, none"),
                option("unknown colours", List.of("--colormap", "jet"), "'jet'", "inferno"),
                option("too opaque", List.of("--opacity", "2"), "--opacity", "0 to 1", "'2'"),
                option("negative threads", List.of("--threads", "-1"), "--threads", "0 to 1024"),
                option("a mistyped option", List.of("--colourmap", "hot"), "--colourmap", "did you mean --colormap"),
                row("no model", e -> List.of("explain", e.picture()), "--model", "fovea explain --help"),
                row("no picture", e -> List.of("explain", "--model", e.model()), "PICTURE", "fovea explain --help"));
    }

    @TestFactory
    Stream<DynamicTest> otherCommands() {
        return tests(
                row("linear, missing", e -> List.of("linear", "no.png", "--model", e.model()), "no.png"),
                row(
                        "linear, at missing",
                        e -> List.of("linear", e.picture(), "--model", e.model(), "--at", "no.png"),
                        "no.png"),
                row("linear, class", e -> List.of("linear", e.picture(), "--model", e.model(), "--class", "99"), "99"));
    }

    @TestFactory
    Stream<DynamicTest> commandsThatWriteNothing() {
        Embedded files = Embedded.in(folder);
        return Stream.of(
                        List.<Object>of("inspect", "no.onnx"),
                        List.<Object>of("verify", "no.onnx"),
                        List.<Object>of("verify", files.model(), "no.png"),
                        List.<Object>of("verify", files.model(), "--class", "99"),
                        List.<Object>of("verify", files.model(), "--directions", "-1"),
                        List.<Object>of("explian"),
                        List.<Object>of())
                .map(args -> DynamicTest.dynamicTest(args.toString(), () -> {
                    CommandRun run = CommandRun.of(args.toArray());
                    assertThat(run.exit()).isEqualTo(2);
                    assertThat(run.errLines()).singleElement().asString().startsWith("fovea: ");
                    assertThat(run.out()).isEmpty();
                }));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsRefusedBeforeAnythingIsRead() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        CommandRun run = CommandRun.of("explain", "no.png", "--model", "no.onnx", "--out", file.resolve("maps"));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines())
                .containsExactly(
                        "fovea: Cannot write to the folder '%s': '%s' is not a folder; name another one with --out"
                                .formatted(file.resolve("maps"), file));
    }

    @Test
    void debugAddsTheStackTrace() {
        CommandRun run = CommandRun.of("explain", "no.png", "--model", "no.onnx", "--debug");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines().get(0)).startsWith("fovea: Cannot read the model 'no.onnx'");
        assertThat(run.err()).contains("\tat dev.fovea.core.model.ModelFile.read");
    }

    private Stream<DynamicTest> tests(Row... rows) {
        return Arrays.stream(rows).map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
    }

    private void check(Row row) throws IOException {
        Path out = folder.resolve("out");
        Embedded files =
                Embedded.in(Files.createDirectories(folder.resolve(row.name().replaceAll("\\W", "_"))));
        List<Object> args = Stream.<Object>concat(row.args().apply(files).stream(), Stream.of("--out", out))
                .toList();

        CommandRun run = CommandRun.of(args.toArray());

        assertThat(run.exit()).as(run.err()).isEqualTo(2);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("fovea: ")
                .contains(row.said());
        assertThat(run.out()).isEmpty();
        assertThat(out).doesNotExist();
    }

    private static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static byte[] noise() {
        byte[] bytes = new byte[10_000];
        new SplittableRandom(7).nextBytes(bytes);
        return bytes;
    }

    /** A PNG of a few bytes that says it is 3.6 gigapixels. */
    private static byte[] gigantic() {
        ByteBuffer header =
                ByteBuffer.allocate(13).putInt(60_000).putInt(60_000).put(new byte[] {8, 2, 0, 0, 0});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        png.writeBytes(chunk("IHDR", header.array()));
        png.writeBytes(chunk("IDAT", new byte[100]));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer checked = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        CRC32 crc = new CRC32();
        crc.update(checked.array());
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(checked.array())
                .putInt((int) crc.getValue())
                .array();
    }

    private static Tensor tensor(long... shape) {
        return new Tensor(shape, new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
    }

    private static Path npy(Embedded files, long... shape) {
        return files.write("t.npy", Npy.toBytes(tensor(shape)));
    }

    private static Path nanTensor(Embedded files) {
        Tensor tensor = tensor(1, 3, 112, 112);
        tensor.values()[5] = Float.NaN;
        return files.write("t.npy", Npy.toBytes(tensor));
    }

    private static Path vectors(Embedded files) {
        return files.write(
                "m.onnx",
                BadModels.chain(
                        List.of(BadModels.value("x", DataType.FLOAT, 1, 20)),
                        BadModels.value("s", DataType.FLOAT, 1, 20),
                        BadModels.node("Relu", "s", "x")));
    }

    private static Path twoInputs(Embedded files) {
        return files.write(
                "m.onnx",
                BadModels.chain(
                        List.of(
                                BadModels.value("x", DataType.FLOAT, 1, 3, 8, 8),
                                BadModels.value("y", DataType.FLOAT, 1, 3, 8, 8)),
                        BadModels.value("s", DataType.FLOAT, 1, 192),
                        BadModels.node("Add", "a", "x", "y"),
                        BadModels.node("Flatten", "s", "a")));
    }

    private static Path integers(Embedded files) {
        return files.write(
                "m.onnx",
                BadModels.chain(
                        List.of(BadModels.value("x", DataType.FLOAT, 1, 3, 8, 8)),
                        BadModels.value("k", DataType.INT64, 1, 3, 8, 8),
                        BadModels.node("ArgMax", "k", "x")));
    }

    private static Path withoutRule(Embedded files) {
        files.write("m.fovea.json", "{\"preprocessing\": \"raw\"}".getBytes(StandardCharsets.UTF_8));
        return files.write(
                "m.onnx",
                BadModels.chain(
                        List.of(BadModels.value("x", DataType.FLOAT, 1, 3, 8, 8)),
                        BadModels.value("s", DataType.FLOAT, 1, 3),
                        BadModels.node("Det", "s", "x")));
    }

    private static Path bare(Embedded files) {
        return files.write("bare.onnx", EmbeddedModel.model());
    }

    private static Path sidecar(Embedded files, String json) {
        files.write("s.fovea.json", json.getBytes(StandardCharsets.UTF_8));
        return files.write("s.onnx", EmbeddedModel.model());
    }
}
