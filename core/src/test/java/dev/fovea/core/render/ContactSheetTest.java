package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.core.image.Picture;
import dev.fovea.core.render.Panel.Fact;
import dev.fovea.core.render.Panel.Tile;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactSheetTest {
    private static final int GREEN = 0x00C000;

    private static Tile tile(int width, int height) {
        int[] rgb = new int[width * height];
        Arrays.fill(rgb, GREEN);
        return new Tile(Picture.of(width, height, rgb), "7: 1.5");
    }

    private static long green(Picture sheet) {
        return Arrays.stream(sheet.toRgb()).filter(p -> p == GREEN).count();
    }

    @ParameterizedTest
    @CsvSource({"1,2", "6,3", "24,6", "64,10", "500,16"})
    void manyPicturesMakeASheetWiderThanHigh(int count, int columns) {
        assertThat(ContactSheet.of("t", List.of(), Collections.nCopies(count, tile(3, 3)))
                        .columns())
                .isEqualTo(columns);
    }

    @Test
    void everyPictureIsEnlargedByTheSameWholeFactor() {
        ContactSheet sheet = new ContactSheet("t", List.of(), Collections.nCopies(5, tile(7, 5)), 3);
        assertThat(green(sheet.draw())).as("192 / 7 = 27 times").isEqualTo(5L * 7 * 27 * 5 * 27);
    }

    @Test
    void theWidestSheetIsAsWideAsAPanelAndLargePicturesAreReduced() {
        Picture sheet =
                new ContactSheet("", List.of(new Fact("a", "b")), Collections.nCopies(17, tile(900, 450)), 16).draw();
        assertThat(sheet.width()).isBetween(Panel.WIDEST - 20, Panel.WIDEST);
        assertThat(green(sheet)).isEqualTo(17L * 86 * 43);
    }

    @Test
    void aSheetNeedsAPictureAndColumns() {
        assertThatThrownBy(() -> ContactSheet.of("t", List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContactSheet("t", List.of(), List.of(tile(1, 1)), 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A sheet has 1 to 16 columns, found 17");
    }
}
