package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Framing;
import dev.fovea.core.model.ClassScores;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Selection;
import dev.fovea.core.receipt.Receipt;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map with all that it came from. Immutable; stays valid after its classifier is closed.
 */
public final class Explanation {
    private final Subject subject;
    private final ClassScores scores;
    private final Selection selection;
    private final @Nullable Tensor gradient;
    private final SaliencyMap map;
    private final String label;
    private final Method settings;
    private final Receipt receipt;

    Explanation(
            Classifier classifier,
            ImageSaliency method,
            Subject subject,
            ClassScores scores,
            Selection selection,
            Tensor gradient,
            SaliencyMap map,
            Optional<GradientCheck.Direction> check,
            long nanos) {
        this.subject = subject;
        this.scores = scores;
        this.selection = selection;
        this.gradient = gradient;
        this.map = map;
        this.label = selection.name(classifier.labels());
        this.settings = method;
        this.receipt = Receipts.of(classifier, method, this, check, nanos);
    }

    /** Of a method that takes no gradient. */
    Explanation(
            Classifier classifier,
            Occlusion method,
            Subject subject,
            ClassScores scores,
            Selection selection,
            SaliencyMap map,
            long nanos) {
        this.subject = subject;
        this.scores = scores;
        this.selection = selection;
        this.gradient = null;
        this.map = map;
        this.label = selection.name(classifier.labels());
        this.settings = method;
        this.receipt = Receipts.of(classifier, method, this, nanos);
    }

    /** What was explained. */
    public Subject subject() {
        return subject;
    }

    /** The scores of all classes. */
    public ClassScores scores() {
        return scores;
    }

    /** The class explained. */
    public Selection selection() {
        return selection;
    }

    /** The label of the class explained. */
    public String label() {
        return label;
    }

    /** Whether the method took a gradient. */
    public boolean hasGradient() {
        return gradient != null;
    }

    /**
     * d score / d input at the picture itself, in the model's layout, per unit of normalised input.
     *
     * @throws FoveaException if the method takes no gradient
     */
    public Tensor gradient() {
        if (gradient == null) {
            throw new FoveaException("An explanation by %s comes without a gradient".formatted(settings.description()));
        }
        return gradient;
    }

    /** The map on the model's grid (with ten crops, on the grid of the whole resized picture). */
    public SaliencyMap map() {
        return map;
    }

    /**
     * The map at the picture's own resolution; pixels that the model did not see are 0. A tensor's map stays as it is.
     */
    public SaliencyMap mapOnPicture() {
        Framing framing = subject.framing();
        if (framing == null) {
            return map;
        }
        boolean whole = map.width() != framing.width() || map.height() != framing.height();
        Framing onto = whole
                ? Framing.of(framing.sourceWidth(), framing.sourceHeight()).squash(map.width(), map.height())
                : framing;
        return SaliencyMap.of(
                framing.sourceWidth(),
                framing.sourceHeight(),
                onto.toSource(map.toArray(), map.width(), map.height()),
                map.signed());
    }

    /** The pixels of the map in order of their influence on the score. */
    public PixelRanking ranking() {
        return PixelRanking.of(map);
    }

    /** The method with its options. */
    public Method settings() {
        return settings;
    }

    /** What the map came from, to be kept with it. */
    public Receipt receipt() {
        return receipt;
    }
}
