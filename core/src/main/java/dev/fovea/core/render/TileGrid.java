package dev.fovea.core.render;

import dev.fovea.core.image.Picture;
import dev.fovea.core.render.Panel.Tile;
import java.util.ArrayList;
import java.util.List;

/**
 * Tiles in rows of at most four, their pictures brought to size; every column is as wide as the widest picture.
 *
 * @param cell width of a column
 */
record TileGrid(List<Tile> tiles, int columns, int cell) {
    private static final int MOST_COLUMNS = 4;
    static final int LARGEST_TILE = 496;
    private static final int SMALLEST_CELL = 160;
    private static final int GAP = 24;
    private static final int CAPTION = 34;

    static TileGrid of(List<Tile> tiles, int widest) {
        int rows = (tiles.size() + MOST_COLUMNS - 1) / MOST_COLUMNS;
        int columns = (tiles.size() + rows - 1) / rows;
        int box = Math.min(LARGEST_TILE, (widest - (columns - 1) * GAP) / columns);
        List<Tile> fitted = tiles.stream()
                .map(tile -> new Tile(Fitting.into(box, tile.picture()), tile.caption()))
                .toList();
        int cell = fitted.stream().mapToInt(tile -> tile.picture().width()).reduce(SMALLEST_CELL, Math::max);
        return new TileGrid(fitted, columns, cell);
    }

    int width() {
        return columns * cell + (columns - 1) * GAP;
    }

    int height() {
        return rows().stream().mapToInt(TileGrid::heightOf).sum() + (rows().size() - 1) * GAP;
    }

    void draw(Canvas canvas, int left, int top) {
        int rowTop = top;
        for (List<Tile> row : rows()) {
            int rowHeight = heightOf(row);
            for (int column = 0; column < row.size(); column++) {
                draw(canvas, row.get(column), left + column * (cell + GAP), rowTop, rowHeight);
            }
            rowTop += rowHeight + GAP;
        }
    }

    private void draw(Canvas canvas, Tile tile, int left, int top, int rowHeight) {
        Picture picture = tile.picture();
        int pictureLeft = left + (cell - picture.width()) / 2;
        int pictureTop = top + (rowHeight - CAPTION - picture.height()) / 2;
        canvas.frame(pictureLeft, pictureTop, picture.width(), picture.height(), Rgb.LINE);
        canvas.place(picture, pictureLeft, pictureTop);
        Typeface type = Typeface.STANDARD;
        String caption = type.fit(tile.caption(), Typeface.Style.TEXT, cell);
        int centred = left + (cell - type.width(caption, Typeface.Style.TEXT)) / 2;
        type.draw(canvas, caption, centred, top + rowHeight - 10, Typeface.Style.TEXT);
    }

    private List<List<Tile>> rows() {
        List<List<Tile>> rows = new ArrayList<>();
        for (int i = 0; i < tiles.size(); i += columns) {
            rows.add(tiles.subList(i, Math.min(i + columns, tiles.size())));
        }
        return rows;
    }

    private static int heightOf(List<Tile> row) {
        return row.stream().mapToInt(tile -> tile.picture().height()).reduce(1, Math::max) + CAPTION;
    }
}
