package dev.fovea.core.classmodel;

import java.util.SplittableRandom;

/**
 * The picture larger or smaller by a random factor.
 *
 * @param least the smallest factor; Lucid's default is 0.9
 * @param most the largest; Lucid's default is 1.1
 */
public record RandomScale(double least, double most) implements Transformation {
    public RandomScale {
        Range.check("the smallest scale", least, 0.25, 4, "times the size");
        Range.check("the largest scale", most, least, 4, "times the size, at least the smallest");
    }

    @Override
    public LinearMap draw(SplittableRandom random, int height, int width) {
        double factor = least + (most - least) * random.nextDouble();
        int newHeight = Math.max(1, (int) Math.round(height * factor));
        int newWidth = Math.max(1, (int) Math.round(width * factor));
        return new BilinearResize(height, width, newHeight, newWidth);
    }
}
