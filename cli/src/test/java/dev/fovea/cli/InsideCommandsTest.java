package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** filters, activations, patches and occlusion. */
class InsideCommandsTest {
    @TempDir
    Path folder;

    private Embedded files;
    private Path out;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
        out = folder.resolve("out");
    }

    private static void refused(CommandRun run, String... parts) {
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).startsWith("fovea: ").contains(parts);
    }

    private Picture sheet(String name) {
        return new PictureReader().read(out.resolve(name));
    }

    @Test
    void filtersGoOnOneSheet() {
        CommandRun run = CommandRun.good("filters", files.model(), "--out", out);

        assertThat(run.out()).contains("'/conv1/Conv', filters: 24 of 6 x 6 pixels, 3 channels", "saved ");
        assertThat(sheet("model.filters.png").width()).isGreaterThan(600);
    }

    @Test
    void whatTopLeavesOutIsSaid() {
        assertThat(CommandRun.good("filters", files.model(), "--out", out, "--top", 5)
                        .out())
                .contains("the first 5 of 24 are shown");
    }

    @Test
    void aModelWithoutConvolutionIsRefused() {
        byte[] flat = BadModels.chain(
                List.of(BadModels.value("x", DataType.FLOAT, 1, 1, 2, 2)),
                BadModels.value("y", DataType.FLOAT, 1, 4),
                BadModels.node("Flatten", "y", "x").toBuilder()
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axis")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(1))
                        .build());
        refused(
                CommandRun.of("filters", files.write("flat.onnx", flat), "--out", out),
                "flat.onnx",
                "has no convolution");
        assertThat(out).doesNotExist();
    }

    @Test
    void activationsOfTheStandardLayer() {
        CommandRun run = CommandRun.good("activations", files.picture(), "--model", files.model(), "--out", out);

        assertThat(run.out())
                .contains(
                        "'/relu4/Relu', 128 channels of 14 x 14, the strongest 64 shown; a unit sees 52 x 52 pixels, every 8");
        assertThat(sheet("scene.relu4-relu.activations.png").height()).isGreaterThan(600);
    }

    @Test
    void chosenChannelsOnly() {
        CommandRun chosen = CommandRun.good(
                "activations", files.picture(), "--model", files.model(), "--out", out, "--channel", "3,5");
        assertThat(chosen.out()).contains("128 channels of 14 x 14, 2 shown;");
        int two = sheet("scene.relu4-relu.activations.png").height();
        CommandRun all =
                CommandRun.good("activations", files.picture(), "--model", files.model(), "--out", out, "--top", 128);
        assertThat(all.out()).contains("128 channels of 14 x 14; a unit");
        assertThat(sheet("scene.relu4-relu.activations.png").height()).isGreaterThan(two);
    }

    @Test
    void aChannelOrLayerThatIsNotThereIsRefused() {
        Object[] base = {"activations", files.picture(), "--model", files.model(), "--out", out};
        refused(
                CommandRun.of(plus(base, "--channel", "128")),
                "'/relu4/Relu' has no channel 128; it has 128, 0 to 127");
        refused(CommandRun.of(plus(base, "--layer", "relu9")), "There is no layer 'relu9'", "fovea inspect");
    }

    private static Object[] plus(Object[] base, Object... more) {
        return Stream.concat(Arrays.stream(base), Arrays.stream(more)).toArray();
    }

    @Test
    void patchesOfAFolder() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures, some"));
        Files.copy(files.picture(), pictures.resolve("a.png"));
        Files.copy(files.picture(), pictures.resolve("b.png"));

        CommandRun run = CommandRun.good("patches", pictures, "--model", files.model(), "--out", out, "--top", 4);

        assertThat(run.out()).contains("2 pictures: layer '/relu4/Relu', 128 channels; a unit sees 52 x 52 pixels");
        List<String> lines = Files.readAllLines(out.resolve("patches.relu4-relu.csv"));
        assertThat(lines).hasSize(1 + 2 * 128);
        assertThat(lines.get(0)).isEqualTo("channel,rank,value,file,row,column,x,y,width,height");
        assertThat(lines.get(1))
                .startsWith("0,1,")
                .contains("\"" + pictures.resolve("a.png") + "\"")
                .endsWith("52,52");
        assertThat(sheet("patches.relu4-relu.png").height()).isGreaterThan(600);
    }

    @Test
    void whatIsNoPictureIsPassedOver() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.copy(files.picture(), pictures.resolve("good.png"));
        Files.write(pictures.resolve("bad.png"), new byte[] {1, 2, 3});

        CommandRun run = CommandRun.of("patches", pictures, "--model", files.model(), "--out", out);

        refused(run, "bad.png");
        assertThat(run.out()).contains("1 picture: ");
        assertThat(out.resolve("patches.relu4-relu.png")).exists();
    }

    @Test
    void patchesAreNotCutFromTensors() {
        refused(
                CommandRun.of("patches", "x.npy", "--model", files.model(), "--out", out),
                "'x.npy' is a tensor; patches are cut from pictures");
    }

    @Test
    void occlusionMapsAreWrittenAsOthersAre() {
        CommandRun run = CommandRun.good(
                "occlusion",
                files.picture(),
                "--model",
                files.model(),
                "--out",
                out,
                "--stride",
                28,
                "--save",
                "panel,heatmap,map.npy,receipt");

        assertThat(run.out()).contains("scene.png: butterfly");
        assertThat(sheet("scene.occlusion.panel.png").width()).isGreaterThan(1000);
        assertThat(out.resolve("scene.occlusion.map.npy")).exists();
        assertThat(out.resolve("scene.occlusion.receipt.json"))
                .content()
                .contains("\"window\" : 14", "\"stride\" : 28", "\"value\" : 0.0");
    }

    @Test
    void occlusionHasNoGradientAndNoLargerWindowThanThePicture() {
        Object[] base = {"occlusion", files.picture(), "--model", files.model(), "--out", out};
        refused(CommandRun.of(plus(base, "--save", "gradient.npy")), "Occlusion takes no gradient");
        refused(CommandRun.of(plus(base, "--recipe", "zeiler")), "'zeiler' is none of quick, pair");
        refused(CommandRun.of(plus(base, "--window", "4000")), "A window of 4000 pixels does not fit");
        refused(CommandRun.of(plus(base, "--value", "NaN")), "expected a number, found 'NaN'");
    }
}
