package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where preprocessing and labels come from when several places say it. */
class ModelDescriptionTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void model() throws IOException {
        model = write(ToyModel.taking(1, 3, 2, 2)
                .metadata("Image.BitmapPixelFormat", "Bgr8")
                .metadata("Image.NominalPixelRange", "Normalized_0_1")
                .metadata("names", "m0, m1"));
    }

    private Path write(ToyModel toy) throws IOException {
        byte[] bytes = toy.then("Flatten").dense(2, new double[24], 0, 0).bytes();
        return Files.write(folder.resolve("net.onnx"), bytes);
    }

    private void beside(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name), json.replace('\'', '"'));
    }

    private String source(ClassifierOptions options) {
        try (Classifier classifier = options.load()) {
            return classifier.preprocessing().source() + " | "
                    + classifier.labels().name(0);
        }
    }

    /** Each place is added below the ones that go before it, from the last to the first. */
    @Test
    void theFirstPlaceThatSaysItCounts() throws IOException {
        assertThat(source(Classifier.from(model))).isEqualTo("the model's ONNX image metadata | m0");
        beside("labels.txt", "f0\nf1\n");
        assertThat(source(Classifier.from(model))).endsWith("| m0");
        beside(
                "config.json",
                "{'id2label': {'0': 'c0', '1': 'c1'}, 'pretrained_cfg': {'mean': [0, 0, 0], 'std': [1, 1, 1],"
                        + " 'input_size': [3, 2, 2]}}");
        assertThat(source(Classifier.from(model))).isEqualTo("config.json | c0");
        beside("preprocessor_config.json", "{'image_mean': [0, 0, 0], 'image_std': [1, 1, 1], 'size': 2}");
        assertThat(source(Classifier.from(model))).isEqualTo("preprocessor_config.json | c0");
        beside("net.fovea.json", "{'preprocessing': 'raw', 'labels': ['s0', 's1']}");
        assertThat(source(Classifier.from(model))).isEqualTo("sidecar 'net.fovea.json' | s0");
        assertThat(source(Classifier.from(model).withSidecar("{\"preprocessing\": \"raw\"}")))
                .isEqualTo("the given sidecar | c0");
        assertThat(source(Classifier.from(model).withPreset("tf").withLabels(new Labels(List.of("x0", "x1")))))
                .isEqualTo("preset 'tf' | x0");
    }

    @Test
    void aSidecarMaySayOnlyTheLabels() throws IOException {
        beside("net.fovea.json", "{'labels': ['s0', 's1']}");
        assertThat(source(Classifier.from(model))).isEqualTo("the model's ONNX image metadata | s0");
    }

    @Test
    void findsALabelFileLast() throws IOException {
        model = write(ToyModel.taking(1, 3, 2, 2));
        for (String name : List.of("classes.txt", "synset.txt", "labels.txt", "net.txt", "net.labels.txt")) {
            beside(name, name + "\nother\n");
            assertThat(source(Classifier.from(model).withPreset("raw"))).isEqualTo("preset 'raw' | " + name);
        }
    }

    @Test
    void showsTheChoicesWhereNothingSaysIt() throws IOException {
        model = write(ToyModel.taking(1, 3, 2, 2));
        try (Classifier classifier = Classifier.load(model)) {
            OneLine.refuses(
                    classifier::preprocessing,
                    "Nothing says how '" + model + "' wants its pictures",
                    "name a preset (" + String.join(", ", Presets.names()) + ")",
                    "a sidecar '<model>.fovea.json'",
                    "preprocessor_config.json",
                    ".npy");
        }
    }

    @Test
    void saysWhichFileIsBroken() throws IOException {
        beside("preprocessor_config.json", "{");
        OneLine.refuses(() -> Classifier.load(model), "preprocessor_config.json is not valid JSON");
        beside("net.fovea.json", "{");
        OneLine.refuses(() -> Classifier.load(model), "net.fovea.json' is not valid JSON");
        Files.write(folder.resolve("net.fovea.json"), new byte[] {(byte) 0xFF});
        OneLine.refuses(() -> Classifier.load(model), "Cannot read '", "net.fovea.json' as text");
    }
}
