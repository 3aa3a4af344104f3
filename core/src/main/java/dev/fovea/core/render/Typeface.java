package dev.fovea.core.render;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The project's own stroke typeface, so that panels need no installed font and look the same everywhere. It has ASCII, a
 * few signs and letters, and the accents of languages of Latin script, which are put onto their letters; other accents are
 * dropped, and what remains unknown becomes an empty box. Immutable and thread-safe.
 */
final class Typeface {
    static final Typeface STANDARD = load();

    private static final double BETWEEN = 1.75;

    private final Map<Integer, Glyph> glyphs;
    private final Glyph none;

    private Typeface(Map<Integer, Glyph> glyphs, Glyph none) {
        this.glyphs = glyphs;
        this.none = none;
    }

    /** How text is set: the height of a capital and the thickness of the strokes, in pixels. */
    record Style(double capital, double thickness, int color) {
        static final Style TITLE = new Style(14, 2.3, Rgb.INK);
        static final Style TEXT = new Style(10.5, 1.35, Rgb.INK);
        static final Style MUTED = new Style(10.5, 1.35, Rgb.MUTED);
        static final Style SMALL = new Style(9.1, 1.2, Rgb.MUTED);

        Style in(int otherColor) {
            return new Style(capital, thickness, otherColor);
        }

        private double unit() {
            return capital / 7;
        }
    }

    /** The width of a text in whole pixels, rounded up. */
    int width(String text, Style style) {
        double units = 0;
        for (Glyph glyph : glyphs(text)) {
            units += glyph.width() + BETWEEN;
        }
        return (int) Math.ceil(Math.max(0, units - BETWEEN) * style.unit() + style.thickness());
    }

    /** The text if it fits, otherwise its longest beginning that fits together with an ellipsis. */
    String fit(String text, Style style, int width) {
        if (width(text, style) <= width) {
            return text;
        }
        // Every character is wider than a pixel, so no more than this many can fit.
        int end = text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), Math.max(0, width)));
        while (end > 0) {
            end = text.offsetByCodePoints(end, -1);
            String shorter = text.substring(0, end).stripTrailing() + "…";
            if (width(shorter, style) <= width) {
                return shorter;
            }
        }
        return "";
    }

    /** Draws a line of text with its left edge at {@code x} and its base line at {@code y}. */
    void draw(Canvas canvas, String text, int x, int y, Style style) {
        double unit = style.unit();
        double inset = style.thickness() / 2;
        double pen = x + inset;
        for (Glyph glyph : glyphs(text)) {
            List<double[]> lines = new ArrayList<>();
            for (double[] line : glyph.lines()) {
                double[] placed = new double[line.length];
                for (int i = 0; i < line.length; i += 2) {
                    placed[i] = pen + line[i] * unit;
                    placed[i + 1] = y - inset - line[i + 1] * unit;
                }
                lines.add(placed);
            }
            canvas.stroke(lines, style.thickness(), style.color());
            pen += (glyph.width() + BETWEEN) * unit;
        }
    }

    private List<Glyph> glyphs(String text) {
        List<Glyph> found = new ArrayList<>();
        text.codePoints().forEach(character -> {
            int known = Character.isWhitespace(character) ? ' ' : character;
            String parts = glyphs.containsKey(known)
                    ? Character.toString(known)
                    : Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD);
            parts.codePoints().forEach(part -> {
                if (Character.getType(part) != Character.NON_SPACING_MARK) {
                    found.add(glyphs.getOrDefault(part, none));
                } else if (!found.isEmpty() && glyphs.containsKey(part)) {
                    int last = found.size() - 1;
                    found.set(last, accented(found.get(last), glyphs.get(part)));
                }
            });
        });
        return found;
    }

    private Glyph accented(Glyph letter, Glyph mark) {
        return (letter.equals(glyphs.get((int) 'i')) ? glyphs.getOrDefault((int) 'ı', letter) : letter).with(mark);
    }

    private static Typeface load() {
        Map<Integer, Glyph> glyphs = new HashMap<>();
        Glyph none = new Glyph(0, List.of());
        try (InputStream file = Objects.requireNonNull(Typeface.class.getResourceAsStream("glyphs.txt"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                // A comment is told from the glyph of '#' by what follows it: a glyph has its width there.
                if (line.startsWith("#") && !line.matches("# \\d.*")) {
                    continue;
                }
                String[] words = line.split(" ", -1);
                Glyph glyph = Glyph.parse(words, 1);
                switch (words[0]) {
                    case "none" -> none = glyph;
                    case "space" -> glyphs.put((int) ' ', glyph);
                    default -> glyphs.put(character(words[0]), glyph);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The typeface cannot be read from the class path", unreadable);
        }
        return new Typeface(Map.copyOf(glyphs), none);
    }

    private static int character(String name) {
        return name.startsWith("U+") ? Integer.parseInt(name.substring(2), 16) : name.codePointAt(0);
    }
}
