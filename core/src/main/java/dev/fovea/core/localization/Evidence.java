package dev.fovea.core.localization;

/**
 * The pixels of a grid of which the saliency map is sure; the others are undecided. Both sets hold at least one pixel
 * unless the map is the same everywhere, and no pixel is in both.
 */
record Evidence(boolean[] foreground, boolean[] background) {
    /**
     * Above one quantile of what the model saw, and at or below another. A map with many equal values (zeros, or a clipped
     * maximum) may have nothing above its quantile: then the largest value is foreground.
     */
    static Evidence of(WorkingGrid grid, double high, double low) {
        float[] sorted = grid.sortedSaliency();
        float largest = sorted[sorted.length - 1];
        double above = Math.min(quantile(sorted, high), Math.nextDown(largest));
        double below = quantile(sorted, low);
        boolean[] foreground = new boolean[grid.size()];
        boolean[] background = new boolean[grid.size()];
        for (int p = 0; p < grid.size(); p++) {
            foreground[p] = grid.seen(p) && grid.saliency(p) > above;
            background[p] = grid.seen(p) && grid.saliency(p) <= below && !foreground[p];
        }
        return new Evidence(foreground, background);
    }

    private static double quantile(float[] sorted, double q) {
        double position = q * (sorted.length - 1);
        int below = (int) position;
        double low = sorted[below];
        return low + (sorted[Math.min(below + 1, sorted.length - 1)] - low) * (position - below);
    }
}
