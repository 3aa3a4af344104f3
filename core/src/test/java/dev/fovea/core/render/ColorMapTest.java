package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorMapTest {
    /** matplotlib 3.11, positions 0, 0.2, ... 1, rounded to 8 bits. */
    @ParameterizedTest
    @CsvSource({
        "grey, 000000 333333 666666 999999 cccccc ffffff",
        "hot, 0b0000 900000 ff1700 ff9d00 ffff36 ffffff",
        "viridis, 440154 414487 2a788e 22a884 7ad151 fde725",
        "inferno, 000004 420a68 932667 dd513a fca50a fcffa4",
        "magma, 000004 3b0f70 8c2981 de4968 fe9f6d fcfdbf",
        "turbo, 30123b 3e9bfe 46f884 e1dd37 f05b12 7a0403",
    })
    void isWithinOneOf255OfMatplotlib(String name, String colours) {
        String[] expected = colours.split(" ");
        for (int i = 0; i < expected.length; i++) {
            int found = ColorMap.named(name).rgb(i / 5.0);
            int wanted = Integer.parseInt(expected[i], 16);
            for (int shift = 0; shift <= 16; shift += 8) {
                assertThat(found >> shift & 0xFF)
                        .as("%s at %s: %06x, expected %06x", name, i / 5.0, found, wanted)
                        .isCloseTo(wanted >> shift & 0xFF, within(1));
            }
        }
    }

    @Test
    void isNeutralInTheMiddleWhenDiverging() {
        assertThat(ColorMap.BLUE_RED.rgb(0.5)).isEqualTo(0xF7F7F7);
        assertThat(ColorMap.BLUE_RED.rgb(0)).isEqualTo(0x0D47A1);
        assertThat(ColorMap.BLUE_RED.rgb(1)).isEqualTo(0xA3081F);
        assertThat(ColorMap.all().stream().filter(ColorMap::diverging)).containsExactly(ColorMap.BLUE_RED);
    }

    @Test
    void clipsPositionsAndRefusesNaN() {
        assertThat(ColorMap.GREY.rgb(-3)).isEqualTo(0x000000);
        assertThat(ColorMap.GREY.rgb(0.5)).isEqualTo(0x808080);
        assertThat(ColorMap.GREY.rgb(7)).isEqualTo(0xFFFFFF);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColorMap.GREY.rgb(Double.NaN))
                .withMessageContaining("NaN");
    }

    @Test
    void isFoundByName() {
        assertThat(ColorMap.all())
                .allSatisfy(map -> assertThat(ColorMap.named(map.name())).isSameAs(map));
        assertThat(ColorMap.named("Viridis")).isSameAs(ColorMap.VIRIDIS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColorMap.named("jet"))
                .withMessage("No colour map is named 'jet';"
                        + " choose one of: grey, hot, viridis, inferno, magma, turbo, blue-red");
    }
}
