package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColorModelTest {
    private static final double[][] CENTRES = {{30, 40, 200}, {200, 60, 50}, {90, 220, 120}};
    private static final double[] DEVIATIONS = {4, 9, 6};

    @Test
    void findsTheClustersThatColoursWereDrawnFrom() {
        int[] counts = {500, 1500, 1000};
        float[] colors = drawn(counts);

        ColorModel model = ColorModel.fit(colors, all(colors), 3, 0.01);

        List<Gaussian> found = IntStream.range(0, 3)
                .mapToObj(model::component)
                .sorted(Comparator.comparingDouble(g -> g.mean()[0]))
                .toList();
        int[] order = {0, 2, 1};
        for (int i = 0; i < 3; i++) {
            int cluster = order[i];
            double deviation = DEVIATIONS[cluster];
            assertThat(found.get(i).share()).isCloseTo(counts[cluster] / 3000.0, within(1e-3));
            // Four standard errors of the mean; the variance within a tenth.
            for (int c = 0; c < 3; c++) {
                assertThat(found.get(i).mean()[c])
                        .isCloseTo(CENTRES[cluster][c], within(4 * deviation / Math.sqrt(counts[cluster])));
            }
            assertThat(1 / Math.sqrt(found.get(i).inverse()[0])).isCloseTo(deviation, within(0.1 * deviation));
        }
    }

    /** The density of one Gaussian with the covariance [[4, 1, 0], [1, 2, 0], [0, 0, 5]]. */
    @Test
    void knowsTheDensityOfACorrelatedGaussian() {
        Gaussian gaussian = Gaussian.of(1, new double[] {1, 2, 3}, new double[] {4, 1, 0, 2, 0, 5});

        assertThat(gaussian.logDensity(1, 2, 3)).isCloseTo(DENSITY_AT_MEAN, within(1e-9));
        assertThat(gaussian.logDensity(2, 0, 4)).isCloseTo(DENSITY_ASIDE, within(1e-9));
    }

    private static final double DENSITY_AT_MEAN = -0.5 * (3 * Math.log(2 * Math.PI) + Math.log(35));
    /** The quadratic form is (2 + 4 + 16) / 7 + 1 / 5. */
    private static final double DENSITY_ASIDE = DENSITY_AT_MEAN - 0.5 * (22 / 7.0 + 0.2);

    /** A density adds up to one. */
    @Test
    void isADensity() {
        float[] colors = drawn(new int[] {50, 80, 20});
        ColorModel model = ColorModel.fit(colors, all(colors), 5, 25);
        double sum = 0;
        int step = 4;
        for (int a = -60; a < 320; a += step) {
            for (int b = -60; b < 320; b += step) {
                for (int c = -60; c < 320; c += step) {
                    sum += Math.exp(model.logLikelihood(a, b, c));
                }
            }
        }

        assertThat(sum * step * step * step).isCloseTo(1, within(1e-3));
    }

    @Test
    void describesOneColourAsWell() {
        float[] colors = {10, 20, 30, 10, 20, 30, 10, 20, 30};

        ColorModel model = ColorModel.fit(colors, all(colors), 5, 25);

        assertThat(model.size()).isEqualTo(1);
        assertThat(model.logLikelihood(10, 20, 30)).isFinite().isGreaterThan(model.logLikelihood(12, 20, 30));
        assertThat(model.logLikelihood(255, 255, 255)).isFinite();
    }

    @Test
    void hasNoMoreComponentsThanColours() {
        float[] colors = {10, 20, 30, 10, 20, 30, 200, 0, 0, 10, 20, 30};

        ColorModel model = ColorModel.fit(colors, all(colors), 5, 1);

        assertThat(model.size()).isEqualTo(2);
        assertThat(model.component(0).share() + model.component(1).share()).isCloseTo(1, within(1e-12));
        assertThat(model.logLikelihood(10, 20, 30) - model.logLikelihood(200, 0, 0))
                .isCloseTo(Math.log(3), within(1e-9));
    }

    @Test
    void looksAtTheGivenPixelsOnly() {
        float[] colors = {0, 0, 0, 50, 50, 50, 255, 255, 255};

        ColorModel model = ColorModel.fit(colors, new int[] {1}, 5, 1);

        assertThat(model.component(0).mean()).containsExactly(50, 50, 50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColorModel.fit(colors, new int[0], 5, 1))
                .withMessageContaining("found 0, 5");
    }

    private static float[] drawn(int[] counts) {
        Random random = new Random(5);
        float[] colors = new float[3 * IntStream.of(counts).sum()];
        int at = 0;
        for (int cluster = 0; cluster < counts.length; cluster++) {
            for (int i = 0; i < 3 * counts[cluster]; i++) {
                colors[at++] = (float) (CENTRES[cluster][i % 3] + DEVIATIONS[cluster] * random.nextGaussian());
            }
        }
        return colors;
    }

    private static int[] all(float[] colors) {
        return IntStream.range(0, colors.length / 3).toArray();
    }
}
