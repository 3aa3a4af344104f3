package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DreamCommandTest {
    @TempDir
    Path folder;

    private Embedded files;
    private Path out;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
        out = folder.resolve("out");
    }

    private CommandRun run(String... args) {
        List<Object> all = new ArrayList<>(List.of("dream", "--model", files.model(), "--out", out));
        all.addAll(List.of(args));
        return CommandRun.of(all.toArray());
    }

    private CommandRun dream(String... args) {
        CommandRun run = run(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    private JsonNode receipt(String base) throws IOException {
        return new ObjectMapper().readTree(out.resolve(base + ".receipt.json").toFile());
    }

    @Test
    void aClassModelItsCourseAndItsReceipt() throws IOException {
        CommandRun run = dream("--class", "MUSH", "--steps", "30");

        assertThat(Embedded.names(out))
                .containsExactly(
                        "mushroom.simonyan.course.csv",
                        "mushroom.simonyan.course.png",
                        "mushroom.simonyan.png",
                        "mushroom.simonyan.receipt.json");
        assertThat(new PictureReader()
                        .read(out.resolve("mushroom.simonyan.png"))
                        .width())
                .isEqualTo(112);
        assertThat(new PictureReader()
                        .read(out.resolve("mushroom.simonyan.course.png"))
                        .width())
                .isEqualTo(900);
        JsonNode receipt = receipt("mushroom.simonyan");
        List<String> course = Files.readAllLines(out.resolve("mushroom.simonyan.course.csv"));
        assertThat(course).hasSize(32).startsWith("step,score");
        assertThat(course.get(31)).isEqualTo("30," + receipt.at("/result/score").asDouble());
        assertThat(receipt.at("/result/score").asDouble())
                .isGreaterThan(20 + receipt.at("/result/firstScore").asDouble());
        assertThat(receipt.at("/result/complete").asBoolean()).isTrue();
        assertThat(receipt.at("/model/sha256").asText()).hasSize(64);
        assertThat(receipt.at("/objective/target/label").asText()).isEqualTo("MUSH");
        assertThat(receipt.at("/warnings/0").asText()).startsWith("the gradient at the start was zero everywhere");
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("mushroom, simonyan: score 0.5")
                                .contains("after 30 steps"),
                        line -> assertThat(line).contains("noise was added (deviation 0.25)"),
                        line -> assertThat(line).startsWith("  saved ").contains("mushroom.simonyan.png"));
    }

    @ParameterizedTest
    @CsvSource({
        "--channel, /conv4/Conv:5, channel-5-of-conv4-conv.lucid, Channel",
        "--neuron, /conv3/Conv:7:3:9, channel-7-of-conv3-conv-at-3-9.lucid, Neuron",
        "--neuron, /conv3/Conv:7, channel-7-of-conv3-conv-at-the-middle.lucid, Neuron",
        "--layer, /conv2/Conv, layer-conv2-conv.deepdream, Layer",
    })
    void partsOfTheModel(String option, String value, String base, String kind) throws IOException {
        dream(option, value, "--steps", "3");

        JsonNode receipt = receipt(base);
        assertThat(receipt.at("/objective/kind").asText()).isEqualTo(kind);
        assertThat(receipt.at("/objective/layer").asText()).isEqualTo(value.replaceAll(":.*", ""));
        assertThat(out.resolve(base + ".png")).exists();
    }

    /** Columns: recipe, options, where the receipt's settings show it, what it says there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "simonyan | --lr 0.2                    | /optimizer            | {'kind':'Sgd','rate':0.2,'norm':'rms'}",
                "simonyan | --optimizer adam            | /optimizer            | {'kind':'Adam','rate':0.05,'beta1':0.9,'beta2':0.999,'epsilon':1.0E-8}",
                "lucid    | --lr 0.1                    | /optimizer/rate       | 0.1",
                "lucid    | --optimizer sgd --lr 3      | /optimizer            | {'kind':'Sgd','rate':3.0,'norm':'none'}",
                "simonyan | --l2 0.01 --tv 0.5          | /penalties            | [{'kind':'L2','lambda':0.01},{'kind':'TotalVariation','weight':0.5}]",
                "common   | --l2 0                      | /penalties            | []",
                "simonyan | --decay 0                   | /regularizers         | []",
                "simonyan | --blur 2                    | /regularizers/1       | {'kind':'GaussianBlur','sigma':2.0,'every':4}",
                "yosinski | --blur-every 7              | /regularizers/1       | {'kind':'GaussianBlur','sigma':1.0,'every':7}",
                "yosinski | --blur 0 --clip-norm 0 --clip-contribution 5 --clamp | /regularizers | [{'kind':'Decay','rate':0.01},{'kind':'ClipSmallContribution','percent':5.0},{'kind':'PixelRange'}]",
                "lucid    | --jitter 0 --scale 1:1 --rotate 0 | /transformations | [{'kind':'Pad','pixels':12}]",
                "lucid    | --jitter 6 --pad 0 --scale 0.8:1.2 --rotate 5 | /transformations | [{'kind':'Jitter','pixels':6},{'kind':'RandomScale','least':0.8,'most':1.2},{'kind':'RandomRotation','degrees':5.0},{'kind':'Jitter','pixels':3}]",
                "simonyan | --roll 9                    | /transformations      | [{'kind':'Roll','pixels':9}]",
                "simonyan | --octaves 2:1.3             | /octaves              | {'kind':'Octaves','count':2,'ratio':1.3}",
                "lucid    | --no-fourier                | /parametrization      | {'kind':'Parametrization','basis':'pixels','color':'decorrelated'}",
                "simonyan | --fourier --decorrelate     | /parametrization      | {'kind':'Parametrization','basis':'fourier','color':'decorrelated'}",
                "deepdream| --no-clamp                  | /regularizers         | []",
                "simonyan | --start grey                | /start                | {'kind':'Grey'}",
                "simonyan | --start noise:0.5           | /start                | {'kind':'Noise','sigma':0.5}",
                "simonyan | --seed 9                    | /seed                 | 9",
                "simonyan | --size 40x30                | /size                 | {'kind':'Size','height':30,'width':40}",
            })
    void optionsChangeTheRecipe(String recipe, String options, String at, String expected) throws IOException {
        List<String> args = new ArrayList<>(List.of("--class", "4", "--recipe", recipe, "--steps", "1"));
        args.addAll(List.of(options.split(" ")));
        dream(args.toArray(String[]::new));

        assertThat(receipt("key." + recipe).at("/settings" + at).toString()).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void aDreamOnAPictureInItsOwnSize() throws IOException {
        String picture = files.picture().toString();
        dream("--layer", "/conv3/Conv", "--start", picture, "--size", "start", "--steps", "2");

        Picture start = new PictureReader().read(files.picture());
        Picture found = new PictureReader().read(out.resolve("layer-conv3-conv.deepdream.png"));
        double moved = 0;
        for (int i = 0; i < 112 * 112; i++) {
            moved += Math.abs(found.channel(i % 112, i / 112, 0) - start.channel(i % 112, i / 112, 0));
        }
        assertThat(moved / (112 * 112)).isBetween(1.0, 40.0);
        JsonNode receipt = receipt("layer-conv3-conv.deepdream");
        assertThat(receipt.at("/settings/start/kind").asText()).isEqualTo("FromPicture");
        assertThat(receipt.at("/settings/start/sha256OfPixels").asText()).hasSize(64);
        assertThat(receipt.at("/result/steps").asInt()).isEqualTo(8);
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        List<byte[]> found = new ArrayList<>();
        for (String seed : List.of("3", "3", "4")) {
            dream("--class", "gear", "--recipe", "lucid", "--steps", "4", "--seed", seed);
            found.add(Files.readAllBytes(out.resolve("gear.lucid.png")));
        }
        assertThat(found.get(1)).isEqualTo(found.get(0));
        assertThat(found.get(2)).isNotEqualTo(found.get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                    | --class=CLASS",
                "--class 1 --layer /conv3/Conv       | mutually exclusive",
                "--class walrus                      | No class 'walrus' among the 10 labels",
                "--class 10                          | There is no class 10",
                "--layer /conv3/Konv                 | near are '/conv3/Conv'",
                "--channel /conv3/Conv               | expected LAYER:K, a layer and the number of a channel, found '/conv3/Conv'",
                "--channel /conv3/Conv:96            | has no channel 96; expected 0 to 95",
                "--neuron /conv3/Conv:3:14:0         | has no row 14; expected 0 to 13",
                "--class 1 --recipe inception        | choose one of simonyan, yosinski, lucid, common, deepdream",
                "--class 1 --start gras              | none of zero, grey, random, noise:SIGMA, and there is no such file",
                "--class 1 --size start              | needs a picture to start from",
                "--class 1 --size 4x4                | must be 16 to 4096",
                "--class 1 --size big                | expected WIDTHxHEIGHT",
                "--class 1 --octaves 50              | octaves must be 1 to 12 (sizes), found 50",
                "--class 1 --scale 2                 | expected A:B such as 0.9:1.1, found '2'",
                "--class 1 --l2 -1                   | lambda must be 0 to 1000000",
                "--class 1 --steps 0                 | steps must be 1 to 1000000",
                "--class 1 --decay 2                 | decay must be 0 to 1",
                "--class 1 --optimizer newton        | none of adam, sgd, sgd-rms, sgd-mean",
                "--class 1 --optimizer sgd --lr 1e6 --l2 1 | take a smaller learning rate than 1000000.0",
            })
    void whatIsWrongIsSaidInOneLine(String args, String said) {
        CommandRun run = run(args == null ? new String[0] : args.split(" +"));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).startsWith("fovea: ").contains(said);
        assertThat(out).doesNotExist();
    }

    /** An ascent of hours, ended as Ctrl-C ends it. */
    @Test
    void anInterruptSavesWhatThereIs() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dfovea.terminal=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Fovea.class.getName(),
                        "dream",
                        "--model",
                        files.model().toString(),
                        "--class",
                        "star",
                        "--steps",
                        "900000",
                        "--out",
                        out.toString())
                .redirectOutput(new File(folder.toFile(), "stdout.txt"))
                .start();
        try (BufferedReader err = process.errorReader()) {
            StringBuilder shown = new StringBuilder();
            while (!shown.toString().contains("step ")) {
                int c = err.read();
                assertThat(c).as("the process ended with: %s", shown).isNotNegative();
                shown.append((char) c);
            }
            process.toHandle().destroy();
            err.transferTo(Writer.nullWriter());
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(process.exitValue()).as("128 and the signal, here SIGTERM").isEqualTo(143);
        JsonNode receipt = receipt("star.simonyan");
        int steps = receipt.at("/result/steps").asInt();
        assertThat(receipt.at("/result/complete").asBoolean()).isFalse();
        assertThat(receipt.at("/warnings").toString()).contains("stopped before the last step");
        assertThat(Files.readAllLines(out.resolve("star.simonyan.course.csv"))).hasSize(steps + 2);
        assertThat(new PictureReader().read(out.resolve("star.simonyan.png")).width())
                .isEqualTo(112);
        assertThat(Files.readString(folder.resolve("stdout.txt")))
                .contains("after %d of 900000 steps (interrupted)".formatted(steps));
        assertThat(Embedded.names(out)).hasSize(4);
    }

    @Test
    void theScoreSavedIsThatOfThePicture() throws IOException {
        dream("--class", "gear", "--recipe", "lucid", "--steps", "20");

        JsonNode result = receipt("gear.lucid").get("result");
        CommandRun explained = CommandRun.of(
                "explain",
                out.resolve("gear.lucid.png"),
                "--model",
                files.model(),
                "--class",
                "gear",
                "--json",
                "--save",
                "none");
        double logit = new ObjectMapper()
                .readTree(explained.out())
                .at("/0/class/logit")
                .asDouble();
        assertThat(result.get("pictureScore").asDouble()).isCloseTo(logit, within(1e-3));
    }
}
