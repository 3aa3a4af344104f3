package dev.fovea.core.classmodel;

/** Told after every step of an ascent. */
@FunctionalInterface
public interface AscentProgress {
    /** Listens to nothing and never stops. */
    AscentProgress NONE = (step, total, score) -> true;

    /**
     * One more step is finished.
     *
     * @param step counted from 1, over all octaves
     * @param total the number of steps
     * @param score what the model gave in that step, before the step was taken
     * @return whether to go on; if not, the picture as it is becomes the result
     */
    boolean step(int step, int total, double score);
}
