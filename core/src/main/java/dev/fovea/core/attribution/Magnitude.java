package dev.fovea.core.attribution;

/** What becomes of a gradient's sign. Simonyan et al. (2013) drop it: how much matters, not which way. */
public enum Magnitude {
    /** |w|, the paper's. */
    ABS,
    /** w². */
    SQUARE,
    /** w itself: positive where more of the channel raises the score. */
    SIGNED;

    /**
     * Takes every {@code step}-th number of a gradient, times {@code scale}.
     *
     * @param into as many as there are to take
     * @return whether all are finite
     */
    boolean take(float[] gradient, int from, int step, double scale, float[] into) {
        for (int p = 0; p < into.length; p++) {
            into[p] = (float) (gradient[from + p * step] * scale);
        }
        boolean finite = true;
        for (float w : into) {
            finite &= Math.abs(w) <= Float.MAX_VALUE;
        }
        if (this != SIGNED) {
            for (int p = 0; p < into.length; p++) {
                into[p] = this == ABS ? Math.abs(into[p]) : into[p] * into[p];
            }
        }
        return finite;
    }
}
