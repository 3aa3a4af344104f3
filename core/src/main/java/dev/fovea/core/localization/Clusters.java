package dev.fovea.core.localization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Colours in groups, made by halving the most spread group across its principal direction (Orchard and Bouman 1991). */
final class Clusters {
    private final List<Cluster> clusters = new ArrayList<>();
    private final float[] colors;
    private final int total;

    private Clusters(float[] colors, int total) {
        this.colors = colors;
        this.total = total;
    }

    /** @param spread the sum of squared distances from the mean along {@code direction}, in which it is largest */
    private record Cluster(int[] pixels, Moments moments, double[] direction, double spread) {}

    /** Up to {@code count} clusters; fewer if there are fewer colours. */
    static Clusters split(float[] colors, int[] pixels, int count) {
        Clusters all = new Clusters(colors, pixels.length);
        all.clusters.add(all.cluster(pixels));
        while (all.clusters.size() < count && all.splitWidest()) {
            // Each turn makes one more.
        }
        return all;
    }

    Gaussian[] gaussians(double floor) {
        return clusters.stream().map(c -> c.moments().gaussian(total, floor)).toArray(Gaussian[]::new);
    }

    private boolean splitWidest() {
        int widest = 0;
        for (int i = 1; i < clusters.size(); i++) {
            widest = clusters.get(i).spread() > clusters.get(widest).spread() ? i : widest;
        }
        Cluster old = clusters.get(widest);
        double[] mean = old.moments().mean();
        double[] v = old.direction();
        int[] low = new int[old.pixels().length];
        int[] high = new int[old.pixels().length];
        int lows = 0;
        int highs = 0;
        for (int p : old.pixels()) {
            double side = (colors[3 * p] - mean[0]) * v[0]
                    + (colors[3 * p + 1] - mean[1]) * v[1]
                    + (colors[3 * p + 2] - mean[2]) * v[2];
            if (side <= 0) {
                low[lows++] = p;
            } else {
                high[highs++] = p;
            }
        }
        if (lows == 0 || highs == 0) {
            return false;
        }
        clusters.set(widest, cluster(Arrays.copyOf(low, lows)));
        clusters.add(cluster(Arrays.copyOf(high, highs)));
        return true;
    }

    private Cluster cluster(int[] pixels) {
        Moments moments = new Moments();
        for (int p : pixels) {
            moments.add(colors[3 * p], colors[3 * p + 1], colors[3 * p + 2], 1);
        }
        double[] s = moments.covariance();
        double[] v = principal(s);
        return new Cluster(pixels, moments, v, pixels.length * length(times(s, v)));
    }

    /** The direction of the largest variance, by power iteration from the axis of the largest variance. */
    private static double[] principal(double[] s) {
        int axis = s[0] >= s[3] && s[0] >= s[5] ? 0 : s[3] >= s[5] ? 1 : 2;
        double[] v = new double[3];
        v[axis] = 1;
        for (int i = 0; i < 30; i++) {
            double[] next = times(s, v);
            double length = length(next);
            if (length == 0) {
                return v;
            }
            v = new double[] {next[0] / length, next[1] / length, next[2] / length};
        }
        return v;
    }

    private static double[] times(double[] s, double[] v) {
        return new double[] {
            s[0] * v[0] + s[1] * v[1] + s[2] * v[2],
            s[1] * v[0] + s[3] * v[1] + s[4] * v[2],
            s[2] * v[0] + s[4] * v[1] + s[5] * v[2]
        };
    }

    private static double length(double[] v) {
        return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }
}
