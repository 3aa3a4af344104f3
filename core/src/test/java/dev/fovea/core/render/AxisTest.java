package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.0 0.2 0.4 0.6 0.8 1.0",
        "-1, 1, -1.0 -0.5 0.0 0.5 1.0",
        "14.8, 26.8, 16 18 20 22 24 26",
        "20.81, 20.84, 20.810 20.815 20.820 20.825 20.830 20.835 20.840",
        "0, 250000, 0 50000 100000 150000 200000 250000",
        "1e-7, 4e-7, 1e-7 1.5e-7 2e-7 2.5e-7 3e-7 3.5e-7 4e-7",
        "-3e12, 3e12, -3e12 -2e12 -1e12 0 1e12 2e12 3e12",
        "5, 5, 3 4 5 6 7",
        "0, 0, -0.4 -0.2 0.0 0.2 0.4",
    })
    void hasRoundTicks(double min, double max, String expected) {
        Axis axis = Axis.around(min, max, 0);

        assertThat(axis.ticks().stream().map(Axis.Tick::label).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void leavesRoomAroundTheValues() {
        Axis axis = Axis.around(0, 10, 0.1);

        assertThat(axis.low()).isEqualTo(-1);
        assertThat(axis.high()).isEqualTo(11);
        assertThat(axis.position(5)).isEqualTo(0.5);
    }
}
