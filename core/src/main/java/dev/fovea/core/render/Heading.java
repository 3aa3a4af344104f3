package dev.fovea.core.render;

import dev.fovea.core.render.Panel.Fact;
import java.util.ArrayList;
import java.util.List;

/** A panel's title and facts, broken into lines of a given width. */
record Heading(String title, List<List<Fact>> lines, int width) {
    private static final int LINE = 26;
    private static final int BETWEEN_FACTS = 24;
    private static final int AFTER_NAME = 8;

    static Heading of(String title, List<Fact> facts, int width) {
        List<List<Fact>> lines = new ArrayList<>();
        int used = 0;
        for (Fact fact : facts) {
            int needed = width(fact) + BETWEEN_FACTS;
            if (lines.isEmpty() || used + needed > width + BETWEEN_FACTS) {
                lines.add(new ArrayList<>());
                used = 0;
            }
            lines.get(lines.size() - 1).add(fact);
            used += needed;
        }
        return new Heading(title, lines, width);
    }

    int height() {
        int titles = title.isEmpty() ? 0 : 1;
        return titles + lines.size() == 0 ? 0 : (titles + lines.size()) * LINE + 6;
    }

    void draw(Canvas canvas, int left, int top) {
        Typeface type = Typeface.STANDARD;
        int baseLine = top + 14;
        if (!title.isEmpty()) {
            type.draw(canvas, type.fit(title, Typeface.Style.TITLE, width), left, baseLine, Typeface.Style.TITLE);
            baseLine += LINE;
        }
        for (List<Fact> line : lines) {
            draw(canvas, line, left, baseLine);
            baseLine += LINE;
        }
    }

    private void draw(Canvas canvas, List<Fact> facts, int left, int baseLine) {
        Typeface type = Typeface.STANDARD;
        int x = left;
        for (Fact fact : facts) {
            String name = type.fit(fact.name(), Typeface.Style.MUTED, width / 2);
            type.draw(canvas, name, x, baseLine, Typeface.Style.MUTED);
            int valueLeft = x + type.width(name, Typeface.Style.MUTED) + AFTER_NAME;
            String value = type.fit(fact.value(), Typeface.Style.TEXT, left + width - valueLeft);
            type.draw(canvas, value, valueLeft, baseLine, Typeface.Style.TEXT);
            x += width(fact) + BETWEEN_FACTS;
        }
    }

    private static int width(Fact fact) {
        Typeface type = Typeface.STANDARD;
        return type.width(fact.name(), Typeface.Style.MUTED)
                + AFTER_NAME
                + type.width(fact.value(), Typeface.Style.TEXT);
    }
}
