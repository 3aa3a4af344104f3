package dev.fovea.core.render;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;

/**
 * Draws a saliency map as a picture: a {@link Scaling} finds the limits, a {@link ColorMap} gives the colours.
 *
 * <p>A magnitude map drawn with a diverging colour map uses its upper half only, so that 0 stays neutral. The limits come
 * from the map as given, and values are interpolated before they are coloured, never the colours. Immutable and
 * thread-safe.
 */
public record Heatmap(ColorMap colors, Scaling scaling) {
    /** The usual drawing of a map: inferno, or blue-red if it is signed, clipped at the 99th percentile. */
    public static Heatmap standard(SaliencyMap map) {
        return new Heatmap(map.signed() ? ColorMap.BLUE_RED : ColorMap.INFERNO, Scaling.STANDARD);
    }

    /** The map in its own size. */
    public Picture draw(SaliencyMap map) {
        return draw(map, map.width(), map.height());
    }

    /** The map in another size, interpolated as {@link SaliencyMap#resized} does. */
    public Picture draw(SaliencyMap map, int width, int height) {
        Limits limits = scaling.limits(map);
        float[] values = map.resized(width, height).toArray();
        int[] rgb = new int[values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = color(limits, limits.position(values[i]));
        }
        return Picture.of(width, height, rgb);
    }

    /** The colour of a position between limits; the single place where signs meet colour maps. */
    int color(Limits limits, double position) {
        boolean upperHalf = colors.diverging() && !limits.signed();
        return colors.rgb(upperHalf ? 0.5 + position / 2 : position);
    }
}
