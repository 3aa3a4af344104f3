package dev.fovea.core.classmodel;

import java.util.Arrays;

/**
 * Sets the pixels of smallest norm over the channels to the mean colour (Yosinski et al. 2015, arXiv 1506.06579, section 3).
 *
 * @param percent of the pixels that are cleared, 0 to 100
 */
public record ClipSmallNorm(double percent) implements Regularizer {
    public ClipSmallNorm {
        Range.check("clip small norms", percent, 0, 100, "percent of the pixels");
    }

    @Override
    public Planes apply(Planes picture, Planes gradient, int step, PixelSpace space) {
        float[] norms = new float[picture.area()];
        for (int p = 0; p < norms.length; p++) {
            double sum = 0;
            for (int c = 0; c < picture.channels(); c++) {
                float v = picture.values()[c * norms.length + p];
                sum += v * v;
            }
            norms[p] = (float) Math.sqrt(sum);
        }
        return clearedBelow(picture, norms, percent);
    }

    /** The picture with the given percentage of its pixels cleared, those that measure least. */
    static Planes clearedBelow(Planes picture, float[] measure, double percent) {
        int cleared = (int) Math.round(measure.length * percent / 100);
        if (cleared == 0) {
            return picture;
        }
        float[] sorted = measure.clone();
        Arrays.sort(sorted);
        float threshold = sorted[cleared - 1];
        float[] kept = picture.values().clone();
        for (int p = 0; p < measure.length; p++) {
            for (int c = 0; c < picture.channels() && measure[p] <= threshold; c++) {
                kept[c * measure.length + p] = 0;
            }
        }
        return picture.with(kept);
    }
}
