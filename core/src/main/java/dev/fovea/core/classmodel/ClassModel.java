package dev.fovea.core.classmodel;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Classifier;
import java.util.List;

/**
 * The picture that a class, a channel, a unit or a layer likes best, found by gradient ascent: {@code argmax_I S(I) - lambda
 * * ||I||^2} (Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034, section 2), with what later work added. {@link
 * ClassModelPresets} has the published recipes.
 *
 * <p>Lengths (learning rates, lambda, noise) are in the model's normalised input divided by {@link PixelSpace#unit()}, so
 * that 1 is 57.4 of 255 pixel levels for every model; for input normalised as torchvision does that is the normalised input
 * itself. Zero is the mean that the model's preprocessing subtracts.
 *
 * <p>Each step: draw the transformations; score and gradient of the transformed picture, resized to what the model takes;
 * the gradient back through their transposes; minus the penalties' gradients; back through the parametrisation; the
 * optimiser's step; the regularisers, in the order given. Same options, same seed, same machine: the same bytes. Immutable
 * and thread-safe; each {@code with…} returns changed options.
 *
 * @param steps in each octave
 * @param size of the result
 * @param seed of noise and transformations
 */
public record ClassModel(
        int steps,
        Optimizer optimizer,
        Start start,
        Parametrization parametrization,
        List<Penalty> penalties,
        List<Regularizer> regularizers,
        List<Transformation> transformations,
        Octaves octaves,
        Size size,
        long seed) {

    /**
     * Height and width of a picture.
     *
     * @param height in pixels; 0 for what the model takes
     * @param width in pixels; 0 for what the model takes
     */
    public record Size(int height, int width) {
        /** What the model takes; 224 if it takes any and its preprocessing does not say either. */
        public static final Size OF_MODEL = new Size(0, 0);

        public Size {
            if (height != 0 || width != 0) {
                Range.check("the height", height, 16, 4096, "pixels");
                Range.check("the width", width, 16, 4096, "pixels");
            }
        }
    }

    public ClassModel {
        Range.check("steps", steps, 1, 1_000_000, "steps per octave");
        penalties = List.copyOf(penalties);
        regularizers = List.copyOf(regularizers);
        transformations = List.copyOf(transformations);
    }

    /** Plain ascent from the zero image, nothing else. */
    public ClassModel(int steps, Optimizer optimizer) {
        this(
                steps,
                optimizer,
                new Start.Zero(),
                Parametrization.PIXELS,
                List.of(),
                List.of(),
                List.of(),
                Octaves.ONE,
                Size.OF_MODEL,
                0);
    }

    public ClassModel withSteps(int chosen) {
        return new ClassModel(
                chosen,
                optimizer,
                start,
                parametrization,
                penalties,
                regularizers,
                transformations,
                octaves,
                size,
                seed);
    }

    public ClassModel withOptimizer(Optimizer chosen) {
        return new ClassModel(
                steps, chosen, start, parametrization, penalties, regularizers, transformations, octaves, size, seed);
    }

    public ClassModel withStart(Start chosen) {
        return new ClassModel(
                steps,
                optimizer,
                chosen,
                parametrization,
                penalties,
                regularizers,
                transformations,
                octaves,
                size,
                seed);
    }

    public ClassModel withParametrization(Parametrization chosen) {
        return new ClassModel(
                steps, optimizer, start, chosen, penalties, regularizers, transformations, octaves, size, seed);
    }

    public ClassModel withPenalties(List<Penalty> chosen) {
        return new ClassModel(
                steps, optimizer, start, parametrization, chosen, regularizers, transformations, octaves, size, seed);
    }

    public ClassModel withRegularizers(List<Regularizer> chosen) {
        return new ClassModel(
                steps, optimizer, start, parametrization, penalties, chosen, transformations, octaves, size, seed);
    }

    public ClassModel withTransformations(List<Transformation> chosen) {
        return new ClassModel(
                steps, optimizer, start, parametrization, penalties, regularizers, chosen, octaves, size, seed);
    }

    public ClassModel withOctaves(Octaves chosen) {
        return new ClassModel(
                steps, optimizer, start, parametrization, penalties, regularizers, transformations, chosen, size, seed);
    }

    public ClassModel withSize(Size chosen) {
        return new ClassModel(
                steps,
                optimizer,
                start,
                parametrization,
                penalties,
                regularizers,
                transformations,
                octaves,
                chosen,
                seed);
    }

    public ClassModel withSeed(long chosen) {
        return new ClassModel(
                steps,
                optimizer,
                start,
                parametrization,
                penalties,
                regularizers,
                transformations,
                octaves,
                size,
                chosen);
    }

    /** Climbs to the end. */
    public ClassModelResult maximize(Classifier classifier, Objective objective) {
        return maximize(classifier, objective, AscentProgress.NONE);
    }

    /**
     * Climbs, telling after every step; a progress that returns false ends the ascent there.
     *
     * @throws FoveaException if class or layer do not exist, an operator of the model has no backward rule, nothing says the
     *     model's preprocessing, the score does not change with the picture at all, or the steps are so long that numbers
     *     overflow
     */
    public ClassModelResult maximize(Classifier classifier, Objective objective, AscentProgress progress) {
        return new Ascent(this, classifier, objective, progress).run();
    }
}
