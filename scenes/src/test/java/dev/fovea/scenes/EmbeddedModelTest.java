package dev.fovea.scenes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class EmbeddedModelTest {
    @Test
    void theSidecarNamesTheClassesInOrder() {
        String json = new String(EmbeddedModel.sidecar(), UTF_8);
        Matcher labels = Pattern.compile("\"labels\"\\s*:\\s*\\[([^]]*)]").matcher(json);
        assertThat(labels.find()).isTrue();
        List<String> named = Pattern.compile("\"([^\"]*)\"")
                .matcher(labels.group(1))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        assertThat(named).isEqualTo(SceneClasses.labels());
    }

    @Test
    void theModelIsSmallAndWhole() {
        byte[] model = EmbeddedModel.model();
        assertThat(model).hasSizeBetween(100_000, 1_100_000);
        assertThat(new String(model, UTF_8)).contains("image", "logits", "BatchNormalization", "GlobalAveragePool");
    }

    @Test
    void theDemoPictureIsTheSceneOfItsSeed() throws IOException {
        Scene scene = SceneGenerator.render(EmbeddedModel.DEMO_SEED);
        BufferedImage picture = read(EmbeddedModel.demoPicture());
        BufferedImage mask = read(EmbeddedModel.demoMask());
        assertThat(picture.getWidth()).isEqualTo(scene.width()).isEqualTo(mask.getWidth());
        assertThat(picture.getHeight()).isEqualTo(scene.height()).isEqualTo(mask.getHeight());
        for (int y = 0; y < scene.height(); y++) {
            for (int x = 0; x < scene.width(); x++) {
                assertThat(picture.getRGB(x, y) & 0xFFFFFF)
                        .as("pixel %d, %d", x, y)
                        .isEqualTo(scene.rgb(x, y));
                assertThat(mask.getRaster().getSample(x, y, 0))
                        .as("mask %d, %d", x, y)
                        .isEqualTo(scene.mask().contains(x, y) ? 255 : 0);
            }
        }
    }

    private static BufferedImage read(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image).isNotNull();
        return image;
    }
}
