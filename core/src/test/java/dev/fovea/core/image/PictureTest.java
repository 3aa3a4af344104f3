package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class PictureTest {
    private static final Picture SIX = Picture.of(3, 2, new int[] {1, 2, 3, 4, 5, 6});

    @Test
    void cropsInside() {
        assertThat(SIX.crop(1, 0, 2, 2).toRgb()).containsExactly(2, 3, 5, 6);
    }

    @Test
    void padsWithBlackWhereTheCropReachesOut() {
        assertThat(SIX.crop(-1, 1, 5, 2).toRgb()).containsExactly(0, 4, 5, 6, 0, 0, 0, 0, 0, 0);
        assertThat(SIX.crop(7, 7, 1, 2).toRgb()).containsExactly(0, 0);
        assertThat(SIX.crop(-9, 0, 2, 1).toRgb()).containsExactly(0, 0);
    }

    @Test
    void flips() {
        assertThat(SIX.flipHorizontally().toRgb()).containsExactly(3, 2, 1, 6, 5, 4);
    }

    @Test
    void goesToABufferedImageAndBack() {
        BufferedImage image = SIX.toImage();
        assertThat(image.getRGB(2, 1)).isEqualTo(0xFF000006);

        image.setRGB(0, 0, 0xFFFFFF);

        assertThat(SIX.rgb(0, 0)).isEqualTo(1);
        assertThat(Picture.of(image).toRgb()).containsExactly(0xFFFFFF, 2, 3, 4, 5, 6);
    }

    /** Java's own conversion of grey 100 gives 170: it takes grey to be linear light. */
    @Test
    void greyKeepsItsNumber() {
        BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 100);

        assertThat(Picture.of(grey).rgb(0, 0)).isEqualTo(0x646464);
    }

    @Test
    void transparentIsWhite() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB_PRE);
        image.setRGB(0, 0, 0x80FF0000);

        assertThat(Picture.of(image).toRgb()).containsExactly(0xFF7F7F, 0xFFFFFF);
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> Picture.of(2, 2, new int[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A picture of 2 x 2 needs 4 pixels, found 3");
        assertThatThrownBy(() -> SIX.crop(0, 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A crop needs both sides at least 1, found 0 x 1");
    }
}
