package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import dev.fovea.core.render.Overlay.Blend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OverlayTest {
    private static final Heatmap HEAT = new Heatmap(ColorMap.GREY, new Scaling.MinMax());
    private static final Picture PICTURE = Picture.of(3, 1, new int[] {0x204060, 0x204060, 0x204060});
    private static final SaliencyMap RAMP = SaliencyMap.of(3, 1, new float[] {0, 1, 2}, false);

    @ParameterizedTest
    @EnumSource
    void leavesThePictureAloneAtOpacityZero(Blend blend) {
        assertThat(new Overlay(HEAT, 0, blend, 0.5).draw(PICTURE, RAMP).toRgb()).isEqualTo(PICTURE.toRgb());
    }

    @Test
    void isTheHeatmapAtFullUniformOpacity() {
        assertThat(new Overlay(HEAT, 1, Blend.UNIFORM, 0).draw(PICTURE, RAMP).toRgb())
                .isEqualTo(HEAT.draw(RAMP).toRgb());
    }

    @Test
    void mixesUniformlyByOpacity() {
        assertThat(new Overlay(HEAT, 0.5, Blend.UNIFORM, 0).draw(PICTURE, RAMP).toRgb())
                .containsExactly(0x102030, 0x506070, 0x90A0B0);
    }

    @Test
    void isAsOpaqueAsTheValueIsStrong() {
        assertThat(new Overlay(HEAT, 1, Blend.WEIGHTED, 0).draw(PICTURE, RAMP).toRgb())
                .containsExactly(0x204060, 0x506070, 0xFFFFFF);
    }

    @Test
    void leavesThePictureClearWhereASignedMapIsZero() {
        SaliencyMap signed = SaliencyMap.of(3, 1, new float[] {-2, 0, 2}, true);
        Heatmap heat = new Heatmap(ColorMap.BLUE_RED, new Scaling.MinMax());

        assertThat(new Overlay(heat, 1, Blend.WEIGHTED, 0).draw(PICTURE, signed).toRgb())
                .containsExactly(0x0D47A1, 0x204060, 0xA3081F);
    }

    @Test
    void stretchesTheMapOverThePicture() {
        SaliencyMap one = SaliencyMap.of(1, 1, new float[] {1}, true);
        Picture drawn = Overlay.standard(Heatmap.standard(one)).draw(PICTURE, one);

        assertThat(drawn.width()).isEqualTo(3);
        assertThat(drawn.toRgb()).containsOnly(drawn.rgb(0, 0)).doesNotContain(0x204060);
    }

    @Test
    void fadesThePictureTowardsTheColourOfNothing() {
        SaliencyMap zeros = SaliencyMap.of(3, 1, new float[3], false);
        SaliencyMap signedZeros = SaliencyMap.of(3, 1, new float[3], true);
        Heatmap signedHeat = Heatmap.standard(signedZeros);
        // The grey of 204060 is 3A3A3A.
        assertThat(new Overlay(HEAT, 1, Blend.WEIGHTED, 0.5)
                        .draw(PICTURE, zeros)
                        .toRgb())
                .containsOnly(0x1D1D1D);
        assertThat(new Overlay(HEAT, 0.5, Blend.WEIGHTED, 0.5)
                        .draw(PICTURE, zeros)
                        .toRgb())
                .containsOnly(0x222E3A);
        assertThat(new Overlay(signedHeat, 1, Blend.WEIGHTED, 1)
                        .draw(PICTURE, signedZeros)
                        .toRgb())
                .containsOnly(0xF7F7F7);
    }

    @Test
    void changesItsOpacity() {
        Overlay overlay = Overlay.standard(HEAT);

        assertThat(overlay.withOpacity(0.25)).isEqualTo(new Overlay(HEAT, 0.25, overlay.blend(), overlay.fade()));
    }

    @Test
    void refusesOpacityOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Overlay(HEAT, 1.5, Blend.UNIFORM, 0))
                .withMessageContaining("found 1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> new Overlay(HEAT, Double.NaN, Blend.UNIFORM, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Overlay(HEAT, 1, Blend.UNIFORM, -1))
                .withMessageContaining("Fade");
    }
}
