package dev.fovea.core.classmodel;

import java.util.SplittableRandom;

/**
 * A window smaller by {@code pixels} at a random place, as Lucid's jitter.
 *
 * @param pixels that height and width lose together; Lucid's defaults are 8 and then 4
 */
public record Jitter(int pixels) implements Transformation {
    public Jitter {
        Range.check("jitter", pixels, 0, 512, "pixels");
    }

    @Override
    public LinearMap draw(SplittableRandom random, int height, int width) {
        int most = Math.min(pixels, Math.min(height, width) - 1);
        int top = random.nextInt(most + 1);
        int left = random.nextInt(most + 1);
        return new Shift(top, left, height, width, height - most, width - most);
    }
}
