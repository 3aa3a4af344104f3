package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.image.PictureReader;
import dev.fovea.scenes.EmbeddedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** demo, linear, inspect, verify, and what all commands share. */
class OtherCommandsTest {
    @TempDir
    Path folder;

    private Embedded files;
    private Path out;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
        out = folder.resolve("out");
    }

    @Test
    void theDemosMapSitsOnTheObject() {
        CommandRun run = CommandRun.good("demo", "--out", out);

        Matcher shares = Pattern.compile("On the object lies ([\\d.]+) % of the saliency; it covers ([\\d.]+) %")
                .matcher(run.out());
        assertThat(shares.find()).isTrue();
        double mass = Double.parseDouble(shares.group(1));
        double area = Double.parseDouble(shares.group(2));
        assertThat(mass).isGreaterThan(50);
        assertThat(mass / area).isGreaterThan(3);
        assertThat(run.out()).contains("The classifier sees: butterfly", "Look at " + out.resolve("demo.panel.png"));
        assertThat(new PictureReader().read(out.resolve("demo.panel.png")).width())
                .isGreaterThan(1000);
    }

    @Test
    void theDemoLeavesSomethingToGoOnWith() throws IOException {
        CommandRun.good("demo", "--out", out);

        CommandRun run = CommandRun.good(
                "explain", out.resolve("demo.png"), "--model", out.resolve("scenes-cnn.onnx"), "--json", "--out", out);

        assertThat(new ObjectMapper().readTree(run.out()).at("/0/class/label").asText())
                .isEqualTo("butterfly");
    }

    @Test
    void theLinearModelIsExactWhereItIsMade() {
        CommandRun run = CommandRun.good("linear", files.picture(), "--model", files.model(), "--out", out);

        assertThat(run.out()).startsWith("scene.png, butterfly (1): S(I) ~ w.I + b\n");
        assertThat(rows(run.out(), "0.0")).singleElement().satisfies(row -> {
            assertThat(row.get(1)).isEqualTo(row.get(2));
            assertThat(row.get(3)).isIn("0.0000", "-0.0000");
        });
        assertThat(run.out()).contains("expanded at zero instead (Maclaurin)");
        assertThat(new PictureReader().read(out.resolve("scene.linear.png")).width())
                .isEqualTo(900);
    }

    @Test
    void atZeroThePathEndsInTheBias() {
        CommandRun run = CommandRun.good("linear", files.picture(), "--model", files.model(), "--out", out);

        String bias = run.out()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].equals("b"))
                .map(words -> words[1])
                .findFirst()
                .orElseThrow();
        assertThat(rows(run.out(), "1.0"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(2)).isEqualTo(bias));
    }

    @Test
    void anotherPictureHasAPathAndAPlotOfItsOwn() {
        Path other = files.write("other/scene.png", EmbeddedModel.demoMask());
        CommandRun run =
                CommandRun.good("linear", files.picture(), "--model", files.model(), "--at", other, "--out", out);

        assertThat(rows(run.out(), "1.0")).hasSize(2);
        assertThat(out.resolve("scene.linear-scene.png")).isRegularFile();
    }

    private static List<List<String>> rows(String text, String first) {
        return text.lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .filter(words -> words.size() == 4 && words.get(0).equals(first))
                .toList();
    }

    @Test
    void inspectionSaysWhatIsThere() {
        CommandRun run = CommandRun.good("inspect", files.model());

        assertThat(run.out())
                .contains(
                        "opset 17", "input      'image', float batchx3x112x112", "output     'logits', float batchx10")
                .contains("taken at the output 'logits'", "RGB", "10 from the sidecar: anchor, ..., umbrella")
                .contains("every node between picture and score has a backward rule")
                .contains("4 Conv, 4 Relu", "/conv4/Conv", "batchx128x14x14");
    }

    @Test
    void inspectionAsJson() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(CommandRun.good("inspect", files.model(), "--json").out());

        assertThat(json.get("opset").asInt()).isEqualTo(17);
        assertThat(json.at("/operators/Conv").asInt()).isEqualTo(4);
        assertThat(json.at("/picture/layout").asText()).isEqualTo("NCHW");
        assertThat(json.at("/score/takenAt").asText()).isEqualTo("logits");
        assertThat(json.at("/labels/names")).hasSize(10);
        assertThat(json.get("withoutRule")).isEmpty();
        assertThat(json.at("/layers/0/shape").asText()).isEqualTo("batchx24x56x56");
    }

    @Test
    void inspectionNamesEveryNodeWithoutARule() throws IOException {
        Path model = files.write(
                "det.onnx",
                BadModels.chain(
                        List.of(BadModels.value("x", DataType.FLOAT, 1, 3, 8, 8)),
                        BadModels.value("s", DataType.FLOAT, 1, 3),
                        BadModels.node("Det", "s", "x")));

        assertThat(CommandRun.good("inspect", model).out())
                .contains("1 node without a backward rule", "no rule: node 'Det of s' (Det, opset 18)");
        assertThat(new ObjectMapper()
                        .readTree(CommandRun.good("inspect", model, "--json").out())
                        .at("/withoutRule/0/operator")
                        .asText())
                .isEqualTo("Det");
    }

    @Test
    void theEmbeddedModelsGradientIsRight() {
        CommandRun run = CommandRun.good("verify", files.model(), files.picture(), "--directions", "3");

        assertThat(run.out().lines().filter(line -> line.endsWith("  agrees"))).hasSize(5);
        assertThat(run.out()).contains("The derived gradient is right: 5 of 5 directions agree");
    }

    @Test
    void withoutAPictureTheDemosIsTaken() {
        assertThat(CommandRun.good("verify", files.model(), "--directions", "0").out())
                .contains("at the demo's picture");
    }

    @Test
    void aGradientOfZeroIsNotSaidToBeRight() {
        Path model = files.changed(
                "dead",
                m -> m.getGraphBuilder().getNodeBuilderList().stream()
                        .filter(node -> node.getOpType().equals("Relu"))
                        .forEach(node -> node.setOpType("Floor")));

        CommandRun run = CommandRun.of("verify", model, "--directions", "2");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).endsWith("Nothing can be said: the derived gradient is zero everywhere\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "explain", "linear", "inspect", "verify"})
    void helpHasExamplesAndExitCodes(String command) {
        CommandRun run = CommandRun.good(command, "--help");

        assertThat(run.out())
                .contains("Usage: fovea " + command, "Examples:\n  fovea " + command, "Exit codes:", "130");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(105));
        assertThat(CommandRun.good("--help").out()).containsPattern("(?m)^  " + command + " ");
    }

    @Test
    void theVersion() {
        assertThat(CommandRun.good("--version").out()).matches("fovea \\S+ \\(ONNX Runtime \\S+, Java \\S+, .*\\)\n");
    }

    @Test
    void aMistypedCommandIsGuessed() {
        assertThat(CommandRun.of("explian").err())
                .isEqualTo(
                        "fovea: Unmatched argument at index 0: 'explian'; did you mean explain? (see 'fovea --help')\n");
    }
}
