package dev.fovea.core.localization;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.FloatResizer;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.Resampling;
import java.util.Arrays;

/** The bounded grid that localisation works on: saliency and picture at one size, and the way back to the picture. */
final class WorkingGrid {
    private final Picture source;
    private final int width;
    private final int height;
    private final float[] saliency;
    private final boolean[] seen;

    private WorkingGrid(Picture source, int width, int height, float[] saliency, boolean[] seen) {
        this.source = source;
        this.width = width;
        this.height = height;
        this.saliency = saliency;
        this.seen = seen;
    }

    /**
     * The picture in proportion, its longer side at most {@code longest}, never enlarged.
     *
     * @param smoothing deviation of the Gaussian that the map is smoothed with, as a share of the grid's longer side
     * @throws FoveaException if the map is the same everywhere, or the model saw next to nothing of the picture
     */
    static WorkingGrid of(MappedPicture mapped, int longest, double smoothing) {
        Picture picture = mapped.picture();
        double shrink = Math.min(1, (double) longest / Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.round(picture.width() * shrink));
        int height = Math.max(1, (int) Math.round(picture.height() * shrink));
        SaliencyMap map = mapped.map();
        requireDifferences(map.min(), map.max());
        Framing framing = mapped.framing(width, height);
        // Quantiles and thresholds ask for ratios only; the largest value 1 keeps tiny gradients away from underflow.
        float[] onGrid = framing.toSource(map.normalised().toArray(), map.width(), map.height());
        boolean[] seen = new boolean[onGrid.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = framing.sees(i % width, i / width);
        }
        float[] saliency = GaussianBlur.of(onGrid, width, smoothing * Math.max(width, height));
        WorkingGrid grid = new WorkingGrid(picture, width, height, saliency, seen);
        float[] sorted = grid.sortedSaliency();
        if (sorted.length == 0) {
            throw new FoveaException(
                    "Of the picture of %d x %d pixels the model sees too little to find an object in it; give it a part, cropped to milder proportions"
                            .formatted(picture.width(), picture.height()));
        }
        requireDifferences(sorted[0], sorted[sorted.length - 1]);
        return grid;
    }

    private static void requireDifferences(float least, float largest) {
        if (least == largest) {
            throw new FoveaException(
                    "The saliency map is %s everywhere, so it says nothing of where the object is: explain another class"
                            .formatted(largest));
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int size() {
        return width * height;
    }

    float saliency(int p) {
        return saliency[p];
    }

    /** Whether the model saw a pixel. */
    boolean seen(int p) {
        return seen[p];
    }

    /** The saliency of all pixels that the model saw, in ascending order. */
    float[] sortedSaliency() {
        float[] sorted = new float[saliency.length];
        int count = 0;
        for (int p = 0; p < saliency.length; p++) {
            if (seen[p]) {
                sorted[count++] = saliency[p];
            }
        }
        sorted = Arrays.copyOf(sorted, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Red, green and blue of every pixel, 0 to 255. */
    float[] colors() {
        int[] rgb = source.resize(width, height, Resampling.BILINEAR).toRgb();
        float[] colors = new float[3 * rgb.length];
        for (int p = 0; p < rgb.length; p++) {
            colors[3 * p] = rgb[p] >> 16 & 0xFF;
            colors[3 * p + 1] = rgb[p] >> 8 & 0xFF;
            colors[3 * p + 2] = rgb[p] & 0xFF;
        }
        return colors;
    }

    /**
     * A set of the grid's pixels as a mask of the picture, its outline interpolated between them.
     *
     * @param inside at least one pixel
     */
    ObjectMask onPicture(boolean[] inside) {
        float[] cover = new float[inside.length];
        for (int p = 0; p < cover.length; p++) {
            cover[p] = inside[p] ? 1 : 0;
        }
        float[] stretched = FloatResizer.resize(cover, width, height, source.width(), source.height());
        float largest = 0;
        for (float value : stretched) {
            largest = Math.max(largest, value);
        }
        // A single pixel's peak may lie between pixels of the picture and not reach a half.
        float half = Math.min(0.5f, largest);
        boolean[] result = new boolean[stretched.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = stretched[i] >= half;
        }
        return ObjectMask.of(source.width(), source.height(), ConnectedComponents.largest(result, source.width()));
    }
}
