package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.scenes.EmbeddedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalizeCommandTest {
    @TempDir
    Path folder;

    private Embedded files;
    private Path truth;
    private Path out;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
        truth = files.write("truth/scene.mask.png", EmbeddedModel.demoMask());
        out = folder.resolve("out");
    }

    private CommandRun run(Object... args) {
        List<Object> all = new ArrayList<>(List.of("localize", "--model", files.model(), "--out", out));
        all.addAll(Arrays.asList(args));
        return CommandRun.of(all.toArray());
    }

    private CommandRun localize(Object... args) {
        CommandRun run = run(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void theFiveBestClassesByDefault() throws IOException {
        CommandRun run = localize(files.picture());

        try (Stream<Path> all = Files.list(out)) {
            assertThat(all.map(f -> f.getFileName().toString()).sorted())
                    .containsExactly(
                            "scene.1-butterfly.mask.png",
                            "scene.2-mug.mask.png",
                            "scene.3-key.mask.png",
                            "scene.4-mushroom.mask.png",
                            "scene.5-anchor.mask.png",
                            "scene.objects.json",
                            "scene.objects.png");
        }
        assertThat(run.out().lines().toList())
                .hasSize(7)
                .startsWith("scene.png")
                .anySatisfy(
                        line -> assertThat(line).startsWith("  butterfly (1), > 99.9 %: box x 48 to 111, y 41 to "));
        JsonNode objects = json(Files.readString(out.resolve("scene.objects.json")));
        assertThat(objects).hasSize(5);
        assertThat(objects.at("/0/class/label").asText()).isEqualTo("butterfly");
        assertThat(objects.at("/0/method/rule").asText()).isEqualTo("gradient");
        assertThat(objects.at("/0/localization/kind").asText()).isEqualTo("Localization");
        assertThat(objects.at("/0/localization/foreground").asDouble()).isEqualTo(0.95);
        assertThat(objects.at("/0/object/cut/foregroundSeeds").asInt()).isGreaterThan(300);
        assertThat(new PictureReader().read(out.resolve("scene.objects.png")).width())
                .isGreaterThan(1000);
    }

    @Test
    void theMaskIsThatOfTheReceiptAndSitsOnTheObject() throws IOException {
        CommandRun run = localize(files.picture(), "--class", "top", "--truth", truth, "--json");

        JsonNode found = json(run.out()).get(0);
        Picture mask = new PictureReader().read(out.resolve("scene.1-butterfly.mask.png"));
        int white = 0;
        for (int i = 0; i < 112 * 112; i++) {
            assertThat(mask.rgb(i % 112, i / 112) & 0xFFFFFF).isIn(0, 0xFFFFFF);
            white += mask.channel(i % 112, i / 112, 0) == 255 ? 1 : 0;
        }
        assertThat(found.at("/object/maskPixels").asInt()).isEqualTo(white);
        assertThat(found.at("/truth/boxIou").asDouble()).isGreaterThan(0.8);
        assertThat(found.at("/truth/maskIou").asDouble()).isGreaterThan(0.7);
        assertThat(found.at("/object/saliencyInBox").asDouble()).isBetween(0.5, 0.95);
        assertThat(run.out()).startsWith("[\n").endsWith("\n]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "graphcut:0.9:0.2, foreground, 0.9",
        "threshold, share, 0.15",
        "THRESHOLD:0.3, share, 0.3",
        "center:0.25, share, 0.25",
    })
    void aMethod(String method, String setting, double value) throws IOException {
        CommandRun run =
                localize(files.picture(), "--class", "1", "--method", method, "--truth", "40,30,60,70", "--json");

        JsonNode found = json(run.out()).get(0);
        assertThat(found.at("/localization/" + setting).asDouble()).isEqualTo(value);
        assertThat(found.at("/truth").size()).as("no mask is known").isEqualTo(1);
    }

    @Test
    void theCentredBoxIsInTheMiddle() throws IOException {
        CommandRun run = localize(files.picture(), "--class", "1", "--method", "center:0.25", "--json");

        assertThat(json(run.out()).at("/0/object/box").toString())
                .isEqualTo("{\"x\":28,\"y\":28,\"width\":56,\"height\":56}");
    }

    @Test
    void smoothingGoesToTheMethodThatSmooths() throws IOException {
        for (String method : List.of("graphcut", "threshold")) {
            CommandRun run =
                    localize(files.picture(), "--class", "1", "--method", method, "--smoothing", "0.07", "--json");
            assertThat(json(run.out()).at("/0/localization/smoothing").asDouble())
                    .isEqualTo(0.07);
        }
    }

    @Test
    void whatCannotBeReadDoesNotStopTheOthers() {
        Path broken = files.write("a/broken.png", "no picture".getBytes(StandardCharsets.UTF_8));

        CommandRun run = run(broken, files.picture(), "--class", "top");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("broken.png");
        assertThat(out.resolve("scene.objects.json")).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method lasso              | expected graphcut[:F:B], threshold[:X] or center[:X], found 'lasso'",
                "--method graphcut:0.2:0.9   | Quantiles must be 0 <= background <= foreground <= 1",
                "--method threshold:2        | must be 0 to less than 1, found 2.0",
                "--method center:0           | must be above 0 to 1, found 0.0",
                "--smoothing 3               | Smoothing must be 0 to 0.5",
                "--smoothing much            | much",
                "--class 12                  | There is no class 12",
                "--truth nothing             | neither X,Y,WIDTH,HEIGHT nor a mask that exists",
                "--truth 1,2,0,4             | is empty",
                "--truth 100,0,20,5          | 100,0,20,5 reaches beyond the picture of 112 x 112",
                "--truth 0,112,5,5           | 0,112,5,5 reaches beyond the picture of 112 x 112",
            })
    void whatIsWrongIsSaidInOneLine(String args, String said) {
        List<Object> all = new ArrayList<>(List.of(files.picture()));
        all.addAll(List.of(args.split(" ")));
        CommandRun run = run(all.toArray());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).startsWith("fovea: ").contains(said);
        assertThat(out).doesNotExist();
    }

    @Test
    void aTruthOfSeveralPicturesIsRefused() {
        CommandRun run = run(files.picture(), files.picture(), "--truth", "1,2,3,4");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines()).containsExactly("fovea: --truth is of one picture, found 2 pictures; give one");
    }

    @Test
    void aPictureWithoutAnObjectIsNamed() {
        Path one = files.write("a/one.png", PictureWriter.toPng(Picture.of(1, 1, new int[] {0x808080})));

        CommandRun run = run(one, files.picture(), "--class", "k:2");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("fovea: one.png: The saliency map is"));
        assertThat(out.resolve("scene.objects.json")).exists();
    }

    @Test
    void aTensorHasNoColours() {
        Path tensor =
                files.write("t.npy", Npy.toBytes(new Tensor(new long[] {1, 3, 112, 112}, new float[3 * 112 * 112])));

        CommandRun run = run(tensor, "--class", "1");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("give the picture");
    }
}
