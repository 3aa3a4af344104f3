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

    /** One number from a pixel's channels; {@code values} holds magnitudes already unless signed. */
    float reduce(float[] values) {
        float out = 0;
        for (float v : values) {
            switch (this) {
                case MAX -> out = Math.abs(v) > Math.abs(out) ? v : out;
                case SUM -> out += v;
                case MEAN -> out += v / values.length;
                case L2 -> out += v * v;
            }
        }
        return this == L2 ? (float) Math.sqrt(out) : out;
    }

    void check(Magnitude magnitude) {
        if (this == L2 && magnitude == Magnitude.SIGNED) {
            throw new FoveaException(
                    "A signed map cannot be reduced with L2, which drops the sign; choose max, sum or mean");
        }
    }
}
