package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;

/** How the channels of a pixel become one number. Simonyan et al. (2013) take the maximum of the magnitudes. */
public enum ChannelReduction {
    /** The largest; of signed values the one farthest from zero. */
    MAX,
    SUM,
    MEAN,
    /** The square root of the sum of squares; drops the sign. */
    L2;

    /**
     * Adds a channel to a map that began with zeros.
     *
     * @param channel magnitudes already unless signed
     * @param signed whether values may be negative
     * @param count how many channels there are
     */
    void add(float[] channel, boolean signed, int count, float[] map) {
        switch (this) {
            case MAX -> {
                for (int p = 0; p < map.length; p++) {
                    // Java computes the maximum without a branch, which would be guessed wrong half of the time.
                    map[p] = !signed ? Math.max(channel[p], map[p]) : stronger(channel[p], map[p]);
                }
            }
            case SUM -> {
                for (int p = 0; p < map.length; p++) {
                    map[p] += channel[p];
                }
            }
            case MEAN -> {
                for (int p = 0; p < map.length; p++) {
                    map[p] += channel[p] / count;
                }
            }
            case L2 -> {
                for (int p = 0; p < map.length; p++) {
                    map[p] += channel[p] * channel[p];
                }
            }
        }
    }

    private static float stronger(float a, float b) {
        return Math.abs(a) > Math.abs(b) ? a : b;
    }

    /** Once all channels are added. */
    void finish(float[] map) {
        for (int p = 0; this == L2 && p < map.length; p++) {
            map[p] = (float) Math.sqrt(map[p]);
        }
    }

    void check(Magnitude magnitude) {
        if (this == L2 && magnitude == Magnitude.SIGNED) {
            throw new FoveaException(
                    "A signed map cannot be reduced with L2, which drops the sign; choose max, sum or mean");
        }
    }
}
