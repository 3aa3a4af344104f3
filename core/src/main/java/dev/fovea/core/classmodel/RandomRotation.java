package dev.fovea.core.classmodel;

import java.util.SplittableRandom;

/**
 * The picture turned about its middle by a random angle; the corners that come in are of the mean colour.
 *
 * @param degrees the largest angle either way; Lucid's default is 10
 */
public record RandomRotation(double degrees) implements Transformation {
    public RandomRotation {
        Range.check("rotate", degrees, 0, 180, "degrees");
    }

    @Override
    public LinearMap draw(SplittableRandom random, int height, int width) {
        return new Rotation(Math.toRadians(degrees * (2 * random.nextDouble() - 1)));
    }
}
