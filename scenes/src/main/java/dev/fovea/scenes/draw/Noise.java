package dev.fovea.scenes.draw;

/**
 * Seeded noise over the plane, from integer hashes, so that it is the same on every machine.
 *
 * <p>Immutable and thread-safe.
 */
public final class Noise {
    private final int seed;

    public Noise(Dice dice) {
        seed = (int) dice.bits();
    }

    /** Uniform in [0, 1), one value per lattice point. */
    public double at(int x, int y) {
        int h = x * 0x27D4EB2D ^ y * 0x165667B1 ^ seed;
        h = (h ^ (h >>> 15)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        h ^= h >>> 16;
        return (h >>> 8) * 0x1.0p-24;
    }

    /** Smooth value noise with one bump per unit, in [0, 1). */
    public double smooth(double x, double y) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        double fx = ease(x - ix);
        double fy = ease(y - iy);
        double top = at(ix, iy) + fx * (at(ix + 1, iy) - at(ix, iy));
        double bottom = at(ix, iy + 1) + fx * (at(ix + 1, iy + 1) - at(ix, iy + 1));
        return top + fy * (bottom - top);
    }

    /** A sum of {@code octaves} of smooth noise, each twice as fine and half as strong, in [0, 1). */
    public double cloud(double x, double y, int octaves) {
        double sum = 0;
        double weight = 0.5;
        double total = 0;
        double px = x;
        double py = y;
        for (int i = 0; i < octaves; i++) {
            sum += weight * smooth(px, py);
            total += weight;
            weight /= 2;
            // Shifted, so that the lattices of the octaves do not line up at the origin.
            px = 2 * px + 17.3;
            py = 2 * py + 9.1;
        }
        return sum / total;
    }

    /** The nearest of jittered points, one per unit cell (Worley, SIGGRAPH 1996). */
    public Cell cell(double x, double y) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        double nearest = Double.MAX_VALUE;
        double second = Double.MAX_VALUE;
        double tone = 0;
        for (int cy = iy - 1; cy <= iy + 1; cy++) {
            for (int cx = ix - 1; cx <= ix + 1; cx++) {
                double dx = cx + 0.15 + 0.7 * at(cx, cy) - x;
                double dy = cy + 0.15 + 0.7 * at(cx + 4099, cy) - y;
                double distance = Math.sqrt(dx * dx + dy * dy);
                if (distance < nearest) {
                    second = nearest;
                    nearest = distance;
                    tone = at(cx, cy + 4099);
                } else if (distance < second) {
                    second = distance;
                }
            }
        }
        return new Cell(second - nearest, tone);
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    /**
     * Where a point lies in a cell pattern.
     *
     * @param inside 0 on the border between two cells, growing inwards
     * @param tone one random value per cell, in [0, 1)
     */
    public record Cell(double inside, double tone) {}
}
