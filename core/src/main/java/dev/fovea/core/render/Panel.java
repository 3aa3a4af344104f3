package dev.fovea.core.render;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pictures side by side under a title, with facts, captions and a legend: what one shows of a map to others.
 *
 * <p>At most {@value #WIDEST} pixels wide: small pictures are enlarged by a whole factor, large ones reduced. More than
 * four pictures go into rows of four. Text that does not fit ends in an ellipsis. Same inputs, same bytes: no font and no
 * window system of the machine is used. Immutable and thread-safe.
 *
 * @param title one line
 * @param facts named values under the title (class, score, method); lines are wrapped between facts
 * @param tiles the pictures, at least one
 * @param legend of the map's colours
 */
public record Panel(String title, List<Fact> facts, List<Tile> tiles, Optional<Legend> legend) {
    /** The largest width of a panel, in pixels. */
    public static final int WIDEST = 1600;

    private static final int LARGEST_TILE = 496;
    private static final int SMALLEST_CELL = 160;
    private static final int COLUMNS = 4;
    private static final int MARGIN = 32;
    private static final int GAP = 24;
    private static final int LINE = 26;
    private static final int CAPTION = 34;

    /** A named value, such as {@code class: toucan}. */
    public record Fact(String name, String value) {}

    /** A picture and the line under it. */
    public record Tile(Picture picture, String caption) {}

    /** @throws IllegalArgumentException if there is no tile */
    public Panel {
        facts = List.copyOf(facts);
        tiles = List.copyOf(tiles);
        if (tiles.isEmpty()) {
            throw new IllegalArgumentException("A panel needs at least one picture, found none");
        }
    }

    /**
     * The usual panel: the picture, its map, and the overlay of both.
     *
     * @param meaning what the map's numbers are, for the legend
     */
    public static Panel of(
            String title, List<Fact> facts, Picture picture, SaliencyMap map, Overlay overlay, String meaning) {
        Heatmap heatmap = overlay.heatmap();
        List<Tile> tiles = List.of(
                new Tile(picture, "Picture"),
                new Tile(heatmap.draw(map, picture.width(), picture.height()), "Saliency map"),
                new Tile(overlay.draw(picture, map), "Overlay"));
        return new Panel(title, facts, tiles, Optional.of(Legend.of(heatmap, map, meaning)));
    }

    /** The panel as a picture. */
    public Picture draw() {
        int columns = Math.min(COLUMNS, tiles.size());
        int box = Math.min(LARGEST_TILE, (WIDEST - 2 * MARGIN - (columns - 1) * GAP) / columns);
        List<Picture> pictures =
                tiles.stream().map(tile -> Fitting.into(box, tile.picture())).toList();
        int cell = pictures.stream().mapToInt(Picture::width).reduce(SMALLEST_CELL, Math::max);
        int row = pictures.stream().mapToInt(Picture::height).reduce(1, Math::max) + CAPTION;
        int inner = columns * cell + (columns - 1) * GAP;
        List<List<Fact>> lines = wrap(inner);

        int tilesTop = MARGIN + LINE + lines.size() * LINE + 6;
        int rows = (tiles.size() + columns - 1) / columns;
        int legendTop = tilesTop + rows * (row + GAP) - GAP + 12;
        int bottom = legend.isPresent() ? legendTop + Legend.HEIGHT : legendTop - 12;
        Canvas canvas = new Canvas(inner + 2 * MARGIN, bottom + MARGIN - 8);

        Typeface type = Typeface.STANDARD;
        type.draw(canvas, type.fit(title, Typeface.Style.TITLE, inner), MARGIN, MARGIN + 14, Typeface.Style.TITLE);
        for (int i = 0; i < lines.size(); i++) {
            drawFacts(canvas, lines.get(i), MARGIN + LINE + 14 + i * LINE, inner);
        }
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            int left = MARGIN + i % columns * (cell + GAP) + (cell - picture.width()) / 2;
            int top = tilesTop + i / columns * (row + GAP);
            canvas.frame(left, top, picture.width(), picture.height(), Rgb.LINE);
            canvas.place(picture, left, top);
            int captionLeft = MARGIN + i % columns * (cell + GAP);
            String caption = type.fit(tiles.get(i).caption(), Typeface.Style.TEXT, cell);
            int centred = captionLeft + (cell - type.width(caption, Typeface.Style.TEXT)) / 2;
            type.draw(canvas, caption, centred, top + picture.height() + 24, Typeface.Style.TEXT);
        }
        legend.ifPresent(it -> it.draw(canvas, MARGIN, legendTop, Math.min(cell, inner / 2), inner));
        return canvas.toPicture();
    }

    private List<List<Fact>> wrap(int width) {
        List<List<Fact>> lines = new ArrayList<>();
        int used = 0;
        for (Fact fact : facts) {
            int needed = width(fact) + GAP;
            if (lines.isEmpty() || used + needed > width + GAP) {
                lines.add(new ArrayList<>());
                used = 0;
            }
            lines.get(lines.size() - 1).add(fact);
            used += needed;
        }
        return lines;
    }

    private static int width(Fact fact) {
        Typeface type = Typeface.STANDARD;
        return type.width(fact.name(), Typeface.Style.MUTED) + 8 + type.width(fact.value(), Typeface.Style.TEXT);
    }

    private static void drawFacts(Canvas canvas, List<Fact> facts, int baseLine, int width) {
        Typeface type = Typeface.STANDARD;
        int x = MARGIN;
        for (Fact fact : facts) {
            String name = type.fit(fact.name(), Typeface.Style.MUTED, width / 2);
            type.draw(canvas, name, x, baseLine, Typeface.Style.MUTED);
            int valueLeft = x + type.width(name, Typeface.Style.MUTED) + 8;
            String value = type.fit(fact.value(), Typeface.Style.TEXT, MARGIN + width - valueLeft);
            type.draw(canvas, value, valueLeft, baseLine, Typeface.Style.TEXT);
            x += width(fact) + GAP;
        }
    }
}
