package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.OneLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatTest {
    @Test
    void isRead() {
        assertThat(Repeat.parse("once")).isEqualTo(new Repeat.Once());
        assertThat(Repeat.parse("CROPS10")).isEqualTo(new Repeat.TenCrops());
        assertThat(Repeat.parse("noise")).isEqualTo(new Repeat.Noise(50, 0.15));
        assertThat(Repeat.parse("noise:20")).isEqualTo(new Repeat.Noise(20, 0.15));
        assertThat(Repeat.parse("noise:20:0.5")).isEqualTo(new Repeat.Noise(20, 0.5));
    }

    @ParameterizedTest
    @CsvSource({"once", "crops10", "noise:20:0.5"})
    void describesItselfAsItIsWritten(String text) {
        assertThat(Repeat.parse(text).description()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', choose once",
        "crops, choose once",
        "noise:x, expected noise:N:SIGMA",
        "noise:5:big, expected noise:N:SIGMA",
        "noise:5:0.1:3, expected noise:N:SIGMA",
        "crops10:3, choose once",
        "noise:0:0.1, found 0 and 0.1",
        "noise:100001:0.1, found 100001 and 0.1",
        "noise:5:-0.1, found 5 and -0.1",
        "noise:5:11, found 5 and 11.0"
    })
    void saysWhatIsWrong(String text, String why) {
        OneLine.refuses(() -> Repeat.parse(text), why);
    }
}
