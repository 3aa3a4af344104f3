package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.ScoreGradients;
import dev.fovea.core.model.Selection;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The class score as a linear function of the picture: the first-order Taylor expansion {@code S_c(I) ~ w·I + b} at I0,
 * with {@code w = dS_c/dI} at I0 and {@code b = S_c(I0) - w·I0} (Simonyan et al. 2013, equations 3 and 4). Only w makes
 * the saliency map; this class shows how good the expansion is elsewhere.
 *
 * <p>At I0 = 0 ({@link #maclaurin}) it is the Maclaurin expansion: one w per class for all pictures, so not
 * image-specific. In a ReLU net without biases w is zero there, since ReLU'(0) = 0.
 *
 * <p>Immutable; {@link #scoreAt} and {@link #along} run the classifier and need it open.
 */
public final class LinearScoreModel {
    private final Classifier classifier;
    private final Selection selection;
    private final Score score;
    private final Tensor at;
    private final Tensor weights;
    private final double scoreAtExpansion;
    private final double bias;

    /**
     * A point on a path.
     *
     * @param t 0 at I0, 1 at the end of the path
     * @param score the model's score
     * @param predicted the linear model's
     */
    public record Point(double t, double score, double predicted) {
        /** How far the prediction is off. */
        public double error() {
            return predicted - score;
        }
    }

    private LinearScoreModel(Classifier classifier, Tensor at, ScoreGradients gradients, Score score) {
        this.classifier = classifier;
        this.selection = gradients.selections().get(0);
        this.score = score;
        this.at = at;
        this.weights = gradients.gradient();
        this.scoreAtExpansion = selection.value(gradients.scores().get(0), score);
        this.bias = scoreAtExpansion - dot(weights, at);
    }

    /** The Taylor expansion at a picture. */
    public static LinearScoreModel at(Classifier classifier, Tensor picture, Target target, Score score) {
        return new LinearScoreModel(classifier, picture, classifier.gradients(picture, target, score), score);
    }

    /**
     * The Maclaurin expansion: at the input that is zero everywhere (the mean picture, where a mean is subtracted).
     *
     * @param like an input of the shape wanted
     */
    public static LinearScoreModel maclaurin(Classifier classifier, Tensor like, Target target, Score score) {
        return at(classifier, new Tensor(like.shape(), new float[like.values().length]), target, score);
    }

    /** w: d score / d input at I0, in the model's layout. */
    public Tensor weights() {
        return weights;
    }

    /** b. */
    public double bias() {
        return bias;
    }

    /** S_c(I0). */
    public double score() {
        return scoreAtExpansion;
    }

    /** The class. */
    public Selection selection() {
        return selection;
    }

    /** |w|, the Euclidean norm. */
    public double weightNorm() {
        return Math.sqrt(dot(weights, weights));
    }

    /** w·I + b. */
    public double predict(Tensor picture) {
        check(picture);
        return dot(weights, picture) + bias;
    }

    /** S_c(I), by the model itself. */
    public double scoreAt(Tensor picture) {
        check(picture);
        return selection.value(classifier.scores(picture).get(0), score);
    }

    /** Score and prediction at {@code steps + 1} points from I0 to {@code end}, both ends included. */
    public List<Point> along(Tensor end, int steps) {
        check(end);
        if (steps < 1) {
            throw new FoveaException("A path needs at least 1 step, found " + steps);
        }
        List<Point> points = new ArrayList<>();
        for (int k = 0; k <= steps; k++) {
            double t = (double) k / steps;
            float[] between = new float[at.values().length];
            for (int i = 0; i < between.length; i++) {
                between[i] = (float) ((1 - t) * at.values()[i] + t * end.values()[i]);
            }
            Tensor picture = new Tensor(at.shape(), between);
            points.add(new Point(t, scoreAt(picture), predict(picture)));
        }
        return List.copyOf(points);
    }

    private void check(Tensor picture) {
        if (!Arrays.equals(picture.shape(), at.shape())) {
            throw new FoveaException("The linear model was made at a picture of shape %s, found %s"
                    .formatted(Arrays.toString(at.shape()), Arrays.toString(picture.shape())));
        }
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.values().length; i++) {
            sum += (double) a.values()[i] * b.values()[i];
        }
        return sum;
    }
}
