package dev.fovea.core.classmodel;

/**
 * {@code weight * sum |I(x+1,y) - I(x,y)| + |I(x,y+1) - I(x,y)|} over all channels (Mahendran and Vedaldi 2015, arXiv
 * 1412.0035, with beta 1, as Lucid has it): flat regions with sharp edges. The slope of |d| at 0 is 0.
 *
 * @param weight score per unit of difference
 */
public record TotalVariation(double weight) implements Penalty {
    public TotalVariation {
        Range.check("total variation", weight, 0, 1e6, "score per unit of difference");
    }

    @Override
    public double value(Planes picture) {
        double[] sum = {0};
        differences(picture, (from, to, difference) -> sum[0] += Math.abs(difference));
        return weight * sum[0];
    }

    @Override
    public void subtractGradient(Planes picture, Planes gradient) {
        float[] g = gradient.values();
        differences(picture, (from, to, difference) -> {
            float slope = (float) (weight * Math.signum(difference));
            g[to] -= slope;
            g[from] += slope;
        });
    }

    private interface Pair {
        void visit(int from, int to, float difference);
    }

    private static void differences(Planes picture, Pair pair) {
        float[] v = picture.values();
        int width = picture.width();
        for (int c = 0; c < picture.channels(); c++) {
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < width; x++) {
                    int i = c * picture.area() + y * width + x;
                    if (x + 1 < width) {
                        pair.visit(i, i + 1, v[i + 1] - v[i]);
                    }
                    if (y + 1 < picture.height()) {
                        pair.visit(i, i + width, v[i + width] - v[i]);
                    }
                }
            }
        }
    }
}
