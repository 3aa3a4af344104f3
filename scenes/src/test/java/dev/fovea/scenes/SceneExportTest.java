package dev.fovea.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneExportTest {
    @Test
    void scenesFollowOneAnotherInSeedOrder(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("scenes.bin");
        SceneExport.write(file, 5, 3);
        byte[] bytes = Files.readAllBytes(file);
        int one = 112 * 112 * 4 + 1;
        assertThat(bytes).hasSize(3 * one);
        Scene last = SceneGenerator.render(7);
        byte[] record = Arrays.copyOfRange(bytes, 2 * one, 3 * one);
        assertThat(record[one - 1]).isEqualTo((byte) last.classIndex());
        int pixel = 30 * 112 + 17;
        assertThat(Byte.toUnsignedInt(record[3 * pixel + 1])).isEqualTo((last.rgb(17, 30) >> 8) & 0xFF);
        int inside = 0;
        for (int i = 3 * 112 * 112; i < one - 1; i++) {
            inside += record[i];
        }
        assertThat(inside).isEqualTo(last.mask().count());
    }
}
