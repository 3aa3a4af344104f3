package dev.fovea.core.classmodel;

/**
 * The picture is climbed at several sizes, the smallest first; what was found at one is carried to the next (Mordvintsev,
 * Olah, Tyka 2015). Where the model takes one size only, it sees each octave enlarged to that.
 *
 * @param count of sizes; 1 for one size only
 * @param ratio between one size and the next; DeepDream's default is 1.4
 */
public record Octaves(int count, double ratio) {
    /** One size. */
    public static final Octaves ONE = new Octaves(1, 1.4);

    private static final int SMALLEST = 16;

    public Octaves {
        Range.check("octaves", count, 1, 12, "sizes");
        Range.check("the ratio of octaves", ratio, 1.01, 4, "times the size");
    }

    /** A side of octave {@code k} (0 is the smallest picture) of a picture whose side is {@code full}. */
    int side(int k, int full) {
        int side = (int) Math.round(full / Math.pow(ratio, count - 1 - k));
        return Math.min(full, Math.max(SMALLEST, side));
    }
}
