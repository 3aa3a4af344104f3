package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderStatisticTest {
    /** Many different values, many equal ones, all equal, in order, in reverse order. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "7, 3", "100, 1000000", "1000, 5", "500, 1", "333, -1", "334, -2"})
    void isWhatSortingSays(int count, int kinds) {
        SplittableRandom random = new SplittableRandom(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = kinds == -1 ? i : kinds == -2 ? -i : random.nextInt(kinds) / 7f - 2;
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int k = 0; k < count; k += Math.max(1, count / 37)) {
            float[] work = values.clone();
            assertThat(OrderStatistic.select(work, k)).isEqualTo(sorted[k]);
            assertThat(OrderStatistic.smallestFrom(work, k)).isEqualTo(sorted[k]);
        }
    }
}
