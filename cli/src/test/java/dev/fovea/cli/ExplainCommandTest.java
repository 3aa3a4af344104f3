package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
    @TempDir
    Path folder;

    private Embedded files;
    private Path out;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
        out = folder.resolve("out");
    }

    private CommandRun explain(Object... more) {
        List<Object> args = new ArrayList<>(List.of("explain", "--model", files.model(), "--out", out));
        args.addAll(Arrays.asList(more));
        return CommandRun.good(args.toArray());
    }

    private Picture png(String name) {
        return new PictureReader().read(out.resolve(name));
    }

    @Test
    void byDefaultAPanelAndAReceipt() throws IOException {
        CommandRun run = explain(files.picture());

        assertThat(Embedded.names(out)).containsExactly("scene.panel.png", "scene.receipt.json");
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("scene.png: butterfly (1), > 99.9 %, logit 13."),
                        line -> assertThat(line).startsWith("  best: butterfly > 99.9 %; "),
                        line -> assertThat(line)
                                .isEqualTo("  saved %s, %s"
                                        .formatted(out.resolve("scene.panel.png"), out.resolve("scene.receipt.json"))));
    }

    @Test
    void everyKindOfFile() throws IOException {
        explain(files.picture(), "--save", "all", "--top-pixels", "all");

        assertThat(Embedded.names(out))
                .containsExactly(
                        "scene.gradient.npy",
                        "scene.heatmap.png",
                        "scene.map.npy",
                        "scene.overlay.png",
                        "scene.panel.png",
                        "scene.ranking.csv",
                        "scene.receipt.json");
        assertThat(png("scene.panel.png").width()).isGreaterThan(1000);
        assertThat(png("scene.overlay.png").width()).isEqualTo(112);
        assertThat(png("scene.heatmap.png").height()).isEqualTo(112);
        Tensor gradient = Npy.read(out.resolve("scene.gradient.npy"));
        Tensor map = Npy.read(out.resolve("scene.map.npy"));
        assertThat(gradient.shape()).containsExactly(1, 3, 112, 112);
        assertThat(map.shape()).containsExactly(112, 112);
        assertThat(map.values()).isEqualTo(largestOfChannels(gradient));
        assertThat(Files.readAllLines(out.resolve("scene.ranking.csv")))
                .hasSize(1 + 112 * 112)
                .startsWith("rank,x,y,value,percentile");
        JsonNode receipt =
                new ObjectMapper().readTree(out.resolve("scene.receipt.json").toFile());
        assertThat(receipt.at("/class/label").asText()).isEqualTo("butterfly");
        assertThat(receipt.at("/model/name").asText()).isEqualTo("model.onnx");
    }

    private static float[] largestOfChannels(Tensor gradient) {
        int pixels = gradient.values().length / 3;
        float[] largest = new float[pixels];
        for (int i = 0; i < gradient.values().length; i++) {
            largest[i % pixels] = Math.max(largest[i % pixels], Math.abs(gradient.values()[i]));
        }
        return largest;
    }

    @Test
    void aRuleIsSaidInTheReceiptAndChangesTheMap() throws IOException {
        List<float[]> maps = new ArrayList<>();
        for (String rule : List.of("gradient", "deconvnet", "GUIDED")) {
            CommandRun run = explain(files.picture(), "--json", "--save", "panel,map.npy", "--rule", rule);
            JsonNode receipt = new ObjectMapper().readTree(run.out()).get(0);
            assertThat(receipt.at("/method/rule").asText()).isEqualToIgnoringCase(rule);
            maps.add(Npy.read(out.resolve("scene.map.npy")).values());
        }
        assertThat(maps.get(0)).isNotEqualTo(maps.get(1)).isNotEqualTo(maps.get(2));
        assertThat(maps.get(1)).isNotEqualTo(maps.get(2));
    }

    @Test
    void theRankingBeginsWithTheStrongestPixel() throws IOException {
        explain(files.picture(), "--save", "ranking.csv,map.npy", "--top-pixels", "3");

        float[] map = Npy.read(out.resolve("scene.map.npy")).values();
        int strongest = 0;
        for (int i = 0; i < map.length; i++) {
            strongest = map[i] > map[strongest] ? i : strongest;
        }
        assertThat(Files.readAllLines(out.resolve("scene.ranking.csv")))
                .hasSize(4)
                .element(1)
                .isEqualTo("1,%d,%d,%s,100.0000".formatted(strongest % 112, strongest / 112, map[strongest]));
    }

    @Test
    void jsonIsAllThatStandardOutputGets() throws IOException {
        CommandRun run = explain(files.picture(), "--json", "--class", "k:2");

        JsonNode receipts = new ObjectMapper().readTree(run.out());
        assertThat(run.out()).startsWith("[\n").endsWith("\n]\n");
        assertThat(receipts).hasSize(2);
        assertThat(receipts.at("/0/class/label").asText()).isEqualTo("butterfly");
        assertThat(receipts.at("/1/class/label").asText()).isEqualTo("mug");
        assertThat(receipts.at("/0/files/0").asText())
                .isEqualTo(out.resolve("scene.1-butterfly.panel.png").toString());
    }

    @Test
    void jsonWithoutFilesWritesNone() throws IOException {
        CommandRun run = explain(files.picture(), "--json", "--save", "none");

        assertThat(new ObjectMapper().readTree(run.out()).at("/0/files")).isEmpty();
        assertThat(out).doesNotExist();
    }

    @Test
    void aReceiptOnStandardOutputIsTheOneInTheFolder() throws IOException {
        CommandRun run = explain(files.picture(), "--json", "--save", "receipt");

        ObjectNode printed = (ObjectNode) new ObjectMapper().readTree(run.out()).get(0);
        printed.remove("files");
        assertThat(printed)
                .isEqualTo(new ObjectMapper()
                        .readTree(out.resolve("scene.receipt.json").toFile()));
    }

    @ParameterizedTest
    @CsvSource({
        "top, 1, butterfly",
        "4, 4, key",
        "mushroom, 7, mushroom",
        "MUSH, 7, mushroom",
        "mug-vs-0, 6, mug - anchor",
        "top-vs-star, 1, butterfly - star",
    })
    void aClass(String asked, int index, String label) throws IOException {
        CommandRun run = explain(files.picture(), "--json", "--save", "panel", "--class", asked);

        JsonNode found = new ObjectMapper().readTree(run.out()).at("/0/class");
        assertThat(found.get("index").asInt()).isEqualTo(index);
        assertThat(found.get("label").asText()).isEqualTo(label);
        assertThat(Embedded.names(out)).containsExactly("scene.panel.png");
    }

    @Test
    void severalClassesAreRankedInTheFileNames() throws IOException {
        explain(files.picture(), "--save", "overlay", "--class", "key", "--class", "k:2", "--class", "1");

        assertThat(Embedded.names(out))
                .containsExactly(
                        "scene.1-key.overlay.png",
                        "scene.2-butterfly.overlay.png",
                        "scene.3-mug.overlay.png",
                        "scene.4-butterfly.overlay.png");
    }

    @Test
    void aContrastIsTheDifferenceOfTwoGradients() throws IOException {
        explain(files.picture(), "--save", "gradient.npy", "--class", "1", "--class", "6", "--class", "1-vs-6");

        float[] first = gradient("scene.1-butterfly.gradient.npy");
        float[] second = gradient("scene.2-mug.gradient.npy");
        float[] contrast = gradient("scene.3-butterfly-mug.gradient.npy");
        for (int i = 0; i < contrast.length; i++) {
            assertThat(contrast[i]).isCloseTo(first[i] - second[i], within(1e-5f));
        }
    }

    private static org.assertj.core.data.Offset<Float> within(float offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    private float[] gradient(String name) {
        return Npy.read(out.resolve(name)).values();
    }

    @Test
    void theTensorOfAPictureGivesItsGradient() throws IOException {
        Path tensor;
        try (Classifier classifier = Classifier.load(files.model())) {
            Tensor prepared = Subject.read(files.picture(), classifier).tensor();
            tensor = files.write("tensor.npy", Npy.toBytes(prepared));
        }

        explain(files.picture(), tensor, "--save", "all");

        assertThat(out.resolve("tensor.gradient.npy")).hasSameBinaryContentAs(out.resolve("scene.gradient.npy"));
        assertThat(out.resolve("tensor.map.npy")).hasSameBinaryContentAs(out.resolve("scene.map.npy"));
        assertThat(png("tensor.panel.png").width())
                .isEqualTo(png("scene.panel.png").width());
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "noise:3:0.1", "crops10"})
    void theSameAgainGivesTheSameBytes(String repeat) throws IOException {
        String[] options = {"--save", "all", "--repeat", repeat, "--seed", "5"};
        explain(files.picture(), options[0], options[1], options[2], options[3], options[4], options[5]);
        TreeMap<String, byte[]> first = bytes();
        explain(files.picture(), options[0], options[1], options[2], options[3], options[4], options[5]);
        TreeMap<String, byte[]> second = bytes();

        assertThat(withoutTime(second.remove("scene.receipt.json")))
                .isEqualTo(withoutTime(first.remove("scene.receipt.json")));
        assertThat(second.keySet()).isEqualTo(first.keySet()).hasSize(6);
        first.forEach((name, content) -> assertThat(second.get(name)).as(name).isEqualTo(content));
    }

    private TreeMap<String, byte[]> bytes() throws IOException {
        TreeMap<String, byte[]> all = new TreeMap<>();
        for (String name : Embedded.names(out)) {
            all.put(name, Files.readAllBytes(out.resolve(name)));
        }
        return all;
    }

    private static JsonNode withoutTime(byte[] receipt) throws IOException {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(receipt);
        assertThat(json.remove("milliseconds").isNumber()).isTrue();
        return json;
    }

    @Test
    void anotherSeedGivesOtherNoise() throws IOException {
        explain(files.picture(), "--save", "map.npy", "--repeat", "noise:2:0.1", "--seed", "1");
        byte[] first = Files.readAllBytes(out.resolve("scene.map.npy"));
        explain(files.picture(), "--save", "map.npy", "--repeat", "noise:2:0.1", "--seed", "2");

        assertThat(out.resolve("scene.map.npy"))
                .satisfies(file -> assertThat(Files.readAllBytes(file)).isNotEqualTo(first));
    }

    @Test
    void aSignedMapKeepsItsSigns() throws IOException {
        explain(files.picture(), "--save", "map.npy,panel", "--magnitude", "signed", "--channels", "sum");

        float[] map = Npy.read(out.resolve("scene.map.npy")).values();
        assertThat(map).satisfies(values -> {
            float least = 0;
            float most = 0;
            for (float v : values) {
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
            assertThat(least).isNegative();
            assertThat(most).isPositive();
        });
    }

    @Test
    void theCacheChangesNothingButTheTime() throws IOException {
        Path cache = folder.resolve("cache");
        for (String out : List.of("off", "first", "second")) {
            CommandRun run = CommandRun.of(
                    "explain",
                    files.picture(),
                    "--model",
                    files.model(),
                    "--save",
                    "panel,gradient.npy",
                    "--cache",
                    out.equals("off") ? "off" : cache,
                    "--out",
                    folder.resolve(out));
            assertThat(run.exit()).as(run.err()).isZero();
        }
        for (String file : List.of("scene.panel.png", "scene.gradient.npy")) {
            byte[] expected = Files.readAllBytes(folder.resolve("off").resolve(file));
            assertThat(folder.resolve("first").resolve(file)).hasBinaryContent(expected);
            assertThat(folder.resolve("second").resolve(file)).hasBinaryContent(expected);
        }
        assertThat(cache).isNotEmptyDirectory();
    }
}
