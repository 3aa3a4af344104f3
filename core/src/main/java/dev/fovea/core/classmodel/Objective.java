package dev.fovea.core.classmodel;

import dev.fovea.core.model.Target;

/**
 * What is climbed.
 *
 * <p>Layers are named as {@link dev.fovea.core.model.ModelInspection#layers} names them. Their channels lie along the second
 * axis (maps NxCxHxW, vectors NxC), or along the last of three (tokens NxTxC).
 */
public sealed interface Objective {

    /**
     * The unnormalised score of a class. The target is resolved at the starting picture and kept: {@code top} is the class
     * that leads there.
     */
    record ClassScore(Target target) implements Objective {}

    /** The mean of one channel over all positions. */
    record Channel(String layer, int channel) implements Objective {}

    /**
     * One unit.
     *
     * @param row of a map, or the number of a token; {@link #MIDDLE} for the middle one
     * @param column of a map; {@link #MIDDLE} for the middle one
     */
    record Neuron(String layer, int channel, int row, int column) implements Objective {
        /** Stands for the middle row or column. */
        public static final int MIDDLE = -1;

        /** The unit in the middle. */
        public Neuron(String layer, int channel) {
            this(layer, channel, MIDDLE, MIDDLE);
        }
    }

    /** The mean square of a whole layer: whatever it sees, more of it (Mordvintsev, Olah, Tyka 2015, DeepDream). */
    record Layer(String layer) implements Objective {}

    /** The score of class {@code index}. */
    static Objective ofClass(int index) {
        return new ClassScore(Target.index(index));
    }

    /** The score of the class with this label. */
    static Objective ofClass(String label) {
        return new ClassScore(Target.label(label));
    }
}
