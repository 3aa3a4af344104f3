package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.image.Picture;
import dev.fovea.core.render.Typeface.Style;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    @CsvSource({"ﬁn, fin", "½, 1⁄2", "日😀, \u4e00\u4e01", "ạ, a", "\u0301x, x"})
    void replacesWhatItHasNot(String text, String shownAs) {
        assertThat(same(text, shownAs)).isTrue();
    }

    /** What a letter inks its accented form inks too, and more above or below it. */
    @ParameterizedTest
    @ValueSource(strings = {"ö", "à", "é", "â", "ñ", "Å", "č", "ū", "ğ", "ż", "ő", "ç", "ę", "ș", "Ö"})
    void drawsAccentsOntoTheirLetters(String accented) {
        String decomposed = Normalizer.normalize(accented, Normalizer.Form.NFD);
        int[] with = drawn(accented).toRgb();
        int[] without = drawn(decomposed.substring(0, 1)).toRgb();

        int more = 0;
        for (int i = 0; i < with.length; i++) {
            assertThat(with[i] & 0xFF).isLessThanOrEqualTo(without[i] & 0xFF);
            more += with[i] == without[i] ? 0 : 1;
        }
        assertThat(more).isBetween(4, 40);
        assertThat(same(accented, decomposed))
                .as("as files from a Mac are called")
                .isTrue();
    }

    @Test
    void tellsAccentsApartAndTakesTheDotOffAnI() {
        String marks = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030A\u030B\u030C\u0326\u0327\u0328";
        long different = marks.chars()
                .map(mark -> Arrays.hashCode(drawn("e" + (char) mark).toRgb()))
                .distinct()
                .count();
        assertThat(different).isEqualTo(marks.length());
        assertThat(same("í", "ı\u0301")).isTrue();
        assertThat("ßøØæÆœłŁđı".chars().mapToObj(Character::toString)).noneMatch(letter -> same(letter, "\u65e5"));
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
