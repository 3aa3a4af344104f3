package dev.fovea.scenes.draw;

/**
 * Seeded random numbers: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
 *
 * <p>Written out because the JDK's own generators promise no algorithm across releases, and a scene must stay the same
 * scene. Not thread-safe.
 */
public final class Dice {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private long state;

    public Dice(long seed) {
        state = mix(seed);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    public long bits() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    public double unit() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    /** Uniform between {@code low} and {@code high}. */
    public double range(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Uniform in 0 to {@code bound - 1}. */
    public int below(int bound) {
        return (int) (unit() * bound);
    }

    public boolean chance(double probability) {
        return unit() < probability;
    }

    /** An independent stream, so that one part of a scene may change without moving the others. */
    public Dice split() {
        return new Dice(bits());
    }
}
