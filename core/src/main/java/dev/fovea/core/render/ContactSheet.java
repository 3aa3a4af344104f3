package dev.fovea.core.render;

import dev.fovea.core.image.Picture;
import dev.fovea.core.render.Panel.Fact;
import dev.fovea.core.render.Panel.Tile;
import java.util.List;

/**
 * Many small pictures on one sheet, under a title and facts: as many columns as make it wider than high. Small pictures
 * are enlarged by a whole factor, so that every cell of a map or filter is seen. At most {@value Panel#WIDEST} pixels
 * wide. Drawn without the machine's fonts, as {@link Panel} is. Immutable and thread-safe.
 *
 * @param title one line; may be empty
 * @param facts named values under the title
 * @param tiles the pictures, at least one, each with a short caption (may be empty)
 * @param columns the number of pictures in a row
 */
public record ContactSheet(String title, List<Fact> facts, List<Tile> tiles, int columns) {
    /** The largest number of pictures in a row. */
    public static final int MOST_COLUMNS = 16;

    private static final int MARGIN = 32;
    private static final int GAP = 10;
    private static final int CAPTION = 20;
    private static final int LARGEST_CELL = 192;
    private static final int NARROWEST = 640;

    /** @throws IllegalArgumentException if there is no tile, or there are no or too many columns */
    public ContactSheet {
        facts = List.copyOf(facts);
        tiles = List.copyOf(tiles);
        if (tiles.isEmpty()) {
            throw new IllegalArgumentException("A sheet needs at least one picture, found none");
        }
        if (columns < 1 || columns > MOST_COLUMNS) {
            throw new IllegalArgumentException(
                    "A sheet has 1 to %d columns, found %d".formatted(MOST_COLUMNS, columns));
        }
    }

    /** A sheet about half as wide again as it is high. */
    public static ContactSheet of(String title, List<Fact> facts, List<Tile> tiles) {
        int columns = (int) Math.ceil(Math.sqrt(1.5 * Math.max(1, tiles.size())));
        return new ContactSheet(title, facts, tiles, Math.min(columns, MOST_COLUMNS));
    }

    /** The sheet as a picture. */
    public Picture draw() {
        int box = Math.min(LARGEST_CELL, (Panel.WIDEST - 2 * MARGIN - (columns - 1) * GAP) / columns);
        List<Tile> fitted = tiles.stream()
                .map(t -> new Tile(Fitting.into(box, t.picture()), t.caption()))
                .toList();
        int cell = fitted.stream()
                .mapToInt(t -> Math.max(t.picture().width(), t.picture().height()))
                .reduce(1, Math::max);
        boolean captions = tiles.stream().anyMatch(t -> !t.caption().isEmpty());
        cell = captions ? Math.max(cell, Math.min(box, widest(fitted))) : cell;
        int down = cell + GAP + (captions ? CAPTION : 0);
        int rows = (tiles.size() + columns - 1) / columns;
        int grid = columns * cell + (columns - 1) * GAP;
        int width = Math.max(NARROWEST, grid);
        Heading heading = Heading.of(title, facts, width);
        int top = MARGIN + heading.height();

        Canvas canvas = new Canvas(width + 2 * MARGIN, top + rows * down - GAP + MARGIN);
        heading.draw(canvas, MARGIN, MARGIN);
        for (int i = 0; i < fitted.size(); i++) {
            draw(canvas, fitted.get(i), MARGIN + i % columns * (cell + GAP), top + i / columns * down, cell);
        }
        return canvas.toPicture();
    }

    private static int widest(List<Tile> tiles) {
        return tiles.stream()
                .mapToInt(t -> Typeface.STANDARD.width(t.caption(), Typeface.Style.SMALL))
                .reduce(1, Math::max);
    }

    private static void draw(Canvas canvas, Tile tile, int left, int top, int cell) {
        Picture picture = tile.picture();
        int x = left + (cell - picture.width()) / 2;
        int y = top + (cell - picture.height()) / 2;
        canvas.frame(x, y, picture.width(), picture.height(), Rgb.LINE);
        canvas.place(picture, x, y);
        Typeface type = Typeface.STANDARD;
        String caption = type.fit(tile.caption(), Typeface.Style.SMALL, cell);
        int centred = left + (cell - type.width(caption, Typeface.Style.SMALL)) / 2;
        type.draw(canvas, caption, centred, top + cell + CAPTION - 6, Typeface.Style.SMALL);
    }
}
