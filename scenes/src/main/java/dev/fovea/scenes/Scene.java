package dev.fovea.scenes;

import java.util.List;

/**
 * A rendered picture and the truth about it. Row-major, origin at the top left.
 *
 * <p>Immutable and thread-safe.
 */
public final class Scene {
    private final long seed;
    private final int width;
    private final int[] rgb;
    private final List<Subject> subjects;

    Scene(long seed, int width, int[] rgb, List<Subject> subjects) {
        this.seed = seed;
        this.width = width;
        this.rgb = rgb.clone();
        this.subjects = List.copyOf(subjects);
    }

    /** The seed that draws this scene again. */
    public long seed() {
        return seed;
    }

    public int width() {
        return width;
    }

    public int height() {
        return rgb.length / width;
    }

    /** The pixel at column {@code x}, row {@code y}, as {@code 0xRRGGBB}. */
    public int rgb(int x, int y) {
        return rgb[y * width + x];
    }

    /** A copy of all pixels as {@code 0xRRGGBB}, row by row. */
    public int[] toRgb() {
        return rgb.clone();
    }

    /** The objects the scene is about: one, or two in a pair. All else is clutter. */
    public List<Subject> subjects() {
        return subjects;
    }

    /** Where the first object is seen. */
    public Mask mask() {
        return subjects.get(0).mask();
    }

    /** The class index of the first object, as in {@link SceneClasses#labels()}. */
    public int classIndex() {
        return subjects.get(0).classIndex();
    }

    /** The label of the first object. */
    public String label() {
        return subjects.get(0).label();
    }

    /**
     * An object of the scene.
     *
     * @param classIndex its index in {@link SceneClasses#labels()}
     * @param mask the pixels where it is seen
     */
    public record Subject(int classIndex, Mask mask) {
        public String label() {
            return SceneClasses.labels().get(classIndex);
        }
    }
}
