package dev.fovea.core.render;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;

/**
 * A saliency map laid over the picture it explains. Immutable and thread-safe.
 *
 * @param heatmap how the map is coloured
 * @param opacity 0 (only the picture, untouched) to 1 (everything at full strength)
 * @param blend how opacity is spread over the pixels
 * @param fade how far the picture steps back so that the map stands out, 0 (not at all) to 1: it loses twice this share
 *     of its colour and goes this far towards the colour of "nothing" (black for most maps, near-white for signed ones)
 */
public record Overlay(Heatmap heatmap, double opacity, Blend blend, double fade) {
    /** How opacity is spread over the pixels. */
    public enum Blend {
        /** Every pixel gets the same opacity: the whole picture is tinted, as Captum and pytorch-grad-cam do. */
        UNIFORM,
        /**
         * A pixel is as opaque as its value is strong, so that the picture stays clear where nothing was found. The
         * default: at the usual opacities uniform blending hides half of the picture under the colour of "nothing".
         */
        WEIGHTED
    }

    /** @throws IllegalArgumentException if the opacity or the fade is not between 0 and 1 */
    public Overlay {
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new IllegalArgumentException("Opacity must be between 0 and 1, found " + opacity);
        }
        if (!(fade >= 0 && fade <= 1)) {
            throw new IllegalArgumentException("Fade must be between 0 and 1, found " + fade);
        }
    }

    /** The usual overlay: weighted, opacity 0.95, the picture faded by 0.35. */
    public static Overlay standard(Heatmap heatmap) {
        return new Overlay(heatmap, 0.95, Blend.WEIGHTED, 0.35);
    }

    /** The same overlay with another opacity. */
    public Overlay withOpacity(double newOpacity) {
        return new Overlay(heatmap, newOpacity, blend, fade);
    }

    /** The picture, in its own size, with the map stretched over all of it. */
    public Picture draw(Picture picture, SaliencyMap map) {
        Limits limits = heatmap.scaling().limits(map);
        float[] values = map.resized(picture.width(), picture.height()).toArray();
        int nothing = heatmap.color(limits, limits.position(0));
        int[] rgb = picture.toRgb();
        for (int i = 0; i < rgb.length; i++) {
            double position = limits.position(values[i]);
            double strength = limits.signed() ? Math.abs(2 * position - 1) : position;
            double alpha = blend == Blend.UNIFORM ? opacity : opacity * strength;
            rgb[i] = Rgb.mix(backdrop(rgb[i], nothing), heatmap.color(limits, position), alpha);
        }
        return Picture.of(picture.width(), picture.height(), rgb);
    }

    private int backdrop(int rgb, int nothing) {
        double share = fade * opacity;
        return Rgb.mix(Rgb.mix(rgb, Rgb.grey(rgb), Math.min(1, 2 * share)), nothing, share);
    }
}
