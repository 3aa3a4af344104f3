package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    @TempDir
    Path folder;

    private Embedded files;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
    }

    @Test
    void tellsTimesAndTheirRatio() {
        CommandRun run = CommandRun.of("bench", files.model(), "--runs", 3, "--threads", 1);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(", 1 thread, 3 runs", "forward pass", "saliency map", "map / forward", "differentiating");
    }

    @Test
    void asJson() throws IOException {
        CommandRun run = CommandRun.of("bench", files.model(), "--runs", 4, "--batch", 2, "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.at("/shape/0").asInt()).isEqualTo(2);
        assertThat(json.at("/runs").asInt()).isEqualTo(4);
        for (String what : new String[] {"forward", "saliency"}) {
            assertThat(json.path(what).path("minimum").asDouble()).isPositive();
            assertThat(json.path(what).path("median").asDouble())
                    .isGreaterThanOrEqualTo(json.path(what).path("minimum").asDouble());
        }
        assertThat(json.path("derivedNodes").asInt())
                .isGreaterThan(json.path("nodes").asInt());
        assertThat(json.path("sha256").asText()).hasSize(64);
    }

    @Test
    void severalPicturesForAModelThatTakesOneAtATime() throws IOException {
        byte[] one = BadModels.chain(
                List.of(BadModels.value("x", DataType.FLOAT, 1, 3, 4, 4)),
                BadModels.value("y", DataType.FLOAT, 1, 48),
                BadModels.node("Flatten", "y", "x"));
        Path model = Files.write(folder.resolve("one.onnx"), one);
        CommandRun run = CommandRun.of("bench", model, "--batch", 3, "--runs", 1);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("one.onnx, 3x3x4x4, ");
    }
}
