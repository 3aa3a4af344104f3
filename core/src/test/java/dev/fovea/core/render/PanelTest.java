package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import dev.fovea.core.render.Panel.Fact;
import dev.fovea.core.render.Panel.Tile;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelTest {
    private static final int TEAL = 0x11AA99;

    private static Picture plain(int width, int height) {
        return Picture.of(
                width,
                height,
                Collections.nCopies(width * height, TEAL).stream()
                        .mapToInt(i -> i)
                        .toArray());
    }

    private static Picture panel(String title, int tiles, Picture picture) {
        return new Panel(title, List.of(), Collections.nCopies(tiles, new Tile(picture, "caption")), Optional.empty())
                .draw();
    }

    private static long count(Picture picture, int color) {
        return Arrays.stream(picture.toRgb()).filter(rgb -> rgb == color).count();
    }

    /** Width and height: of one picture as it stands in a panel of three. */
    @ParameterizedTest
    @CsvSource({
        "28, 28, 476, 476",
        "96, 96, 480, 480",
        "224, 224, 448, 448",
        "300, 200, 300, 200",
        "4000, 3000, 496, 372",
        "1, 1, 496, 496",
        "2000, 1, 496, 1",
    })
    void enlargesByWholeFactorsAndReducesInProportion(int width, int height, int shownWidth, int shownHeight) {
        Picture panel = panel("t", 3, plain(width, height));

        assertThat(count(panel, TEAL)).isEqualTo(3L * shownWidth * shownHeight);
        assertThat(panel.width()).isLessThanOrEqualTo(Panel.WIDEST);
    }

    /** Tiles and the factor by which pictures of 100 x 100 are enlarged in rows of so many. */
    @ParameterizedTest
    @CsvSource({"1, 4, 400, 1", "4, 3, 1272, 1", "5, 4, 1248, 2", "8, 3, 1272, 2", "9, 4, 1248, 3"})
    void wrapsIntoEvenRowsOfAtMostFour(int tiles, int factor, int inner, int rows) {
        Picture panel = panel("t", tiles, plain(100, 100));

        assertThat(count(panel, TEAL)).isEqualTo(tiles * 10_000L * factor * factor);
        assertThat(panel.width()).isEqualTo(inner + 64);
        assertThat(panel.height()).isBetween(rows * 100 * factor, rows * (100 * factor + 60) + 90);
    }

    @Test
    void alignsTilesOfDifferentSizes() {
        Panel mixed = new Panel(
                "",
                List.of(),
                List.of(new Tile(plain(100, 50), "flat"), new Tile(plain(100, 100), "square")),
                Optional.empty());

        Picture panel = mixed.draw();
        // Without a title the row starts at the margin of 32; the flat one hangs in the middle of its cell.
        assertThat(panel.rgb(32, 32)).isEqualTo(0xFFFFFF);
        assertThat(panel.rgb(32, 32 + 100)).isEqualTo(TEAL);
        assertThat(panel.rgb(32 + 400 + 24, 32)).isEqualTo(TEAL);
        assertThat(panel.rgb(32 + 400 + 23, 31)).isNotEqualTo(TEAL).isNotEqualTo(0xFFFFFF);
    }

    @Test
    void endsLongTextWithAnEllipsisInsideTheMargins() {
        String wordy = "German shepherd, German police dog, alsatian, ".repeat(100);
        Picture panel = new Panel(
                        wordy,
                        List.of(new Fact("class", wordy), new Fact(wordy, wordy)),
                        List.of(new Tile(plain(100, 100), wordy)),
                        Optional.of(new Legend(
                                new Heatmap(ColorMap.HOT, Scaling.STANDARD), new Limits(0, 1, false), wordy)))
                .draw();

        assertThat(panel.width()).isEqualTo(panel("t", 1, plain(100, 100)).width());
        for (int y = 0; y < panel.height(); y++) {
            for (int x = 0; x < 30; x++) {
                assertThat(panel.rgb(x, y)).isEqualTo(0xFFFFFF);
                assertThat(panel.rgb(panel.width() - 1 - x, y)).isEqualTo(0xFFFFFF);
            }
        }
    }

    @Test
    void showsPictureMapAndOverlay() {
        SaliencyMap map = SaliencyMap.of(2, 2, new float[] {0, 0, 0, 1}, false);
        Heatmap heat = new Heatmap(ColorMap.GREY, new Scaling.MinMax());
        Overlay overlay = new Overlay(heat, 1, Overlay.Blend.WEIGHTED, 0);
        Panel panel =
                Panel.of("t", List.of(new Fact("class", "cat")), plain(2, 2), map, overlay, "Class map", "numbers");

        assertThat(panel.tiles()).extracting(Tile::caption).containsExactly("Picture", "Class map", "Overlay");
        assertThat(panel.tiles().get(1).picture().toRgb()).containsExactly(0, 0, 0, 0xFFFFFF);
        assertThat(panel.tiles().get(2).picture().toRgb()).containsExactly(TEAL, TEAL, TEAL, 0xFFFFFF);
        assertThat(panel.legend().orElseThrow().description()).isEqualTo("numbers, from smallest to largest");
        assertThat(panel.draw().toRgb()).isEqualTo(panel.draw().toRgb());
    }

    /** No font, locale or Java version shows in the pixels. After a deliberate change of looks, take the new number. */
    @Test
    void hasTheSameBytesOnEveryMachine() {
        float[] values = new float[28 * 28];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 29 - 14;
        }
        SaliencyMap map = SaliencyMap.of(28, 28, values, true);
        Overlay overlay = Overlay.standard(Heatmap.standard(map));
        Panel panel = Panel.of(
                "The quick brown fox",
                List.of(new Fact("score", "1.5")),
                plain(28, 28),
                map,
                overlay,
                "Saliency map",
                "dS/dI");

        CRC32 checksum = new CRC32();
        for (int rgb : panel.draw().toRgb()) {
            checksum.update(rgb >> 16);
            checksum.update(rgb >> 8);
            checksum.update(rgb);
        }
        assertThat(checksum.getValue()).isEqualTo(517671104L);
    }

    @Test
    void drawsALargePictureReduced() {
        SaliencyMap map = SaliencyMap.of(2, 1, new float[] {0, 1}, false);
        Panel panel = Panel.of(
                "t", List.of(), plain(2000, 1000), map, Overlay.standard(Heatmap.standard(map)), "Map", "numbers");

        assertThat(panel.tiles()).allSatisfy(tile -> {
            assertThat(tile.picture().width()).isEqualTo(496);
            assertThat(tile.picture().height()).isEqualTo(248);
        });
    }

    @Test
    void saysThatThereIsNothingToSee() {
        SaliencyMap map = SaliencyMap.of(2, 2, new float[4], false);

        assertThat(Legend.of(Heatmap.standard(map), map, "|dS/dI|").description())
                .isEqualTo("|dS/dI|: every value is 0, there is nothing to see");
    }

    @Test
    void refusesToBeEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Panel("t", List.of(), List.of(), Optional.empty()))
                .withMessageContaining("at least one picture");
    }
}
