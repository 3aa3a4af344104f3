package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import org.junit.jupiter.api.Test;

class HeatmapTest {
    private static final SaliencyMap RAMP = SaliencyMap.of(3, 1, new float[] {2, 3, 4}, false);
    private static final SaliencyMap SIGNED = SaliencyMap.of(3, 1, new float[] {-1, 0, 4}, true);

    @Test
    void paintsSmallestToLargest() {
        assertThat(new Heatmap(ColorMap.GREY, new Scaling.MinMax()).draw(RAMP).toRgb())
                .containsExactly(0x000000, 0x808080, 0xFFFFFF);
    }

    @Test
    void keepsZeroNeutralInASignedMap() {
        Picture picture = new Heatmap(ColorMap.BLUE_RED, new Scaling.MinMax()).draw(SIGNED);

        assertThat(picture.toRgb()).containsExactly(0xA8CFF0, 0xF7F7F7, 0xA3081F);
    }

    @Test
    void usesTheUpperHalfOfADivergingMapForMagnitudes() {
        Picture picture = new Heatmap(ColorMap.BLUE_RED, new Scaling.MinMax()).draw(RAMP);

        assertThat(picture.toRgb()).containsExactly(0xF7F7F7, 0xEE7F5C, 0xA3081F);
    }

    @Test
    void interpolatesValuesNotColours() {
        SaliencyMap step = SaliencyMap.of(2, 1, new float[] {0, 1}, false);
        Picture picture = new Heatmap(ColorMap.TURBO, new Scaling.MinMax()).draw(step, 4, 3);

        assertThat(picture.width()).isEqualTo(4);
        assertThat(picture.height()).isEqualTo(3);
        assertThat(picture.rgb(0, 0)).isEqualTo(ColorMap.TURBO.rgb(0));
        assertThat(picture.rgb(1, 1)).isEqualTo(ColorMap.TURBO.rgb(0.25));
        assertThat(picture.rgb(2, 2)).isEqualTo(ColorMap.TURBO.rgb(0.75));
        assertThat(picture.rgb(3, 0)).isEqualTo(ColorMap.TURBO.rgb(1));
    }

    @Test
    void paintsAMapOfZerosInTheColourOfNothing() {
        SaliencyMap zeros = SaliencyMap.of(2, 1, new float[2], false);
        SaliencyMap signedZeros = SaliencyMap.of(2, 1, new float[2], true);

        assertThat(new Heatmap(ColorMap.GREY, Scaling.STANDARD).draw(zeros).toRgb())
                .containsOnly(0);
        assertThat(Heatmap.standard(signedZeros).draw(signedZeros).toRgb()).containsOnly(0xF7F7F7);
    }

    @Test
    void choosesColoursBySign() {
        assertThat(Heatmap.standard(RAMP).colors()).isSameAs(ColorMap.INFERNO);
        assertThat(Heatmap.standard(SIGNED).colors()).isSameAs(ColorMap.BLUE_RED);
    }
}
