package dev.fovea.scenes;

import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.world.Thing;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws small cluttered scenes of {@value #SIZE} x {@value #SIZE} pixels: an object of one of ten classes on a textured
 * ground, among and partly under things that belong to no class. Light, colours, textures, place, scale and turn are
 * random and independent of the class.
 *
 * <p>The same seed gives the same bytes on every machine. Thread-safe.
 */
public final class SceneGenerator {
    /** Width and height of every scene, in pixels. */
    public static final int SIZE = Composition.SIZE;

    private static final int TRIES = 1000;
    private static final double MOST_HIDDEN = 0.3;
    private static final Range ALONE = new Range(0.08, 0.3);
    private static final Range PAIRED = new Range(0.03, 0.16);

    private SceneGenerator() {}

    /** A scene of a class that the seed chooses. The object is seen on 8 to 30 % of the pixels. */
    public static Scene render(long seed) {
        return render(seed, new Dice(seed).below(Thing.values().length));
    }

    /**
     * A scene of one class.
     *
     * @param classIndex index in {@link SceneClasses#labels()}
     * @throws IllegalArgumentException if there is no such class
     */
    public static Scene render(long seed, int classIndex) {
        return render(seed, new int[] {classIndex}, ALONE);
    }

    /**
     * A scene of two objects side by side, each seen on 3 to 16 % of the pixels, for maps that depend on the class. The
     * embedded model never saw one in training.
     *
     * @param firstClass index in {@link SceneClasses#labels()} of the first of {@link Scene#subjects()}
     * @param secondClass the same for the second; may be the same class
     * @throws IllegalArgumentException if there is no such class
     */
    public static Scene renderPair(long seed, int firstClass, int secondClass) {
        return render(seed, new int[] {firstClass, secondClass}, PAIRED);
    }

    /** The layout that {@link #render(long, int)} paints. */
    static Composition compose(long seed, int classIndex) {
        return draft(seed, new int[] {classIndex}, ALONE).composition();
    }

    private static Scene render(long seed, int[] classes, Range range) {
        Composition.Painted painted = draft(seed, classes, range).painted();
        List<Scene.Subject> subjects = new ArrayList<>();
        for (int i = 0; i < classes.length; i++) {
            Mask mask = Mask.ofCoverage(SIZE, painted.visible().get(i));
            subjects.add(new Scene.Subject(classes[i], mask));
        }
        return new Scene(seed, SIZE, painted.rgb(), subjects);
    }

    /** Lays out scenes until one shows enough of every object. */
    private static Draft draft(long seed, int[] classes, Range range) {
        List<Thing> things = new ArrayList<>();
        Dice dice = new Dice(seed);
        for (int index : classes) {
            things.add(thing(index));
            // Scenes of different classes share nothing but the seed.
            for (int i = 0; i <= index; i++) {
                dice = dice.split();
            }
        }
        for (int i = 0; i < TRIES; i++) {
            Composition composition = Composition.random(dice.split(), things);
            Composition.Painted painted = composition.paint();
            if (shown(painted, range)) {
                return new Draft(composition, painted);
            }
        }
        throw new IllegalStateException(
                "No scene of classes %s with seed %d shows its objects in %d tries".formatted(things, seed, TRIES));
    }

    private static boolean shown(Composition.Painted painted, Range range) {
        for (int i = 0; i < painted.visible().size(); i++) {
            Mask visible = Mask.ofCoverage(SIZE, painted.visible().get(i));
            Mask whole = Mask.ofCoverage(SIZE, painted.covered().get(i));
            if (!range.contains(visible.share()) || visible.count() < (1 - MOST_HIDDEN) * whole.count()) {
                return false;
            }
        }
        return true;
    }

    private static Thing thing(int index) {
        Thing[] all = Thing.values();
        if (index < 0 || index >= all.length) {
            throw new IllegalArgumentException("No class %d among the scenes; choose 0 to %d, see SceneClasses.labels()"
                    .formatted(index, all.length - 1));
        }
        return all[index];
    }

    private record Draft(Composition composition, Composition.Painted painted) {}

    private record Range(double low, double high) {
        boolean contains(double value) {
            return low <= value && value <= high;
        }
    }
}
