package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.image.Picture;
import dev.fovea.core.render.Typeface.Style;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypefaceTest {
    private static final Typeface TYPE = Typeface.STANDARD;

    private static Picture drawn(String text) {
        Canvas canvas = new Canvas(200, 30);
        TYPE.draw(canvas, text, 2, 20, Style.TEXT);
        return canvas.toPicture();
    }

    private static boolean same(String one, String other) {
        return Arrays.equals(drawn(one).toRgb(), drawn(other).toRgb());
    }

    @Test
    void hasEveryAsciiCharacterAndNoTwoAreAlike() {
        long different = IntStream.rangeClosed(32, 126)
                .mapToObj(c -> Arrays.hashCode(drawn(Character.toString(c)).toRgb()))
                .distinct()
                .count();

        assertThat(different).isEqualTo(95);
        IntStream.rangeClosed(32, 126)
                .forEach(c -> assertThat(same(Character.toString(c), "\u65e5")).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"Löwe, Lowe", "ñandú, nandu", "ﬁn, fin", "½, 1⁄2", "日😀, \u4e00\u4e01"})
    void replacesWhatItHasNot(String text, String shownAs) {
        assertThat(same(text, shownAs)).isTrue();
    }

    @Test
    void takesTabsAndLineFeedsForSpaces() {
        assertThat(same("a\tb\nc", "a b c")).isTrue();
    }

    @Test
    void measuresWhatItDraws() {
        Picture picture = drawn("HEM");
        int last = IntStream.range(0, 200)
                .filter(x -> IntStream.range(0, 30).anyMatch(y -> picture.rgb(x, y) != 0xFFFFFF))
                .max()
                .orElseThrow();

        assertThat(2 + TYPE.width("HEM", Style.TEXT)).isBetween(last, last + 2);
    }

    @Test
    void cutsToTheLongestBeginningThatFits() {
        assertThat(TYPE.fit("short", Style.TEXT, 500)).isEqualTo("short");
        String cut = TYPE.fit("a rather long label".repeat(1000), Style.TEXT, 100);
        assertThat(cut).startsWith("a rather").endsWith("…").hasSizeLessThan(20);
        assertThat(TYPE.width(cut, Style.TEXT)).isBetween(85, 100);
        assertThat(TYPE.fit("😀😀😀😀😀😀😀😀", Style.TEXT, 50)).matches("(😀)+…");
        assertThat(TYPE.fit("x", Style.TEXT, 0)).isEmpty();
    }
}
