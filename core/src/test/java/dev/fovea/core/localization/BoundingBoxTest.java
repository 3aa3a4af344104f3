package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundingBoxTest {
    /** The other box is (10, 20) of 8 x 4, area 32. */
    @ParameterizedTest
    @CsvSource({
        "10, 20, 8, 4, 1",
        "14, 20, 8, 4, 0.3333333333333333", // 16 of 48
        "18, 20, 8, 4, 0", // side by side
        "10, 24, 8, 4, 0",
        "12, 21, 2, 2, 0.125", // inside
        "0, 0, 100, 100, 0.0032",
        "17, 23, 1, 1, 0.03125"
    })
    void overlaps(int x, int y, int width, int height, double expected) {
        BoundingBox box = new BoundingBox(10, 20, 8, 4);
        BoundingBox other = new BoundingBox(x, y, width, height);

        assertThat(box.iou(other)).isCloseTo(expected, within(1e-12));
        assertThat(other.iou(box)).isEqualTo(box.iou(other));
    }

    @Test
    void overlapsWithoutOverflow() {
        BoundingBox huge = new BoundingBox(Integer.MAX_VALUE, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertThat(huge.iou(huge)).isEqualTo(1);
        assertThat(huge.contains(Integer.MAX_VALUE, 5)).isTrue();
    }

    @Test
    void knowsItsPixels() {
        BoundingBox box = new BoundingBox(2, 3, 4, 1);

        assertThat(box.area()).isEqualTo(4);
        assertThat(box.contains(2, 3)).isTrue();
        assertThat(box.contains(5, 3)).isTrue();
        assertThat(box.contains(6, 3)).isFalse();
        assertThat(box.contains(2, 4)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundingBox(0, 0, 3, 0))
                .withMessageContaining("found 3 x 0");
    }

    @Test
    void errorIsTheShareOfBoxesThatOverlapByLessThanHalf() {
        LocalizationError error =
                LocalizationError.NONE.with(0.5).with(0.49).with(0).with(1);

        assertThat(error).isEqualTo(new LocalizationError(4, 2));
        assertThat(error.share()).isEqualTo(0.5);
        assertThat(LocalizationError.NONE.share()).isNaN();
    }
}
