package dev.fovea.core.localization;

/**
 * Always the middle of the picture, whatever the map: what any method must beat. Immutable and thread-safe.
 *
 * @param share of the picture's area, above 0 to 1; the box has the picture's proportions
 */
public record CenteredBox(double share) implements Localizer {
    public CenteredBox {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("The box's share of the picture must be above 0 to 1, found " + share);
        }
    }

    @Override
    public String description() {
        return "box of %s of the picture in its middle".formatted(share);
    }

    @Override
    public LocalizedObject localize(MappedPicture mapped) {
        int width = mapped.picture().width();
        int height = mapped.picture().height();
        int wide = Math.max(1, (int) Math.round(width * Math.sqrt(share)));
        int high = Math.max(1, (int) Math.round(height * Math.sqrt(share)));
        BoundingBox box = new BoundingBox((width - wide) / 2, (height - high) / 2, wide, high);
        return LocalizedObject.of(ObjectMask.of(width, height, box));
    }
}
