package dev.fovea.core.attribution;

import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.RandomAccess;

/**
 * "Rank the pixels of I0 by their influence on S_c(I0)" (Simonyan, Vedaldi, Zisserman 2013, section 3): every pixel of
 * a map in order, the largest value first; in a signed map the largest |value| first.
 *
 * <p>Pixels of equal influence stay in row-major order, so the order is total and the same on every machine.
 *
 * <p>A pixel's <b>percentile</b> is the percentage of the <em>other</em> pixels that are strictly less influential: 100
 * for a single strongest pixel, 0 for the weakest; equal pixels have the same percentile, and in a constant map all
 * have 0.
 *
 * <p>Immutable and thread-safe.
 */
public final class PixelRanking {
    private final SaliencyMap map;
    /** Pixel index at each rank. */
    private final int[] order;
    /** By rank: how many pixels are strictly less influential. */
    private final int[] weaker;

    private PixelRanking(SaliencyMap map, int[] order, int[] weaker) {
        this.map = map;
        this.order = order;
        this.weaker = weaker;
    }

    /** Ranks all pixels of a map. */
    public static PixelRanking of(SaliencyMap map) {
        float[] influence = map.magnitude().toArray();
        int n = influence.length;
        long[] keys = new long[n];
        for (int i = 0; i < n; i++) {
            // The bits of floats that are at least zero are ordered as the floats are; abs turns -0 into 0.
            int bits = Float.floatToIntBits(Math.abs(influence[i]));
            keys[i] = ((long) (Integer.MAX_VALUE - bits) << 32) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[n];
        int[] weaker = new int[n];
        for (int r = n - 1; r >= 0; r--) {
            order[r] = (int) keys[r];
            boolean tied = r + 1 < n && keys[r] >> 32 == keys[r + 1] >> 32;
            weaker[r] = tied ? weaker[r + 1] : n - 1 - r;
        }
        return new PixelRanking(map, order, weaker);
    }

    /** The number of pixels. */
    public int size() {
        return order.length;
    }

    /**
     * The pixel at a rank.
     *
     * @param rank 1 (most influential) to {@link #size()}
     * @throws IndexOutOfBoundsException if there is no such rank
     */
    public RankedPixel at(int rank) {
        if (rank < 1 || rank > order.length) {
            throw new IndexOutOfBoundsException("Ranks go from 1 to %d, found %d".formatted(order.length, rank));
        }
        int x = order[rank - 1] % map.width();
        int y = order[rank - 1] / map.width();
        return new RankedPixel(rank, x, y, map.at(x, y));
    }

    /**
     * The {@code k} most influential pixels, the strongest first; all of them if there are fewer. An unmodifiable view.
     *
     * @throws IllegalArgumentException if {@code k} is negative
     */
    public List<RankedPixel> top(int k) {
        if (k < 0) {
            throw new IllegalArgumentException("The number of top pixels must not be negative, found " + k);
        }
        return new Ranks(Math.min(k, order.length));
    }

    /** The percentile of the pixel at a rank, 0 to 100. */
    public double percentile(int rank) {
        int others = order.length - 1;
        return others == 0 ? 0 : 100.0 * weaker[rank - 1] / others;
    }

    /** The percentile of every pixel, 0 to 100, in the map's own shape. */
    public SaliencyMap percentileMap() {
        float[] percentiles = new float[order.length];
        for (int r = 0; r < order.length; r++) {
            percentiles[order[r]] = (float) percentile(r + 1);
        }
        return SaliencyMap.of(map.width(), map.height(), percentiles, false);
    }

    /**
     * Writes the {@code k} most influential pixels as CSV: the header {@code rank,x,y,value,percentile}, then a line per
     * pixel, each ended by a line feed. Values are written so that reading them as float gives the same float;
     * percentiles have four decimals.
     *
     * @throws IOException if {@code out} throws it
     */
    public void writeCsv(Appendable out, int k) throws IOException {
        out.append("rank,x,y,value,percentile\n");
        for (RankedPixel pixel : top(k)) {
            out.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%d,%s,%.4f\n",
                    pixel.rank(),
                    pixel.x(),
                    pixel.y(),
                    pixel.value(),
                    percentile(pixel.rank())));
        }
    }

    private final class Ranks extends AbstractList<RankedPixel> implements RandomAccess {
        private final int size;

        private Ranks(int size) {
            this.size = size;
        }

        @Override
        public RankedPixel get(int index) {
            if (index < 0 || index >= size) {
                throw new IndexOutOfBoundsException("The list has %d pixels, found index %d".formatted(size, index));
            }
            return at(index + 1);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
