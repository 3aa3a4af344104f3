package dev.fovea.core.classmodel;

/**
 * What is done to the picture after a step, to keep it from noise that no picture has. All work on the normalised picture,
 * where zero is the mean colour.
 */
public sealed interface Regularizer permits Decay, GaussianBlur, ClipSmallNorm, ClipSmallContribution, PixelRange {

    /**
     * The picture after this.
     *
     * @param picture after the step
     * @param gradient of the score at the picture before the step
     * @param step counted from 1
     * @param space what pixels the numbers stand for
     */
    Planes apply(Planes picture, Planes gradient, int step, PixelSpace space);
}
