package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Photographs and odd pictures of other projects, which are not part of this one: {@code ../shared/data} beside the
 * repository, or below the folder that the environment variable FOVEA_SHARED names. {@code wild.tsv} holds what Pillow
 * says of them.
 */
class PicturesFromElsewhereTest {
    private static final Path DATA = Path.of(
                    Optional.ofNullable(System.getenv("FOVEA_SHARED")).orElse("../../shared"))
            .resolve("data");

    /** Mean colours are rounded to two digits. */
    private static final double EXACT = 0.0051;

    private static final Map<String, Double> MEAN_COLOUR_TOLERANCE = Map.of(
            // Chroma of lossy WebP is repeated, where libwebp interpolates it.
            "odd/imagers_lossy_alpha.webp", 0.7,
            "odd/imagers_simple-gray.webp", 0.1,
            "odd/pillow_flower.webp", 0.1,
            "odd/pillow_hopper.webp", 0.1,
            "odd/pillow_hopper_orientation_6.webp", 0.1,
            // Its coefficients overflow, and every libjpeg shows streaks of its own where they do.
            "odd/pillow_hopper_bad_exif.jpg", 3.0,
            // Two colour engines on one table.
            "odd/vips_sample-xyb.jpg", 0.1);

    /** Pillow refuses the whole file for the size of its texts; those are never unpacked here. */
    private static final String TEXT_BOMB = "odd/pillow_png_decompression_dos.png";

    static List<List<String>> facts() {
        return Fixtures.table("wild.tsv");
    }

    @ParameterizedTest
    @MethodSource("facts")
    void readsAsPillowOrRefuses(List<String> facts) {
        String name = facts.get(0);
        Path file = DATA.resolve(name);
        assumeTrue(Files.exists(file), () -> file + " is not there");
        if (facts.get(1).equals("refused")) {
            if (!name.equals(TEXT_BOMB)) {
                assertThatThrownBy(() -> new PictureReader().read(file))
                        .isInstanceOf(UnreadablePictureException.class)
                        .hasMessageMatching(".*(is truncated|is damaged|not a picture in a known format).*");
            }
            return;
        }
        Picture picture = new PictureReader().read(file);

        assertThat(List.of(picture.width(), picture.height()))
                .containsExactly(Integer.parseInt(facts.get(1)), Integer.parseInt(facts.get(2)));
        for (int channel = 0; channel < 3; channel++) {
            assertThat(mean(picture, channel))
                    .as("mean of channel %d", channel)
                    .isEqualTo(
                            Double.parseDouble(facts.get(3 + channel)),
                            within(MEAN_COLOUR_TOLERANCE.getOrDefault(name, EXACT)));
        }
    }

    @Test
    void theTextBombIsOnePixel() {
        Path file = DATA.resolve(TEXT_BOMB);
        assumeTrue(Files.exists(file), () -> file + " is not there");

        Picture picture = new PictureReader().read(file);

        assertThat(List.of(picture.width(), picture.height())).containsExactly(1, 1);
    }

    private static double mean(Picture picture, int channel) {
        long sum = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                sum += picture.channel(x, y, channel);
            }
        }
        return (double) sum / ((long) picture.width() * picture.height());
    }
}
