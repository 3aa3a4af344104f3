package dev.fovea.scenes;

import dev.fovea.scenes.world.Thing;
import java.util.List;
import java.util.stream.Stream;

/** The classes of objects that scenes show. */
public final class SceneClasses {
    private static final List<String> LABELS =
            Stream.of(Thing.values()).map(Thing::label).toList();

    private SceneClasses() {}

    /** The ten labels, in the order of the embedded model's scores. */
    public static List<String> labels() {
        return LABELS;
    }

    /**
     * The index of a label.
     *
     * @throws IllegalArgumentException if there is no such class
     */
    public static int indexOf(String label) {
        int index = LABELS.indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("No class \"" + label + "\" among the scenes; choose one of " + LABELS);
        }
        return index;
    }
}
