package dev.fovea.core.localization;

import java.util.stream.IntStream;

/**
 * Segmentation of a grid of colours in two by minimum cut (Boykov and Jolly 2001): what each pixel prefers against borders
 * that cost less where colours change. For one thread.
 */
final class GraphCut {
    /** Costs are rounded to this fraction: finer than any colour model is sure of, and no sum overflows. */
    static final int UNITS_PER_NAT = 1 << 12;

    /** The most a pixel can prefer a side, in nats; a seed that keeps its side prefers it by more than its borders cost. */
    private static final double CERTAIN = 10_000;

    private static final double LARGEST_PREFERENCE = 1000;
    /** Variance that every colour has at least, in squared steps of 0 to 255: noise of five steps. */
    private static final double VARIANCE_FLOOR = 25;

    private final float[] colors;
    private final int width;
    private final int height;
    private final MaxFlow flow;

    GraphCut(float[] colors, int width, int height) {
        this.colors = colors;
        this.width = width;
        this.height = height;
        flow = new MaxFlow(width, height, Connectivity.EIGHT);
    }

    /** How much each pixel would rather be foreground than background, in nats. */
    float[] preference(Evidence evidence, int components, Seeds seeds) {
        ColorModel object = ColorModel.fit(colors, indices(evidence.foreground()), components, VARIANCE_FLOOR);
        ColorModel ground = ColorModel.fit(colors, indices(evidence.background()), components, VARIANCE_FLOOR);
        float[] preference = new float[width * height];
        for (int p = 0; p < preference.length; p++) {
            if (seeds == Seeds.FIXED && (evidence.foreground()[p] || evidence.background()[p])) {
                preference[p] = (float) (evidence.foreground()[p] ? CERTAIN : -CERTAIN);
            } else {
                float a = colors[3 * p];
                float b = colors[3 * p + 1];
                float c = colors[3 * p + 2];
                double gain = object.logLikelihood(a, b, c) - ground.logLikelihood(a, b, c);
                preference[p] = (float) Math.max(-LARGEST_PREFERENCE, Math.min(LARGEST_PREFERENCE, gain));
            }
        }
        return preference;
    }

    private static int[] indices(boolean[] pixels) {
        return IntStream.range(0, pixels.length).filter(p -> pixels[p]).toArray();
    }

    /** Finds the minimum cut and gives its cost in units, {@value #UNITS_PER_NAT} to a nat. */
    long solve(float[] preference, double smoothness) {
        double sharpness = sharpness();
        for (int p = 0; p < preference.length; p++) {
            int x = p % width;
            int y = p / width;
            int gain = Math.round(preference[p] * UNITS_PER_NAT);
            flow.terminals(x, y, Math.max(0, gain), Math.max(0, -gain));
            for (int d = 0; d < 8; d += 2) {
                if (inGrid(x, y, d)) {
                    double border = smoothness * Math.exp(-sharpness * contrast(p, d)) / Connectivity.distance(d);
                    int cost = (int) Math.round(border * UNITS_PER_NAT);
                    flow.edge(x, y, d, cost, cost);
                }
            }
        }
        return flow.solve();
    }

    /** Whether each pixel is on the object's side of the cut that was found. */
    boolean[] foreground() {
        boolean[] inside = new boolean[width * height];
        for (int p = 0; p < inside.length; p++) {
            inside[p] = flow.onSourceSide(p % width, p / width);
        }
        return inside;
    }

    /** One over twice the mean contrast, so that borders cost the same in faint pictures; 0 for a picture of one colour. */
    private double sharpness() {
        double sum = 0;
        long edges = 0;
        for (int p = 0; p < width * height; p++) {
            for (int d = 0; d < 8; d += 2) {
                if (inGrid(p % width, p / width, d)) {
                    sum += contrast(p, d);
                    edges++;
                }
            }
        }
        return sum == 0 ? 0 : edges / (2 * sum);
    }

    /** The squared distance of a pixel's colour from that of its neighbour. */
    private double contrast(int p, int direction) {
        int q = p + Connectivity.dy(direction) * width + Connectivity.dx(direction);
        double a = colors[3 * p] - colors[3 * q];
        double b = colors[3 * p + 1] - colors[3 * q + 1];
        double c = colors[3 * p + 2] - colors[3 * q + 2];
        return a * a + b * b + c * c;
    }

    private boolean inGrid(int x, int y, int direction) {
        int toX = x + Connectivity.dx(direction);
        int toY = y + Connectivity.dy(direction);
        return toX >= 0 && toX < width && toY >= 0 && toY < height;
    }
}
