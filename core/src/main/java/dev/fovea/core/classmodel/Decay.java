package dev.fovea.core.classmodel;

/**
 * Shrinks the picture towards the mean colour: {@code x <- (1 - rate) x} (Yosinski et al. 2015, arXiv 1506.06579, section 3,
 * L2 decay). With plain ascent at learning rate r it is the penalty {@link L2} with lambda = rate / (2 r).
 *
 * @param rate the share that is lost each step
 */
public record Decay(double rate) implements Regularizer {
    public Decay {
        Range.check("decay", rate, 0, 1, "a share lost each step");
    }

    @Override
    public Planes apply(Planes picture, Planes gradient, int step, PixelSpace space) {
        return picture.plus(-rate, picture);
    }
}
