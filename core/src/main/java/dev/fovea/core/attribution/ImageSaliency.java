package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.ScoreGradients;
import dev.fovea.core.model.Selection;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Image-specific class saliency: the magnitude of dS_c/dI at the picture, one number per pixel (Simonyan, Vedaldi,
 * Zisserman 2013, arXiv 1312.6034, section 3).
 *
 * <p>{@code M_ij = max_c |w_c(i,j)|} with {@code w = dS_c/dI} at I0: one gradient pass. Use it to see which pixels need to
 * be changed least to change the score most. Immutable and thread-safe; each {@code with…} returns changed options.
 *
 * @param magnitude |w|, w² or w
 * @param channels from the channels of a pixel to one number
 * @param repeat what is averaged over
 * @param score which number of the class is differentiated
 * @param units what the gradient is per
 * @param rule how the score goes back through ReLUs; maps by another rule than {@link BackwardRule#GRADIENT} are no
 *     derivatives
 * @param seed of the noise; same seed, same bytes
 * @param checked whether the receipt holds the gradient against finite differences too (a few forward passes more);
 *     only the gradient rule can be
 */
public record ImageSaliency(
        Magnitude magnitude,
        ChannelReduction channels,
        Repeat repeat,
        Score score,
        Units units,
        BackwardRule rule,
        long seed,
        boolean checked)
        implements Method {
    public ImageSaliency {
        channels.check(magnitude);
    }

    /** The paper's map: |dS_c/dI| of the logit, maximum over channels. */
    public ImageSaliency() {
        this(
                Magnitude.ABS,
                ChannelReduction.MAX,
                new Repeat.Once(),
                Score.LOGIT,
                Units.NORMALISED,
                BackwardRule.GRADIENT,
                0,
                false);
    }

    public ImageSaliency withMagnitude(Magnitude chosen) {
        return new ImageSaliency(chosen, channels, repeat, score, units, rule, seed, checked);
    }

    public ImageSaliency withChannels(ChannelReduction chosen) {
        return new ImageSaliency(magnitude, chosen, repeat, score, units, rule, seed, checked);
    }

    public ImageSaliency withRepeat(Repeat chosen) {
        return new ImageSaliency(magnitude, channels, chosen, score, units, rule, seed, checked);
    }

    public ImageSaliency withScore(Score chosen) {
        return new ImageSaliency(magnitude, channels, repeat, chosen, units, rule, seed, checked);
    }

    public ImageSaliency withUnits(Units chosen) {
        return new ImageSaliency(magnitude, channels, repeat, score, chosen, rule, seed, checked);
    }

    public ImageSaliency withRule(BackwardRule chosen) {
        return new ImageSaliency(magnitude, channels, repeat, score, units, chosen, seed, checked);
    }

    public ImageSaliency withSeed(long chosen) {
        return new ImageSaliency(magnitude, channels, repeat, score, units, rule, chosen, checked);
    }

    public ImageSaliency withCheck(boolean chosen) {
        return new ImageSaliency(magnitude, channels, repeat, score, units, rule, seed, chosen);
    }

    /** The method in a few words: {@code saliency, mean over ten crops}. */
    @Override
    public String description() {
        String name = switch (rule) {
            case GRADIENT -> "saliency";
            case DECONVNET -> "deconvnet";
            case GUIDED -> "guided backpropagation";
        };
        if (repeat instanceof Repeat.Noise noise) {
            return "%s, mean over %d noisy copies (sigma %s)".formatted(name, noise.count(), noise.sigma());
        }
        return repeat instanceof Repeat.TenCrops ? name + ", mean over ten crops" : name;
    }

    @Override
    public String mapName() {
        return "Saliency map";
    }

    /** What the map's numbers are, for a legend: {@code |dS/dI|, largest channel}. */
    @Override
    public String meaning() {
        String derivative = switch (score) {
            case LOGIT -> "dS/dI";
            case PROBABILITY -> "dP/dI";
            case LOG_PROBABILITY -> "d(log P)/dI";
        };
        String gradient = switch (rule) {
            case GRADIENT -> derivative;
            case DECONVNET -> "deconvnet " + derivative;
            case GUIDED -> "guided " + derivative;
        };
        String sized = switch (magnitude) {
            case ABS -> "|" + gradient + "|";
            case SQUARE -> "(" + gradient + ")²";
            case SIGNED -> gradient;
        };
        String reduced = switch (channels) {
            case MAX -> magnitude == Magnitude.SIGNED ? "strongest channel" : "largest channel";
            case SUM -> "sum of channels";
            case MEAN -> "mean of channels";
            case L2 -> "length over channels";
        };
        return "%s, %s%s".formatted(sized, reduced, units == Units.PIXEL ? ", per grey level" : "");
    }

    /** The maps of the {@code k} classes with the highest scores, highest first. */
    public List<Explanation> explainTop(Classifier classifier, Subject subject, int k) {
        return classifier.scores(subject.tensor()).get(0).best(k).stream()
                .map(index -> explain(classifier, subject, Target.index(index)))
                .toList();
    }

    /**
     * The map of one class, telling how far it has come; a progress that throws stops it.
     *
     * @throws FoveaException if the class does not exist, or an operator of the model has no backward rule
     */
    @Override
    public Explanation explain(Classifier classifier, Subject subject, Target target, Progress progress) {
        long start = System.nanoTime();
        Found found = found(classifier, subject, target, progress);
        ScoreGradients at = found.picture();
        Optional<GradientCheck.Direction> check = checked && rule == BackwardRule.GRADIENT
                ? Optional.of(GradientCheck.alongGradient(classifier, subject.tensor(), at, score))
                : Optional.empty();
        return new Explanation(
                classifier,
                this,
                subject,
                at.scores().get(0),
                at.selections().get(0),
                at.gradient(),
                found.map(),
                check,
                System.nanoTime() - start);
    }

    /**
     * What was computed.
     *
     * @param picture the scores and the gradient of the picture itself
     * @param map over all repeats
     */
    record Found(ScoreGradients picture, SaliencyMap map) {}

    private Found found(Classifier classifier, Subject subject, Target target, Progress progress) {
        if (repeat instanceof Repeat.Noise noise) {
            return new NoisyMean(
                            (batch, fixed) -> gradients(classifier, batch, fixed),
                            gradient -> map(classifier, gradient),
                            noise,
                            seed)
                    .of(classifier, subject, target, progress);
        }
        ScoreGradients at = gradients(classifier, subject.tensor(), target);
        return new Found(
                at,
                repeat instanceof Repeat.TenCrops
                        ? overCrops(classifier, subject, at.selections().get(0), progress)
                        : map(classifier, at.gradient()));
    }

    private ScoreGradients gradients(Classifier classifier, Tensor batch, Target target) {
        return classifier.gradients(batch, Collections.nCopies(batch.batch(), target), score, rule);
    }

    @Override
    public int runs() {
        return repeat instanceof Repeat.Noise noise ? noise.count() : 1;
    }

    /** The map of a gradient with N = 1. */
    private SaliencyMap map(Classifier classifier, Tensor gradient) {
        return new PixelMaps(magnitude, channels, units).of(classifier, gradient);
    }

    private SaliencyMap overCrops(Classifier classifier, Subject subject, Selection selection, Progress progress) {
        Picture picture = subject.picture();
        Framing seen = subject.framing();
        if (picture == null || seen == null) {
            throw new FoveaException("'%s' is a tensor; crops10 cuts sub-images from a picture, give the picture"
                    .formatted(subject.name()));
        }
        TenCrops crops = TenCrops.of(seen);
        List<Tensor> inputs = new ArrayList<>();
        for (TenCrops.Crop crop : crops.crops()) {
            Picture view = classifier.preprocessing().view(picture, crop.framing());
            inputs.add(classifier
                    .preprocessing()
                    .tensor(crop.reflected() ? view.flipHorizontally() : view, classifier.input()));
        }
        float[][] maps = new float[inputs.size()][];
        for (int i = 0; i < maps.length; i++) {
            Tensor gradient =
                    gradients(classifier, inputs.get(i), selection.toTarget()).gradient();
            maps[i] = map(classifier, gradient).toArray();
            progress.done(i + 1, maps.length);
        }
        return crops.paste(maps, magnitude == Magnitude.SIGNED);
    }
}
