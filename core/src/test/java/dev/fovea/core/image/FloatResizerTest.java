package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FloatResizerTest {
    private static final Offset<Float> ROUNDING = within(1e-6f);

    @Test
    void enlargesBetweenPixelCentresAndHoldsTheBorders() {
        float[] enlarged = FloatResizer.resize(new float[] {0, 1}, 2, 1, 4, 2);

        assertThat(enlarged).containsExactly(new float[] {0, 0.25f, 0.75f, 1, 0, 0.25f, 0.75f, 1}, ROUNDING);
    }

    /** {@code torch.nn.functional.interpolate(map, (2, 5), mode="bilinear", align_corners=False)}. */
    @Test
    void enlargesAsPyTorch() {
        float[] map = {1, -2, 4, 0.5f, 3, -1};

        assertThat(FloatResizer.resize(map, 3, 2, 5, 2))
                .containsExactly(new float[] {1, -0.2f, -2, 1.6f, 4, 0.5f, 1.5f, 3, 0.6f, -1}, within(1e-5f));
    }

    @Test
    void shrinkingAveragesInsteadOfSkipping() {
        float[] checker = new float[64 * 64];
        for (int i = 0; i < checker.length; i++) {
            checker[i] = (i % 64 + i / 64) % 2;
        }

        for (float value : FloatResizer.resize(checker, 64, 64, 7, 5)) {
            assertThat(value).isEqualTo(0.5f, within(0.01f));
        }
    }

    @Test
    void theSameSizeChangesNothing() {
        Random random = new Random(1);
        float[] map = new float[35];
        for (int i = 0; i < map.length; i++) {
            map[i] = (float) random.nextGaussian();
        }
        assertThat(FloatResizer.resize(map, 7, 5, 7, 5)).isEqualTo(map);
    }

    @Test
    void sizesMustAgree() {
        assertThatThrownBy(() -> FloatResizer.resize(new float[5], 2, 3, 4, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A map of 2 x 3 needs 6 values, found 5");
    }
}
