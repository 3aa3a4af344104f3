package dev.fovea.core.classmodel;

import java.util.SplittableRandom;

/**
 * A change of the picture that the target should survive, drawn anew for every step: what only holds at one place, size or
 * angle is not climbed (Olah, Mordvintsev, Schubert 2017, "Feature Visualization", transformation robustness).
 *
 * <p>All are linear maps of the picture; the gradient comes back by the exact transpose.
 */
public sealed interface Transformation permits Pad, Jitter, Roll, RandomScale, RandomRotation {

    /** The map of one step for a picture of the given size. */
    LinearMap draw(SplittableRandom random, int height, int width);
}
