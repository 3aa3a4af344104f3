package dev.fovea.core.classmodel;

import java.util.SplittableRandom;

/**
 * A margin of the mean colour around the picture, so that what follows may move it.
 *
 * @param pixels on every side; Lucid's default is 12
 */
public record Pad(int pixels) implements Transformation {
    public Pad {
        Range.check("pad", pixels, 0, 512, "pixels on every side");
    }

    @Override
    public LinearMap draw(SplittableRandom random, int height, int width) {
        return new Shift(-pixels, -pixels, height, width, height + 2 * pixels, width + 2 * pixels);
    }
}
