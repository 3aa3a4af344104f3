package dev.fovea.core.localization;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.receipt.Receipt;
import java.util.Optional;

/**
 * Where an object was found, in pixels of the picture. Immutable.
 *
 * @param mask the object's pixels: one piece
 * @param box the smallest box around the mask
 * @param cut how the mask was cut out; empty for methods that cut nothing
 */
public record LocalizedObject(ObjectMask mask, BoundingBox box, Optional<Cut> cut) {
    /**
     * The minimum cut behind a mask, for the receipt.
     *
     * @param width columns of the grid that was cut
     * @param height rows of the grid that was cut
     * @param value what the minimum cut costs, in nats, over giving every pixel the side that its colour prefers
     * @param foregroundSeeds pixels of the grid that the foreground's colours were learnt from
     * @param backgroundSeeds pixels of the grid that the background's colours were learnt from
     * @param foregroundShare share of the grid on the object's side, 0 to 1
     * @param largestShare share of those pixels that are in the largest piece, 0 to 1; 0 if the cut left none and the
     *     foreground seeds were taken for the object
     */
    public record Cut(
            int width,
            int height,
            double value,
            int foregroundSeeds,
            int backgroundSeeds,
            double foregroundShare,
            double largestShare) {}

    /**
     * What the object came from, to be kept with it: the receipt of its map, the way it was localised, box and mask in
     * numbers.
     *
     * @param explanation whose map was used
     * @param localizer that found the object in it
     * @param nanos how long that took
     */
    public Receipt receipt(Explanation explanation, Localizer localizer, long nanos) {
        return LocalizationReceipt.of(explanation, localizer, this, nanos);
    }

    static LocalizedObject of(ObjectMask mask) {
        return new LocalizedObject(mask, mask.box(), Optional.empty());
    }
}
