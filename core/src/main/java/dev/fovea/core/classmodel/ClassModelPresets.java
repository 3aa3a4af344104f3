package dev.fovea.core.classmodel;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Picture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Published recipes. Where a paper leaves a number open, or gives it for one network only, it was chosen by looking at the
 * pictures of several models; each method says which.
 */
public final class ClassModelPresets {
    private static final Map<String, ClassModel> ALL = new LinkedHashMap<>();

    static {
        ALL.put("simonyan", simonyan());
        ALL.put("yosinski", yosinski());
        ALL.put("lucid", lucid());
        ALL.put("common", common());
        ALL.put("deepdream", deepDream());
    }

    private ClassModelPresets() {}

    /** The names that {@link #named} knows. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** @throws FoveaException if there is no such preset */
    public static ClassModel named(String name) {
        ClassModel found = ALL.get(name);
        if (found == null) {
            throw new FoveaException("There is no recipe '%s' for class models; choose one of %s"
                    .formatted(name, String.join(", ", names())));
        }
        return found;
    }

    /**
     * Simonyan et al. (2013), section 2: the zero image, gradient ascent on the score, the L2 norm held down. The paper gives
     * no lambda, and no single one serves: scores of two classes of one model may differ in slope tenfold. Hence steps
     * of a fixed length against a fixed {@link Decay}: where they balance, the picture is where lambda ||I||^2 with {@code
     * lambda = rms(dS/dI) / 3.2} would have it. Step and decay are ours. {@link #simonyan(double, double)} takes lambda.
     */
    public static ClassModel simonyan() {
        return new ClassModel(200, new Sgd(0.08, Sgd.Norm.RMS)).withRegularizers(List.of(new Decay(0.05)));
    }

    /**
     * Simonyan et al. (2013), equation 1, to the letter: plain gradient ascent on the score minus lambda ||I||^2 from the zero
     * image, 200 steps. Good lambdas are between 0.001 and 0.01 for most models, good rates about 6; a rate above 1 / lambda
     * diverges.
     */
    public static ClassModel simonyan(double lambda, double rate) {
        return new ClassModel(200, new Sgd(rate, Sgd.Norm.NONE)).withPenalties(List.of(new L2(lambda)));
    }

    /**
     * Yosinski et al. (2015, arXiv 1506.06579), section 3: decay, blur, clipping of small norms and of small contributions.
     * The paper shows four settings that each use some of these; this takes some of each. The numbers are ours.
     */
    public static ClassModel yosinski() {
        return new ClassModel(300, new Sgd(0.15, Sgd.Norm.RMS))
                .withRegularizers(List.of(
                        new Decay(0.01), new GaussianBlur(1, 4), new ClipSmallNorm(20), new ClipSmallContribution(20)));
    }

    /**
     * Lucid (Olah, Mordvintsev, Schubert 2017, "Feature Visualization"): Adam 0.05, 512 steps, pad 12, jitter 8, scale
     * 0.9-1.1, rotate 10 degrees either way, jitter 4, on the spectrum of decorrelated colours from noise of 0.01.
     */
    public static ClassModel lucid() {
        return new ClassModel(512, new Adam(0.05))
                .withStart(new Start.Noise(0.01))
                .withParametrization(Parametrization.LUCID)
                .withTransformations(List.of(
                        new Pad(12), new Jitter(8), new RandomScale(0.9, 1.1), new RandomRotation(10), new Jitter(4)));
    }

    /**
     * What circulates as code for class visualisation: random pixels, 150 plain steps of 6, weight decay 1e-4 (which is lambda
     * 5e-5), blur of radius 1 every 4 steps.
     */
    public static ClassModel common() {
        return new ClassModel(150, new Sgd(6, Sgd.Norm.NONE))
                .withStart(new Start.RandomPixels())
                .withPenalties(List.of(new L2(5e-5)))
                .withRegularizers(List.of(new GaussianBlur(1, 4)));
    }

    /**
     * DeepDream (Mordvintsev, Olah, Tyka 2015): 10 steps in each of 4 octaves 1.4 apart, moved by up to 32 pixels, steps of
     * 1.5 pixel levels on average. Meant for {@link Objective.Layer} or {@link Objective.Channel}. Starts from random pixels;
     * {@link #deepDream(Picture)} from a picture, as it is meant to be.
     */
    public static ClassModel deepDream() {
        return new ClassModel(10, new Sgd(1.5 / 57.375, Sgd.Norm.MEAN))
                .withStart(new Start.RandomPixels())
                .withTransformations(List.of(new Roll(32)))
                .withRegularizers(List.of(new PixelRange()))
                .withOctaves(new Octaves(4, 1.4));
    }

    /**
     * The same on a picture.
     *
     * @param picture to dream on
     */
    public static ClassModel deepDream(Picture picture) {
        return deepDream().withStart(new Start.FromPicture(picture));
    }
}
