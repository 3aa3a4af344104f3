package dev.fovea.core.localization;

/**
 * The plain way, to compare with: the largest piece of what lies above a share of the map's maximum, and the box around it.
 * Colours are not looked at. Use it where the map is smooth by itself (CAM and its kin), or as a baseline. Immutable and
 * thread-safe.
 *
 * @param share of the largest value that a pixel must exceed, 0 to less than 1
 * @param smoothing deviation of the Gaussian that the map is smoothed with first, as a share of the longer side; 0 for none
 * @param resolution the longer side of the grid it works on at most, in pixels
 */
public record ThresholdBox(double share, double smoothing, int resolution) implements Localizer {
    public ThresholdBox {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("The threshold must be 0 to less than 1, found " + share);
        }
        Localization.checkGrid(smoothing, resolution);
    }

    /** 15 % of the maximum of the map as it is. */
    public ThresholdBox() {
        this(0.15, 0, Localization.RESOLUTION);
    }

    @Override
    public String description() {
        return "largest piece above %s of the maximum".formatted(share);
    }

    @Override
    public LocalizedObject localize(MappedPicture mapped) {
        WorkingGrid grid = WorkingGrid.of(mapped, resolution, smoothing);
        float largest = 0;
        for (int p = 0; p < grid.size(); p++) {
            largest = Math.max(largest, grid.saliency(p));
        }
        boolean[] above = new boolean[grid.size()];
        for (int p = 0; p < above.length; p++) {
            above[p] = grid.saliency(p) > share * largest;
        }
        return LocalizedObject.of(grid.onPicture(ConnectedComponents.largest(above, grid.width())));
    }
}
