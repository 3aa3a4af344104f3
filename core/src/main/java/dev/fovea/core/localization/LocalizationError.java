package dev.fovea.core.localization;

/**
 * The share of pictures whose object was not found: the box overlaps the true one by less than half (intersection over
 * union), as in ILSVRC's localisation task. Immutable; {@link #with} gives the error over one more picture.
 *
 * @param pictures how many were scored
 * @param missed in how many the object was not found
 */
public record LocalizationError(int pictures, int missed) {
    /** The overlap from which on a box counts as right. */
    public static final double FOUND = 0.5;

    /** No picture scored yet. */
    public static final LocalizationError NONE = new LocalizationError(0, 0);

    public LocalizationError {
        if (missed < 0 || missed > pictures) {
            throw new IllegalArgumentException("%d of %d pictures cannot be missed".formatted(missed, pictures));
        }
    }

    /** The error with one more picture, of which the overlap with the true box is given. */
    public LocalizationError with(double iou) {
        return new LocalizationError(pictures + 1, missed + (iou >= FOUND ? 0 : 1));
    }

    /** Missed pictures by all pictures, 0 (all found) to 1; NaN if there are none. */
    public double share() {
        return (double) missed / pictures;
    }
}
