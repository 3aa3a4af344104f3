package dev.fovea.core.classmodel;

import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.receipt.Receipt;
import dev.fovea.core.render.LinePlot;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What an ascent came to. Immutable; stays valid after the classifier is closed.
 *
 * @param picture the mean added back, clipped to 0 to 255
 * @param tensor the picture before rounding and clipping, as normalised input of the model: 1xCxHxW or 1xHxWxC, at the size
 *     of the picture
 * @param course the score before each step, of the picture as transformed in that step
 * @param score of the tensor, not transformed
 * @param pictureScore of {@code picture}, fed to the model again; lower than {@code score} where pixels were clipped
 * @param name of what was climbed, such as the class's label
 * @param complete whether all steps were taken; false where the progress said to stop
 * @param objective what was climbed
 * @param settings how
 * @param addedNoise deviation of the Gaussian noise that was added to a start where the gradient is zero everywhere; 0 if it
 *     is not
 * @param unit the length of 1 in normalised input, see {@link PixelSpace#unit()}
 */
public record ClassModelResult(
        Picture picture,
        Tensor tensor,
        List<Double> course,
        double score,
        double pictureScore,
        String name,
        boolean complete,
        Objective objective,
        ClassModel settings,
        double addedNoise,
        double unit) {
    /** A plot need not have more points than pixels. */
    private static final int MOST_POINTS = 2000;

    public ClassModelResult {
        course = List.copyOf(course);
    }

    /** The score over the steps; the last point is the score of the result. */
    public LinePlot plot() {
        int stride = course.size() / MOST_POINTS + 1;
        List<LinePlot.Point> points = new ArrayList<>();
        for (int i = 0; i < course.size(); i += stride) {
            points.add(new LinePlot.Point(i, course.get(i)));
        }
        points.add(new LinePlot.Point(course.size(), score));
        return new LinePlot(name, "step", "score", List.of(new LinePlot.Curve("score", points)));
    }

    /**
     * What the picture came from, to be kept with it.
     *
     * @param classifier that was climbed
     * @param nanos how long it took
     */
    public Receipt receipt(Classifier classifier, long nanos) {
        return ClassModelReceipt.of(this, classifier, nanos);
    }
}
