package dev.fovea.core.render;

import dev.fovea.core.attribution.SaliencyMap;
import java.util.List;

/**
 * What the colours of a map mean: a colour bar, the numbers at its ends (and 0 in the middle of a signed map), and in
 * words what the numbers are. A map without contrast is said to be one. Immutable and thread-safe.
 *
 * @param heatmap how the map was drawn
 * @param limits the values at the ends of the bar
 * @param meaning what the numbers are, such as {@code |dS/dI|, largest channel}
 */
public record Legend(Heatmap heatmap, Limits limits, String meaning) {
    static final int HEIGHT = 34;
    private static final int BAR = 12;

    /** The legend of a map drawn with a heat map. */
    public static Legend of(Heatmap heatmap, SaliencyMap map, String meaning) {
        return new Legend(heatmap, heatmap.scaling().limits(map), meaning);
    }

    /** The numbers beside the bar in words; says so if there is nothing to see. */
    public String description() {
        if (limits.flat()) {
            return "%s: every value is %s, there is nothing to see".formatted(meaning, Figures.shorten(limits.low()));
        }
        return "%s, %s".formatted(meaning, heatmap.scaling().description());
    }

    void draw(Canvas canvas, int left, int top, int barWidth, int width) {
        Typeface type = Typeface.STANDARD;
        for (int x = 0; x < barWidth; x++) {
            canvas.fill(left + x, top, 1, BAR, heatmap.color(limits, (x + 0.5) / barWidth));
        }
        canvas.frame(left, top, barWidth, BAR, Rgb.LINE);
        List<Double> marks =
                limits.signed() ? List.of(limits.low(), 0.0, limits.high()) : List.of(limits.low(), limits.high());
        for (int i = 0; i < marks.size() && !limits.flat(); i++) {
            String number = Figures.shorten(marks.get(i));
            int slack = barWidth - type.width(number, Typeface.Style.SMALL);
            int x = left + slack * i / (marks.size() - 1);
            type.draw(canvas, number, x, top + HEIGHT - 7, Typeface.Style.SMALL);
        }
        int textLeft = left + barWidth + 16;
        String text = type.fit(description(), Typeface.Style.MUTED, left + width - textLeft);
        type.draw(canvas, text, textLeft, top + BAR, Typeface.Style.MUTED);
    }
}
