package dev.fovea.cli.page;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.LinearScoreModel;
import dev.fovea.core.image.Picture;
import dev.fovea.core.localization.LocalizedObject;
import dev.fovea.core.receipt.Receipt;
import java.util.List;

/**
 * What the page shows of one picture.
 *
 * @param fileName of the picture
 * @param label the class in words
 * @param best the classes with the highest scores, with their probabilities
 * @param view the picture as the model sees it
 * @param saliency the map over ten crops
 * @param rules the same score by gradient, deconvnet and guided backpropagation
 * @param object where the object is
 * @param linear the score as a linear function
 * @param path score and linear model from the picture to the zero image
 * @param mirrored score and linear model at the mirror image of what the model sees
 */
public record PictureStudy(
        String fileName,
        String label,
        String best,
        Picture view,
        Explanation saliency,
        List<Explanation> rules,
        Attempt<Located> object,
        LinearScoreModel linear,
        List<LinearScoreModel.Point> path,
        LinearScoreModel.Point mirrored) {

    /** An object with its receipt. */
    public record Located(LocalizedObject object, Receipt receipt) {}
}
