package dev.fovea.core.render;

import dev.fovea.core.image.Picture;
import dev.fovea.core.inside.Filters;
import dev.fovea.core.render.Panel.Tile;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters as small pictures: middle grey is no weight, brighter is positive, darker negative. Filters over three channels
 * are drawn in colour, others in grey, one picture for each channel. Immutable and thread-safe.
 *
 * @param each whether every filter has the range of its own largest weight; otherwise all have one, so that weak filters
 *     are pale
 * @param reversed whether the first channel is blue and the last red
 */
public record FilterSheet(boolean each, boolean reversed) {

    /** The pictures of the first filters, at most {@code most}, with their numbers. */
    public List<Tile> tiles(Filters filters, int most) {
        float all = 0;
        for (int f = 0; f < filters.count(); f++) {
            all = Math.max(all, filters.largest(f));
        }
        boolean color = filters.channels() == 3;
        List<Tile> tiles = new ArrayList<>();
        for (int f = 0; f < filters.count() && tiles.size() < most; f++) {
            float range = each ? filters.largest(f) : all;
            if (color) {
                int[] order = reversed ? new int[] {2, 1, 0} : new int[] {0, 1, 2};
                tiles.add(new Tile(draw(filters, f, order, range), Integer.toString(f)));
                continue;
            }
            for (int c = 0; c < filters.channels() && tiles.size() < most; c++) {
                String name = filters.channels() == 1 ? Integer.toString(f) : f + "." + c;
                tiles.add(new Tile(draw(filters, f, new int[] {c, c, c}, range), name));
            }
        }
        return tiles;
    }

    private static Picture draw(Filters filters, int filter, int[] channels, float range) {
        int[] rgb = new int[filters.height() * filters.width()];
        for (int i = 0; i < rgb.length; i++) {
            for (int channel : channels) {
                float weight = filters.at(filter, channel, i / filters.width(), i % filters.width());
                rgb[i] = rgb[i] << 8 | level(weight, range);
            }
        }
        return Picture.of(filters.width(), filters.height(), rgb);
    }

    private static int level(float weight, float range) {
        return range == 0 ? 128 : Math.max(0, Math.min(255, Math.round(127.5f + 127.5f * weight / range)));
    }
}
