package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.FoveaException;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small variants of every architecture family, as the exporters write them, against float64 gradients by PyTorch. Writes
 * {@code docs/coverage.md} when run with {@code -Dfovea.coverage=write}.
 */
class ArchitectureGradientTest {
    /** Largest error allowed, relative to the golden's largest absolute value. */
    private static final double TOLERANCE = 1e-4;

    private static final Map<String, String> TABLE = new TreeMap<>();

    /** One fixture of the index. */
    record Fixture(JsonNode row) {
        String text(String key) {
            return row.path(key).asText();
        }

        ClassifierOptions options() throws URISyntaxException {
            return Classifier.from(folder().resolve(text("name") + ".onnx")).withOutput(text("output"));
        }

        Tensor input() throws URISyntaxException {
            return Npy.read(folder().resolve(text("golden") + ".input.npy"));
        }

        ScoreGradients gradients(Classifier classifier) throws Exception {
            return classifier.gradients(input(), Target.index(row.get("class").asInt()), Score.LOGIT);
        }

        Tensor expected() throws Exception {
            return Npy.read(folder().resolve(text("golden") + ".gradient.npy"));
        }

        @Override
        public String toString() {
            return text("name");
        }
    }

    /** Files saved with operators in a layout that only the machine they were saved on has. */
    private static final Set<String> REFUSED = Set.of("clip_optimised_all", "resnet_optimised_all");

    static List<Fixture> fixtures() throws Exception {
        List<Fixture> all = new ArrayList<>();
        for (JsonNode row :
                new ObjectMapper().readTree(folder().resolve("index.json").toFile())) {
            if (!REFUSED.contains(row.get("name").asText())) {
                all.add(new Fixture(row));
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip_optimised_all", "resnet_optimised_all"})
    void refusesLayoutsOfOneMachine(String name) throws Exception {
        Path file = folder().resolve(name + ".onnx");
        assertThatThrownBy(() -> Classifier.load(file))
                .isInstanceOf(FoveaException.class)
                .hasMessageContaining("com.microsoft.nchwc")
                .hasMessageContaining(name + ".onnx");
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(ArchitectureGradientTest.class
                        .getResource("/dev/fovea/core/architectures/index.json")
                        .toURI())
                .getParent();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void gradientAgreesWithTheGolden(Fixture fixture) throws Exception {
        try (Classifier classifier = fixture.options().load()) {
            ScoreGradients found = fixture.gradients(classifier);
            double error = error(found.gradient().values(), fixture.expected().values());
            TABLE.put(
                    "%s %s %s".formatted(fixture.text("kind"), fixture.text("family"), fixture.text("name")),
                    "| %s | %s | `%s` | %s | %d | %s |"
                            .formatted(
                                    fixture.text("kind"),
                                    fixture.text("family"),
                                    fixture.text("name"),
                                    fixture.text("exporter"),
                                    fixture.row().get("opset").asInt(),
                                    decade(error)));
            assertThat(error).isLessThan(TOLERANCE);
            assertThat(error)
                    .as("what docs/coverage.md says; a decade more, since machines add up in other orders")
                    .isLessThanOrEqualTo(10 * listed(fixture));
        }
    }

    /** The bound in the page's row of a fixture. */
    private static double listed(Fixture fixture) throws Exception {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "coverage.md")).stream()
                .filter(line -> line.contains("| `" + fixture + "` |"))
                .toList();
        assertThat(rows).as("rows of %s in docs/coverage.md", fixture).hasSize(1);
        return Double.parseDouble(rows.get(0).replaceFirst(".*\\| (?:< )?([^|]+) \\|$", "$1"));
    }

    /** The error as the next power of ten above it, so that the page does not hang on the machine. */
    private static String decade(double error) {
        return error == 0 ? "0" : String.format(Locale.ROOT, "< 1e%d", (int) Math.floor(Math.log10(error)) + 1);
    }

    static double error(float[] found, float[] golden) {
        assertThat(found).hasSameSizeAs(golden);
        double largest = 0;
        double error = 0;
        for (int i = 0; i < golden.length; i++) {
            largest = Math.max(largest, Math.abs(golden[i]));
            error = Math.max(error, Math.abs(found[i] - golden[i]));
        }
        return error / largest;
    }

    @AfterAll
    static void writeCoverage() throws Exception {
        if (!"write".equals(System.getProperty("fovea.coverage"))) {
            return;
        }
        String head = """
                # Coverage

                Written by `ArchitectureGradientTest` (`mvn -pl core -am verify -Dfovea.coverage=write`). Each row is a small
                variant of the architecture, exported as named and committed as a fixture (made by `core/src/test/fixtures`); the
                last column is the largest difference between Fovea's gradient and PyTorch's in float64, relative to the largest
                absolute value of the latter, rounded up to a power of ten. The test fails at 1e-4.

                Refused: files that ONNX Runtime saved at level ALL with operators of the domain `com.microsoft.nchwc`
                (fixtures `clip_optimised_all`, `resnet_optimised_all`). Their weights are in a layout that only a processor
                of the saving machine's kind reads. Save the model at level EXTENDED or below.

                | kind | family | fixture | exporter | opset | gradient error |
                |---|---|---|---|---|---|
                """;
        Files.writeString(
                Path.of("..", "docs", "coverage.md"),
                Stream.concat(Stream.of(head.strip()), TABLE.values().stream())
                        .collect(Collectors.joining("\n", "", "\n")));
    }
}
