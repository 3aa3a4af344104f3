package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pretrained ImageNet networks on photographs of cats and dogs, where these lie beside the repository. */
class RealPicturesTest {
    @TempDir
    Path out;

    @ParameterizedTest
    @CsvSource({"squeezenet_fp32, imagenet-caffe-bgr, 23", "mobilenetv2_fp32, imagenet, 24"})
    void petsAreRecognised(String model, String preset, int recognised) throws IOException {
        JsonNode annotations = new ObjectMapper()
                .readTree(shared("data/images/pets/annotations.json").toFile())
                .get("images");
        List<Object> args = new ArrayList<>(List.of("explain", "--json", "--out", out, "--preset", preset));
        args.addAll(List.of("--labels", shared("data/labels/synset.txt"), "--save", "none"));
        args.addAll(List.of("--model", shared("data/models/" + model + ".onnx")));
        annotations.forEach(
                a -> args.add(shared("data/images/pets/" + a.get("file").asText())));

        CommandRun run = CommandRun.of(args.toArray());

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode receipts = new ObjectMapper().readTree(run.out());
        assertThat(receipts).hasSameSizeAs(annotations).hasSize(24);
        AtomicInteger right = new AtomicInteger();
        for (int i = 0; i < receipts.size(); i++) {
            int found = receipts.get(i).at("/class/index").asInt();
            right.addAndGet(found == annotations.get(i).get("imagenet_index").asInt() ? 1 : 0);
            assertThat(receipts.get(i).at("/checks/warnings")).isEmpty();
            assertThat(receipts.get(i).at("/checks/largestGradient").asDouble()).isPositive();
        }
        assertThat(right).as("pictures whose best class is the annotated one").hasValue(recognised);
    }

    @Test
    void theOddFolderSaysWhichPicturesAreBroken() throws IOException {
        CommandRun run = CommandRun.of(
                "explain",
                shared("data/odd"),
                "--model",
                shared("data/models/squeezenet_fp32.onnx"),
                "--preset",
                "imagenet-caffe-bgr",
                "--save",
                "receipt",
                "--out",
                out);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("pillow_broken.png", "truncated"),
                        line -> assertThat(line).contains("pillow_broken_data_stream.png", "damaged"),
                        line -> assertThat(line).contains("pillow_truncated_image.png", "truncated"),
                        line -> assertThat(line).contains("pillow_truncated_jpeg.jpg", "truncated"),
                        line -> assertThat(line).contains("vips_truncated.jpg", "truncated"),
                        line -> assertThat(line).matches("fovea: \\d+ of \\d+ files were explained"));
        try (var files = Files.list(out)) {
            assertThat(files).allMatch(file -> file.toString().endsWith(".receipt.json"));
        }
    }

    private static Path shared(String relative) {
        Path root = Optional.ofNullable(System.getenv("FOVEA_SHARED"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."), "..", "shared"));
        Path found = root.resolve(relative);
        assumeTrue(Files.exists(found), () -> "skipped: no shared data at '" + found + "'");
        return found;
    }
}
