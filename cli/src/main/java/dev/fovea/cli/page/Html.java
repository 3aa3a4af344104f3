package dev.fovea.cli.page;

import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureWriter;
import java.util.Base64;

/** Pieces of HTML that is well-formed XML too. Whatever comes from outside goes through {@link #text}. */
final class Html {
    /** Pictures smaller than this are enlarged with hard pixels, so that they are not blurred. */
    private static final int SMALL = 256;

    private Html() {}

    /** Text as the content of an element or of an attribute in double quotes. */
    static String text(String plain) {
        StringBuilder safe = new StringBuilder();
        plain.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return safe.toString();
    }

    private static boolean isXml(int c) {
        return c == '\n' || c == '\t' || c >= 0x20 && c < 0xD800 || c >= 0xE000 && c < 0xFFFE || c >= 0x10000;
    }

    /** A picture within the page. */
    static String image(Picture picture, String alt) {
        return """
                <img%s width="%d" height="%d" alt="%s" src="data:image/png;base64,%s"/>""".formatted(
                        Math.max(picture.width(), picture.height()) < SMALL ? " class=\"small\"" : "",
                        picture.width(),
                        picture.height(),
                        text(alt),
                        Base64.getEncoder().encodeToString(PictureWriter.toPng(picture)));
    }

    /** A picture with its caption. */
    static String figure(Picture picture, String alt, String caption) {
        return "<figure>%s<figcaption>%s</figcaption></figure>\n".formatted(image(picture, alt), text(caption));
    }

    /** A plot with its caption: dark on white, which a dark page turns round. */
    static String plot(Picture picture, String alt, String caption) {
        return figure(picture, alt, caption).replaceFirst("<figure>", "<figure class=\"plot\">");
    }

    /** Figures side by side, as far as there is room. */
    static String row(String... figures) {
        return "<div class=\"row\">\n" + String.join("", figures) + "</div>\n";
    }

    /** Something that is shown on request. */
    static String details(String summary, String preformatted) {
        return "<details><summary>%s</summary><pre>%s</pre></details>\n".formatted(text(summary), text(preformatted));
    }
}
