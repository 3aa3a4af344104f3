package dev.fovea.core.localization;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;

/**
 * A picture with a saliency map of some resolution over the part of it that the model saw. Immutable and thread-safe.
 *
 * @param picture in its own size
 * @param map over the framing's crop, whatever its resolution; where it is signed its magnitude counts
 * @param framing what part of the picture the map lies on
 */
public record MappedPicture(Picture picture, SaliencyMap map, Framing framing) {
    /** @throws IllegalArgumentException if the framing is of a picture of another size */
    public MappedPicture {
        map = map.magnitude();
        if (framing.sourceWidth() != picture.width() || framing.sourceHeight() != picture.height()) {
            throw new IllegalArgumentException("The framing is of a picture of %d x %d, found one of %d x %d"
                    .formatted(framing.sourceWidth(), framing.sourceHeight(), picture.width(), picture.height()));
        }
    }

    /** A map over the whole picture, stretched if need be. */
    public static MappedPicture of(Picture picture, SaliencyMap map) {
        return new MappedPicture(picture, map, Framing.of(picture).squash(map.width(), map.height()));
    }

    /**
     * What was explained, with its map.
     *
     * @throws FoveaException if it was a tensor: there is no picture to find the object in
     */
    public static MappedPicture of(Explanation explanation) {
        Picture picture = explanation.subject().picture();
        Framing framing = explanation.subject().framing();
        if (picture == null || framing == null) {
            throw new FoveaException(
                    "'%s' is a tensor; the object is found by the colours of a picture, give the picture"
                            .formatted(explanation.subject().name()));
        }
        SaliencyMap map = explanation.map();
        boolean cropped = map.width() == framing.width() && map.height() == framing.height();
        return cropped ? new MappedPicture(picture, map, framing) : of(picture, map);
    }

    /** The framing as if the picture were of another size. */
    Framing framing(int width, int height) {
        return new Framing(
                width,
                height,
                framing.resizedWidth(),
                framing.resizedHeight(),
                framing.cropX(),
                framing.cropY(),
                framing.width(),
                framing.height());
    }
}
