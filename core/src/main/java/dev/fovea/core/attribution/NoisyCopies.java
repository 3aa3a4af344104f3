package dev.fovea.core.attribution;

import dev.fovea.core.tensor.Tensor;
import java.util.SplittableRandom;

/** Copies of one input with Gaussian noise, always the same for a seed. Not thread-safe. */
final class NoisyCopies {
    private final Tensor input;
    private final float sigma;
    private final SplittableRandom random;

    /** @param share the deviation as a share of the input's range */
    NoisyCopies(Tensor input, double share, long seed) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float v : input.values()) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        this.input = input;
        this.sigma = (float) (share * (high - low));
        this.random = new SplittableRandom(seed);
    }

    /** The next {@code count} copies as one batch. */
    Tensor next(int count) {
        float[] clean = input.values();
        float[] noisy = new float[count * clean.length];
        for (int copy = 0; copy < noisy.length; copy += clean.length) {
            for (int i = 0; i < clean.length; i++) {
                noisy[copy + i] = clean[i] + sigma * (float) random.nextGaussian();
            }
        }
        long[] shape = input.shape().clone();
        shape[0] = count;
        return new Tensor(shape, noisy);
    }
}
