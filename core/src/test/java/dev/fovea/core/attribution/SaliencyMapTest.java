package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaliencyMapTest {
    @Test
    void knowsItsValues() {
        SaliencyMap map = SaliencyMap.of(3, 2, new float[] {0, -1, 5, 2, -8, 3}, true);

        assertThat(map.at(2, 0)).isEqualTo(5);
        assertThat(map.at(1, 1)).isEqualTo(-8);
        assertThat(map.min()).isEqualTo(-8);
        assertThat(map.max()).isEqualTo(5);
        assertThat(map.sum()).isEqualTo(1);
        assertThat(map.magnitude().toArray()).containsExactly(0, 1, 5, 2, 8, 3);
        assertThat(map.magnitude().signed()).isFalse();
        assertThat(map.normalised().toArray()).containsExactly(0, -0.125f, 0.625f, 0.25f, -1, 0.375f);
        assertThat(map.normalised().signed()).isTrue();
    }

    @Test
    void doesNotShareItsArray() {
        float[] values = {1, 2};
        SaliencyMap map = SaliencyMap.of(2, 1, values, false);
        values[0] = 9;
        map.toArray()[1] = 9;

        assertThat(map.toArray()).containsExactly(1, 2);
    }

    @Test
    void leavesZerosWhenNormalised() {
        assertThat(SaliencyMap.of(2, 1, new float[2], false).normalised().toArray())
                .containsExactly(0, 0);
    }

    @Test
    void refusesWhatIsNoMap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SaliencyMap.of(2, 2, new float[3], false))
                .withMessageContaining("needs 4 values, found 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SaliencyMap.of(2, 2, new float[] {0, 0, 0, Float.NaN}, true))
                .withMessageContaining("found NaN at x=1, y=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SaliencyMap.of(2, 1, new float[] {0, Float.POSITIVE_INFINITY}, false))
                .withMessageContaining("found Infinity at x=1, y=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SaliencyMap.of(2, 1, new float[] {-1, 0}, false))
                .withMessageContaining("found -1.0 at x=0, y=0");
    }

    /** Expected values: numpy 2.4 {@code quantile}. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0.1, 1.1", "0.25, 2.75", "0.5, 4.5", "0.9, 7.8", "0.99, 8.89", "1, 9"})
    void interpolatesQuantilesAsNumpy(double q, double expected) {
        SaliencyMap map = SaliencyMap.of(4, 3, new float[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}, false);

        assertThat(map.quantile(q)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void refusesQuantilesThatAreNone() {
        SaliencyMap map = SaliencyMap.of(1, 1, new float[1], false);

        assertThatIllegalArgumentException().isThrownBy(() -> map.quantile(99)).withMessageContaining("found 99");
        assertThatIllegalArgumentException().isThrownBy(() -> map.quantile(Double.NaN));
    }

    /** Expected values: Pillow 12, mode F, {@code Resampling.BILINEAR}. */
    @Test
    void resizesAsPillow() {
        SaliencyMap map = SaliencyMap.of(3, 2, new float[] {0, 1, 5, 2, 8, 3}, false);

        assertThat(map.resized(6, 4).toArray())
                .containsExactly(
                        0, 0.25f, 0.75f, 2, 4, 5, // row 0
                        0.5f, 1.0625f, 2.1875f, 3.1875f, 4.0625f, 4.5f, // row 1
                        1.5f, 2.6875f, 5.0625f, 5.5625f, 4.1875f, 3.5f, // row 2
                        2, 3.5f, 6.5f, 6.75f, 4.25f, 3); // row 3
        assertThat(map.resized(2, 1).toArray()).containsExactly(2.3125f, 4.1875f);
        float[] squares = {0, 1, 4, 9, 16, 25, 36, 49, 64, 81};
        assertThat(SaliencyMap.of(10, 1, squares, false).resized(4, 1).toArray())
                .containsExactly(new float[] {1.7272727f, 11.56f, 34.24f, 64.72727f}, within(1e-5f));
    }

    @Test
    void turnsALongRowIntoALongColumn() {
        SaliencyMap column = SaliencyMap.of(70_000, 1, new float[70_000], false).resized(1, 70_000);

        assertThat(column.width()).isEqualTo(1);
        assertThat(column.max()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> column.resized(70_000, 70_000));
    }
}
