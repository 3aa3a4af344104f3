package dev.fovea.core.localization;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;

/** Finds the one object that a saliency map speaks of. Implementations are immutable and thread-safe. */
public interface Localizer {
    /**
     * The object, in the picture's own pixels.
     *
     * @throws FoveaException if the map is the same everywhere and so says nothing of a place
     */
    LocalizedObject localize(MappedPicture mapped);

    /** The way in a few words, for figures and receipts. */
    String description();

    /** The object in a picture, from a map stretched over all of it. */
    default LocalizedObject localize(Picture picture, SaliencyMap map) {
        return localize(MappedPicture.of(picture, map));
    }

    /**
     * The object of the class that was explained.
     *
     * @throws FoveaException if a tensor was explained, not a picture
     */
    default LocalizedObject localize(Explanation explanation) {
        return localize(MappedPicture.of(explanation));
    }
}
