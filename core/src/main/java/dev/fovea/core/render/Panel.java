package dev.fovea.core.render;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import java.util.List;
import java.util.Optional;

/**
 * Pictures side by side under a title, with facts, captions and a legend: what one shows of a map to others.
 *
 * <p>At most {@value #WIDEST} pixels wide: small pictures are enlarged by a whole factor, large ones reduced. More than
 * four pictures go into rows of at most four. Text that does not fit ends in an ellipsis. Same inputs, same bytes: no
 * font and no window system of the machine is used. Immutable and thread-safe.
 *
 * @param title one line; may be empty
 * @param facts named values under the title (class, score, method); lines are wrapped between facts
 * @param tiles the pictures, at least one
 * @param legend of the map's colours
 */
public record Panel(String title, List<Fact> facts, List<Tile> tiles, Optional<Legend> legend) {
    /** The largest width of a panel, in pixels. */
    public static final int WIDEST = 1600;

    private static final int MARGIN = 32;

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
     * The usual panel: the picture, its map, and the overlay of both; a large picture is reduced before the map is drawn.
     *
     * @param mapName the line under the map
     * @param meaning what the map's numbers are, for the legend
     */
    public static Panel of(
            String title,
            List<Fact> facts,
            Picture picture,
            SaliencyMap map,
            Overlay overlay,
            String mapName,
            String meaning) {
        Heatmap heatmap = overlay.heatmap();
        Picture shown = Fitting.within(TileGrid.LARGEST_TILE, picture);
        List<Tile> tiles = List.of(
                new Tile(shown, "Picture"),
                new Tile(heatmap.draw(map, shown.width(), shown.height()), mapName),
                new Tile(overlay.draw(shown, map), "Overlay"));
        return new Panel(title, facts, tiles, Optional.of(Legend.of(heatmap, map, meaning)));
    }

    /** The panel as a picture. */
    public Picture draw() {
        TileGrid grid = TileGrid.of(tiles, WIDEST - 2 * MARGIN);
        int width = grid.width();
        Heading heading = Heading.of(title, facts, width);
        int gridTop = MARGIN + heading.height();
        int gridBottom = gridTop + grid.height();
        int legendTop = gridBottom + 12;
        int bottom = legend.isPresent() ? legendTop + Legend.HEIGHT : gridBottom;

        Canvas canvas = new Canvas(width + 2 * MARGIN, bottom + MARGIN - 8);
        heading.draw(canvas, MARGIN, MARGIN);
        grid.draw(canvas, MARGIN, gridTop);
        legend.ifPresent(it -> it.draw(canvas, MARGIN, legendTop, Math.min(grid.cell(), width / 2), width));
        return canvas.toPicture();
    }
}
