package dev.fovea.core.render;

/**
 * The values drawn with the first and the last colour; values beyond are clipped to them.
 *
 * @param low the value at position 0; in a signed map {@code -high}
 * @param high the value at position 1
 * @param signed whether 0 is to stay in the middle
 */
public record Limits(double low, double high, boolean signed) {
    /**
     * @throws IllegalArgumentException if a limit is not finite, the limits are in the wrong order, or those of a signed
     *     map are not symmetric about 0
     */
    public Limits {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low > high || (signed && low != -high)) {
            throw new IllegalArgumentException(
                    "Limits must be finite, ordered and, if signed, symmetric; found %s to %s".formatted(low, high));
        }
    }

    /** Whether there is nothing to see: the map is constant (a signed map: all 0). */
    public boolean flat() {
        return low == high;
    }

    /** Where a value lies: 0 at {@code low}, 1 at {@code high}. Flat limits give 0, or 0.5 (that is, zero) if signed. */
    public double position(double value) {
        if (flat()) {
            return signed ? 0.5 : 0;
        }
        return Math.max(0, Math.min(1, (value - low) / (high - low)));
    }
}
