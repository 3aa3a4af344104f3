package dev.fovea.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.image.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a < b && c > d, a &lt; b &amp;&amp; c &gt; d",
                "say \"it's\", say &quot;it&#39;s&quot;",
                "Müller 猫 \uD83D\uDC31, Müller 猫 \uD83D\uDC31"
            })
    void markupBecomesText(String plain, String escaped) {
        assertThat(Html.text(plain)).isEqualTo(escaped);
    }

    @Test
    void whatXmlCannotHoldIsReplaced() {
        assertThat(Html.text("a\u0000b\u001Bc\uD800d\tz")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\tz");
    }

    @Test
    void smallPicturesKeepHardPixels() {
        String small = Html.image(Picture.of(2, 3, new int[6]), "a \"b\"");
        assertThat(small)
                .startsWith(
                        "<img class=\"small\" width=\"2\" height=\"3\" alt=\"a &quot;b&quot;\" src=\"data:image/png;");
        assertThat(Html.image(Picture.of(300, 3, new int[900]), "")).doesNotContain("small");
    }
}
