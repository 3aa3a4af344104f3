package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.1, 0.1",
        "12.345, 12.3",
        "-0.0012345, -0.00123",
        "0.00012345, 1.23e-4",
        "99950, 1e5",
        "12345, 12300",
        "-1.2e9, -1.2e9",
        "9.999, 10",
        "NaN, NaN",
    })
    void shortensToThreeDigits(double value, String expected) {
        assertThat(Figures.shorten(value)).isEqualTo(expected);
    }
}
