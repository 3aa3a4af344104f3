package dev.fovea.core.classmodel;

import java.util.SplittableRandom;

/**
 * The picture moved by up to {@code pixels} each way, what leaves at one side coming in at the other, as DeepDream's jitter
 * (Mordvintsev, Olah, Tyka 2015).
 *
 * @param pixels the largest way; DeepDream's default is 32
 */
public record Roll(int pixels) implements Transformation {
    public Roll {
        Range.check("roll", pixels, 0, 512, "pixels");
    }

    @Override
    public LinearMap draw(SplittableRandom random, int height, int width) {
        int down = random.nextInt(2 * pixels + 1) - pixels;
        int right = random.nextInt(2 * pixels + 1) - pixels;
        return new Wrap(Math.floorMod(down, height), Math.floorMod(right, width));
    }
}
