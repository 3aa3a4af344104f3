package dev.fovea.core.inside;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.SaliencyMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What one layer answers to one picture: a map per channel. Immutable and thread-safe. */
public final class ChannelMaps {
    private final int channels;
    private final int height;
    private final int width;
    private final float[] values;

    ChannelMaps(int channels, int height, int width, float[] values) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.values = values;
    }

    /** The number of channels. */
    public int channels() {
        return channels;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** The answer of one unit. */
    public float at(int channel, int y, int x) {
        return values[(channel * height + y) * width + x];
    }

    /**
     * The map of one channel; signed if any channel of the layer has a negative value.
     *
     * @throws FoveaException if a value is not finite
     */
    public SaliencyMap map(int channel) {
        float[] map = Arrays.copyOfRange(values, channel * height * width, (channel + 1) * height * width);
        for (float v : map) {
            if (!Float.isFinite(v)) {
                throw new FoveaException(
                        "Channel %d holds %s; check the model's weights and the preprocessing".formatted(channel, v));
            }
        }
        return SaliencyMap.of(width, height, map, signed());
    }

    /** Whether there is a negative value anywhere. */
    public boolean signed() {
        for (float v : values) {
            if (v < 0) {
                return true;
            }
        }
        return false;
    }

    /** The position in the channel, row by row, of its largest value; of equal ones the first. */
    public int highest(int channel) {
        int start = channel * height * width;
        int best = start;
        for (int i = start; i < start + height * width; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best - start;
    }

    /** The size of a channel's value that is farthest from zero. */
    public float strength(int channel) {
        float strength = 0;
        for (int i = channel * height * width; i < (channel + 1) * height * width; i++) {
            strength = Math.max(strength, Math.abs(values[i]));
        }
        return strength;
    }

    /** The channels by {@link #strength}, strongest first; of equal ones the lower number first. */
    public List<Integer> byStrength() {
        return IntStream.range(0, channels)
                .boxed()
                .sorted((a, b) -> Float.compare(strength(b), strength(a)))
                .toList();
    }
}
