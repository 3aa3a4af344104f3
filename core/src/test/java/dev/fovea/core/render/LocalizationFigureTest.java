package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.core.image.Picture;
import dev.fovea.core.localization.LocalizedObject;
import dev.fovea.core.localization.ObjectMask;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalizationFigureTest {
    private static final LocalizationFigure FIGURE = new LocalizationFigure(0xFF0000, 0x0000FF, 0.5);

    /** A plus sign in the middle of 9 x 9 pixels; its box is 3 x 3. */
    private static LocalizedObject plus() {
        boolean[] inside = new boolean[81];
        for (int i : new int[] {31, 39, 40, 41, 49}) {
            inside[i] = true;
        }
        ObjectMask mask = ObjectMask.of(9, 9, inside);
        return new LocalizedObject(mask, mask.box(), Optional.empty());
    }

    @Test
    void keepsTheObjectFadesTheRestAndDrawsOutlineAndBox() {
        int[] rgb = new int[81];
        Arrays.fill(rgb, 0x804020);

        Picture drawn = FIGURE.draw(Picture.of(9, 9, rgb), plus());

        assertThat(drawn.rgb(4, 4)).isEqualTo(0x804020);
        assertThat(drawn.rgb(3, 4)).isEqualTo(0x804020);
        assertThat(drawn.rgb(3, 3)).as("outline in the box's corner").isEqualTo(0xFF0000);
        assertThat(drawn.rgb(2, 2)).as("box").isEqualTo(0x0000FF);
        assertThat(drawn.rgb(4, 2)).as("box").isEqualTo(0x0000FF);
        assertThat(drawn.rgb(0, 0)).as("faded").isEqualTo(0x402010);
    }

    @Test
    void refusesAnotherPicture() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FIGURE.draw(Picture.of(3, 1, new int[3]), plus()))
                .withMessageContaining("9 x 9, found one of 3 x 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new LocalizationFigure(0, 0, 1.5));
    }
}
