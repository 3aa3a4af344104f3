package dev.fovea.core.classmodel;

/**
 * Sets the pixels that contribute least to the score to the mean colour; the contribution is linearised as the absolute
 * value of the sum over channels of pixel times gradient (Yosinski et al. 2015, arXiv 1506.06579, section 3).
 *
 * @param percent of the pixels that are cleared, 0 to 100
 */
public record ClipSmallContribution(double percent) implements Regularizer {
    public ClipSmallContribution {
        Range.check("clip small contributions", percent, 0, 100, "percent of the pixels");
    }

    @Override
    public Planes apply(Planes picture, Planes gradient, int step, PixelSpace space) {
        float[] contributions = new float[picture.area()];
        for (int p = 0; p < contributions.length; p++) {
            double sum = 0;
            for (int c = 0; c < picture.channels(); c++) {
                int i = c * contributions.length + p;
                sum += (double) picture.values()[i] * gradient.values()[i];
            }
            contributions[p] = (float) Math.abs(sum);
        }
        return ClipSmallNorm.clearedBelow(picture, contributions, percent);
    }
}
