package dev.fovea.core.classmodel;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One climb. Not thread-safe; runs once. */
final class Ascent {
    /** Attempts to leave a flat start, each with twice the noise of the one before. */
    private static final int KICKS = 5;

    /** Beyond it the model soon answers infinity. */
    private static final double FARTHEST = 1e12;

    /** The crop of nearly every classifier whose size is free. */
    private static final int USUAL_SIDE = 224;

    private final ClassModel model;
    private final Objective objective;
    private final AscentProgress progress;
    private final ModelView view;
    private final PixelSpace space;
    private final Planes base;
    private final SplittableRandom random;
    private final List<Double> course = new ArrayList<>();
    private boolean stopped;
    private double addedNoise;

    Ascent(ClassModel model, Classifier classifier, Objective objective, AscentProgress progress) {
        this.model = model;
        this.objective = objective;
        this.progress = progress;
        this.space = PixelSpace.of(classifier);
        this.view = new ModelView(classifier.input(), space, ScoreFunction.of(classifier, objective));
        this.random = new SplittableRandom(model.seed());
        int[] size = size(model.size(), classifier);
        this.base = model.start().picture(classifier, space, size[0], size[1], random);
    }

    private static int[] size(ClassModel.Size wanted, Classifier classifier) {
        if (wanted.height() > 0) {
            return new int[] {wanted.height(), wanted.width()};
        }
        Preprocessing.Fit fit = classifier.preprocessing().fit();
        int height = fit instanceof Preprocessing.Squash s ? s.height() : ((Preprocessing.ShorterSide) fit).crop();
        int width = fit instanceof Preprocessing.Squash s ? s.width() : ((Preprocessing.ShorterSide) fit).crop();
        return new int[] {
            side(classifier.input().height(), height), side(classifier.input().width(), width)
        };
    }

    private static int side(long fixed, int usual) {
        return fixed > 0 ? (int) fixed : usual > 0 ? usual : USUAL_SIDE;
    }

    ClassModelResult run() {
        int first = model.octaves().side(0, base.height());
        Planes picture = base.resized(first, model.octaves().side(0, base.width()));
        for (int k = 0; k < model.octaves().count() && !stopped; k++) {
            int height = model.octaves().side(k, base.height());
            int width = model.octaves().side(k, base.width());
            picture = climb(
                    carriedOver(picture, height, width),
                    k == 0 && model.start() instanceof Start.Noise n ? n.sigma() : 0);
        }
        return result(carriedOver(picture, base.height(), base.width()));
    }

    /** What was found, at another size; what the start has of detail comes back with each size. */
    private Planes carriedOver(Planes picture, int height, int width) {
        if (picture.height() == height && picture.width() == width) {
            return picture;
        }
        return picture.plus(-1, base.resized(picture.height(), picture.width()))
                .resized(height, width)
                .plus(1, base.resized(height, width));
    }

    private Planes climb(Planes start, double noise) {
        Parametrization.Painter painter = model.parametrization().on(space, start.height(), start.width());
        float[] parameters = painter.parameters(start);
        for (int i = 0; i < parameters.length && noise > 0; i++) {
            parameters[i] += (float) (noise * random.nextGaussian());
        }
        Optimizer.Update update = model.optimizer().begin(parameters.length);
        Planes picture = painter.picture(parameters);
        for (int step = 1; step <= model.steps() && !stopped; step++) {
            LinearMap transformation = transformation(start.height(), start.width());
            ModelView.Slope slope = view.at(transformation.apply(picture), start.height(), start.width());
            Planes gradient = transformation.transpose(slope.gradient());
            if (isFlat(gradient) && course.isEmpty()) {
                parameters = slightlyNoisy(parameters);
                picture = painter.picture(parameters);
                step--;
                continue;
            }
            course.add(slope.score());
            Planes penalised = gradient.with(gradient.values().clone());
            for (Penalty penalty : model.penalties()) {
                penalty.subtractGradient(picture, penalised);
            }
            update.step(parameters, painter.gradient(parameters, penalised));
            picture = painter.picture(parameters);
            if (!model.regularizers().isEmpty()) {
                for (Regularizer regularizer : model.regularizers()) {
                    picture = regularizer.apply(picture, gradient, step, space);
                }
                parameters = painter.parameters(picture);
            }
            checkFinite(parameters);
            stopped = !progress.step(
                    course.size(), model.steps() * model.octaves().count(), slope.score());
        }
        return picture;
    }

    private LinearMap transformation(int height, int width) {
        LinearMap all = LinearMap.identity();
        int[] size = {height, width};
        for (Transformation transformation : model.transformations()) {
            LinearMap next = transformation.draw(random, size[0], size[1]);
            size = next.size(size[0], size[1]);
            all = all.then(next);
        }
        return all;
    }

    private static boolean isFlat(Planes gradient) {
        for (float g : gradient.values()) {
            if (g != 0) {
                return false;
            }
        }
        return true;
    }

    /** From a picture where no unit is active no direction leads upward: a network of ReLUs at the mean colour may be so. */
    private float[] slightlyNoisy(float[] parameters) {
        double least = model.parametrization().slightNoise();
        addedNoise = addedNoise == 0 ? least : 2 * addedNoise;
        if (addedNoise > least * (1 << KICKS)) {
            throw new FoveaException(
                    "The score of %s does not change around the starting picture: its gradient is zero everywhere, with noise added too; start from another picture"
                            .formatted(view.name()));
        }
        float[] noisy = parameters.clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += (float) (addedNoise * random.nextGaussian());
        }
        return noisy;
    }

    private void checkFinite(float[] parameters) {
        double largest = 0;
        for (float p : parameters) {
            largest = Math.max(largest, Math.abs(p));
        }
        if (!(largest < FARTHEST)) {
            throw new FoveaException(
                    "The ascent left the range of numbers at step %d; take a smaller learning rate than %s"
                            .formatted(course.size(), model.optimizer().rate()));
        }
    }

    private ClassModelResult result(Planes found) {
        Picture picture = space.picture(found);
        double score = view.at(found, found.height(), found.width()).score();
        double pictureScore =
                view.at(space.planes(picture), found.height(), found.width()).score();
        return new ClassModelResult(
                picture,
                space.tensor(found),
                course,
                score,
                pictureScore,
                view.name(),
                !stopped || course.size() == model.steps() * model.octaves().count(),
                objective,
                model,
                addedNoise,
                space.unit());
    }
}
