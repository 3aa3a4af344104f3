package dev.fovea.core.inside.field;

import dev.fovea.core.inside.field.Span.Whole;
import dev.fovea.core.inside.field.Span.Window;

/**
 * Which part of the picture a unit of a layer can hang on: nothing outside has any influence on it. Exact for
 * convolutions and pooling, where windows without gaps fill it; never too small. Immutable.
 *
 * @param rowAxis the axis of the layer's values that the picture's rows lie along; -1 if there is none
 * @param columnAxis the same for columns
 * @param rows which rows a unit hangs on
 * @param columns which columns a unit hangs on
 */
public record ReceptiveField(int rowAxis, int columnAxis, Span rows, Span columns) {

    /** Whether the layer is a map of the picture, with an axis for its rows and one for its columns. */
    public boolean isMap() {
        return rowAxis >= 0 && columnAxis >= 0;
    }

    /** Whether a unit may hang on all rows or on all columns. */
    public boolean isWhole() {
        return rows instanceof Whole || columns instanceof Whole;
    }

    /**
     * The field of the unit at the given position; it reaches beyond the picture where there is padding.
     *
     * @param y position along the row axis
     * @param x position along the column axis
     * @param height of the model's input, in pixels
     * @param width of the model's input, in pixels
     */
    public Region at(int y, int x, int height, int width) {
        int[] down = extent(rows, y, height);
        int[] across = extent(columns, x, width);
        return new Region(across[0], down[0], across[1], down[1]);
    }

    private static int[] extent(Span span, int position, int picture) {
        if (span instanceof Window w) {
            double at = position * w.step();
            int first = (int) Math.ceil(w.first() + at - Span.ROUNDING);
            int last = (int) Math.floor(w.last() + at + Span.ROUNDING);
            return new int[] {first, Math.max(1, last - first + 1)};
        }
        return new int[] {0, picture};
    }

    /** In words: {@code 31 x 31 pixels, every 8}, or that it is the whole picture and why. */
    public String description() {
        if (rows instanceof Window r && columns instanceof Window c) {
            return "%d x %d pixels, every %s".formatted(c.size(), r.size(), steps(c, r));
        }
        Span cause = rows instanceof Whole ? rows : columns;
        return "the whole picture, through " + ((Whole) cause).cause();
    }

    private static String steps(Window c, Window r) {
        String across = step(c);
        return c.step() == r.step() ? across : across + " x " + step(r);
    }

    private static String step(Window w) {
        return w.step() == Math.rint(w.step()) ? Long.toString((long) w.step()) : Double.toString(w.step());
    }
}
