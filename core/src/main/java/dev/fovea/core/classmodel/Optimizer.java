package dev.fovea.core.classmodel;

/** How a gradient becomes a step. */
public sealed interface Optimizer permits Sgd, Adam {

    /** A fresh state for {@code count} parameters. */
    Update begin(int count);

    /** The learning rate. */
    double rate();

    /** Takes steps; keeps what it remembers between them. Not thread-safe. */
    interface Update {
        /** Moves {@code parameters} uphill, in place. */
        void step(float[] parameters, float[] gradient);
    }
}
