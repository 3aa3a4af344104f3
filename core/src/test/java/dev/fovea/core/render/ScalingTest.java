package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.attribution.SaliencyMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingTest {
    private static final SaliencyMap DIGITS =
            SaliencyMap.of(4, 3, new float[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}, false);
    private static final SaliencyMap SIGNED = SaliencyMap.of(5, 1, new float[] {-4, -1, 0, 2, 3}, true);

    /** Percentiles: numpy. Masses: Captum's cumulative threshold, computed with numpy. */
    @ParameterizedTest
    @CsvSource({
        "percentile, 1, 8.89",
        "percentile:90, 1, 7.8",
        "PERCENTILE:100, 1, 9",
        "minmax, 1, 9",
        "mass, 0, 9",
        "mass:20, 0, 8",
        "mass:50, 0, 5",
    })
    void findsTheLimitsOfAMagnitudeMap(String name, double low, double high) {
        Limits limits = Scaling.named(name).limits(DIGITS);

        assertThat(limits.low()).isEqualTo(low);
        assertThat(limits.high()).isCloseTo(high, within(1e-12));
        assertThat(limits.signed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"percentile:90, 3.6", "minmax, 4", "mass:40, 3"})
    void isSymmetricForASignedMap(String name, double limit) {
        Limits limits = Scaling.named(name).limits(SIGNED);

        assertThat(limits.high()).isCloseTo(limit, within(1e-12));
        assertThat(limits.position(0)).isEqualTo(0.5);
        assertThat(limits.position(-limit)).isEqualTo(0);
        assertThat(limits.position(100)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"percentile", "minmax", "mass"})
    void saysThatAConstantMapHasNothingToSee(String name) {
        Limits constant = Scaling.named(name).limits(SaliencyMap.of(2, 2, new float[4], false));
        Limits zeros = Scaling.named(name).limits(SaliencyMap.of(2, 2, new float[4], true));

        assertThat(constant.flat()).isTrue();
        assertThat(constant.position(0)).isZero();
        assertThat(zeros.flat()).isTrue();
        assertThat(zeros.position(0)).isEqualTo(0.5);
    }

    @Test
    void fallsBackToTheLargestValueIfNearlyAllAreEqual() {
        float[] values = new float[1000];
        values[123] = 5;

        assertThat(Scaling.STANDARD.limits(SaliencyMap.of(100, 10, values, false)))
                .isEqualTo(new Limits(0, 5, false));
        assertThat(Scaling.STANDARD.limits(SaliencyMap.of(100, 10, values, true)))
                .isEqualTo(new Limits(-5, 5, true));
    }

    @ParameterizedTest
    @CsvSource({
        "minmax, from smallest to largest",
        "percentile, clipped at the 99th percentile",
        "percentile:99.5, clipped at the 99.5th percentile",
        "percentile:91, clipped at the 91st percentile",
        "percentile:92, clipped at the 92nd percentile",
        "percentile:93, clipped at the 93rd percentile",
        "percentile:11, clipped at the 11th percentile",
        "mass, top 2 % of the mass clipped",
    })
    void describesItself(String name, String expected) {
        assertThat(Scaling.named(name).description()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "", "percentile:", "percentile:x", "percentile:NaN", "mass:1:2", "minmax:3"})
    void listsTheChoicesForAnUnknownName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scaling.named(name))
                .withMessageContaining("'" + name + "'")
                .withMessageContaining("minmax, percentile:P (such as percentile:99) or mass:P");
    }

    @ParameterizedTest
    @ValueSource(strings = {"percentile:0", "percentile:101", "mass:100", "mass:-1"})
    void refusesPercentagesOutOfRange(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scaling.named(name))
                .withMessageContaining("must be between 0 and 100");
    }
}
