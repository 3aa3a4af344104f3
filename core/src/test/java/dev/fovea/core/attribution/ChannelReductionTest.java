package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.OneLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelReductionTest {
    @ParameterizedTest
    @CsvSource({
        "MAX, 1, -4, 3, -4",
        "MAX, 4, -4, 3, 4",
        "MAX, 0, 0, 0, 0",
        "SUM, 1, -4, 3, 0",
        "MEAN, 1, 4, 4, 3",
        "L2, 2, -3, 6, 7"
    })
    void makesOneNumberOfThree(ChannelReduction reduction, float a, float b, float c, float expected) {
        assertThat(reduce(reduction, true, a, b, c)).isCloseTo(expected, within(1e-6f));
    }

    @Test
    void isTheValueItselfForGreyPictures() {
        for (ChannelReduction reduction : ChannelReduction.values()) {
            assertThat(reduce(reduction, true, 2.5f)).isEqualTo(2.5f);
        }
    }

    @ParameterizedTest
    @CsvSource({"MAX, 1, 4, 3, 4", "SUM, 1, 4, 3, 8", "MEAN, 1, 4, 4, 3", "L2, 2, 3, 6, 7"})
    void makesOneNumberOfThreeMagnitudes(ChannelReduction reduction, float a, float b, float c, float expected) {
        assertThat(reduce(reduction, false, a, b, c)).isCloseTo(expected, within(1e-6f));
    }

    @Test
    void keepsTheSignOrSaysSo() {
        for (ChannelReduction reduction : ChannelReduction.values()) {
            for (Magnitude magnitude : Magnitude.values()) {
                if (reduction == ChannelReduction.L2 && magnitude == Magnitude.SIGNED) {
                    OneLine.refuses(
                            () -> reduction.check(magnitude), "L2, which drops the sign; choose max, sum or mean");
                } else {
                    assertThatCode(() -> reduction.check(magnitude)).doesNotThrowAnyException();
                }
            }
        }
    }

    private static float reduce(ChannelReduction reduction, boolean signed, float... channels) {
        float[] map = new float[1];
        for (float channel : channels) {
            reduction.add(new float[] {channel}, signed, channels.length, map);
        }
        reduction.finish(map);
        return map[0];
    }
}
