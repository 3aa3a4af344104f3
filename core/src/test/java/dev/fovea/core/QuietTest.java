package dev.fovea.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.scenes.EmbeddedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library prints nothing, native code included. */
class QuietTest {
    @Test
    void printsNothing(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("model.onnx"), EmbeddedModel.model());
        Files.write(folder.resolve("model.fovea.json"), EmbeddedModel.sidecar());
        Files.write(folder.resolve("picture.jpg"), EmbeddedModel.demoPicture());
        byte[] broken = ToyModel.taking(1, 3, 2, 2).then("Nonsense").bytes();
        Files.write(folder.resolve("broken.onnx"), broken);

        FreshJvm run = FreshJvm.run(folder, QuietRun.class.getName());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(folder.resolve("why.png")).isNotEmptyFile();
    }
}
