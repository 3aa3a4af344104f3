package dev.fovea.core.render;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.inside.ChannelMaps;
import dev.fovea.core.render.Panel.Tile;
import java.util.List;
import java.util.function.Function;

/**
 * The maps of a layer's channels as small pictures. Immutable and thread-safe.
 *
 * @param drawing how a map is coloured
 */
public record ActivationSheet(Function<SaliencyMap, Heatmap> drawing) {

    /**
     * Every map with a range of its own, from its smallest to its largest value, in inferno; if the layer has negative
     * values, as far below zero as above, in blue and red.
     */
    public ActivationSheet() {
        this(map -> new Heatmap(Heatmap.standard(map).colors(), new Scaling.MinMax()));
    }

    /** The maps of some channels, each with its number and its value farthest from zero. */
    public List<Tile> tiles(ChannelMaps maps, List<Integer> channels) {
        return channels.stream()
                .map(c -> {
                    SaliencyMap map = maps.map(c);
                    String caption = "%d: %s".formatted(c, Figures.shorten(farthest(map)));
                    return new Tile(drawing.apply(map).draw(map), caption);
                })
                .toList();
    }

    private static double farthest(SaliencyMap map) {
        return Math.abs(map.min()) > Math.abs(map.max()) ? map.min() : map.max();
    }
}
