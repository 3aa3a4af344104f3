package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cut is the least of what {@link Localization} says it is the least of, summed up here plainly over all cuts. */
class GraphCutTest {
    private static final int CASES = 12;

    /** Columns: width, height, cost of a border, the largest preference. */
    @ParameterizedTest
    @CsvSource({"4, 3, 10, 20", "3, 4, 2, 5", "12, 1, 10, 20", "2, 6, 0, 3", "4, 3, 0.5, 0.4"})
    void costsTheLeastOfAllCuts(int width, int height, double smoothness, double largest) {
        SplittableRandom random = new SplittableRandom(1312);
        for (int i = 0; i < CASES; i++) {
            float[] colors = new float[3 * width * height];
            float[] preference = new float[width * height];
            for (int k = 0; k < colors.length; k++) {
                colors[k] = random.nextInt(256);
            }
            for (int p = 0; p < preference.length; p++) {
                preference[p] = (float) (largest * (2 * random.nextDouble() - 1));
            }
            double least = Double.MAX_VALUE;
            for (int cut = 0; cut < 1 << preference.length; cut++) {
                least = Math.min(least, energy(cut, colors, width, preference, smoothness));
            }

            GraphCut found = new GraphCut(colors, width, height);
            double value = (double) found.solve(preference, smoothness) / GraphCut.UNITS_PER_NAT;

            // Every cost is rounded to a unit: at most half a unit for each pixel and each of its borders.
            double rounding = 5.0 * preference.length / 2 / GraphCut.UNITS_PER_NAT;
            assertThat(value).as("case %d", i).isCloseTo(least, within(rounding));
            assertThat(energy(bits(found.foreground()), colors, width, preference, smoothness))
                    .as("of the sides, case %d", i)
                    .isCloseTo(least, within(2 * rounding));
        }
    }

    private static int bits(boolean[] inside) {
        int cut = 0;
        for (int p = 0; p < inside.length; p++) {
            cut |= inside[p] ? 1 << p : 0;
        }
        return cut;
    }

    /** What is given up by pixels on the side they do not prefer, and smoothness exp(-d² / 2 mean d²) / distance. */
    private static double energy(int cut, float[] colors, int width, float[] preference, double smoothness) {
        double mean = 0;
        int pairs = 0;
        for (int p = 0; p < preference.length; p++) {
            for (int q = 0; q < p; q++) {
                if (distance(p, q, width) < 1.5) {
                    mean += contrast(p, q, colors);
                    pairs++;
                }
            }
        }
        mean /= pairs;
        double sum = 0;
        for (int p = 0; p < preference.length; p++) {
            boolean inside = (cut >> p & 1) == 1;
            sum += Math.max(0, inside ? -preference[p] : preference[p]);
            for (int q = 0; q < p; q++) {
                double distance = distance(p, q, width);
                if (distance < 1.5 && inside != ((cut >> q & 1) == 1)) {
                    sum += smoothness * Math.exp(-contrast(p, q, colors) / (2 * mean)) / distance;
                }
            }
        }
        return sum;
    }

    private static double distance(int p, int q, int width) {
        return Math.hypot(p % width - q % width, p / width - q / width);
    }

    private static double contrast(int p, int q, float[] colors) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += Math.pow(colors[3 * p + c] - colors[3 * q + c], 2);
        }
        return sum;
    }
}
