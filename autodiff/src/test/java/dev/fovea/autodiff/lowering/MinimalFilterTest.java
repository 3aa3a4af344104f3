package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinimalFilterTest {

    @Test
    void givesWhatThreeProductsForEachOutputGive() {
        Random random = new Random(5);
        double[] d = random.doubles(MinimalFilter.DATA.length, -1, 1).toArray();
        double[] g = random.doubles(3, -1, 1).toArray();
        double[] products = IntStream.range(0, MinimalFilter.DATA.length)
                .mapToDouble(i -> dot(MinimalFilter.DATA[i], d) * dot(MinimalFilter.KERNEL[i], g))
                .toArray();
        double[] y = {products[0] + (products[1] + products[2]), products[3] + (products[1] - products[2])};
        for (int output = 0; output < MinimalFilter.OUTPUTS; output++) {
            assertThat(y[output])
                    .isCloseTo(d[output] * g[0] + d[output + 1] * g[1] + d[output + 2] * g[2], within(1e-14));
        }
    }

    /** As {@link FilteredRows} makes them of phases: of the output's second row and its first. */
    @Test
    void takesTheSumAndTheDifferenceOfTwoRowsForTheProductsInTheMiddle() {
        double[] first = {0, 1, 0, 0};
        double[] second = {0, 0, 1, 0};
        for (int i = 0; i < first.length; i++) {
            assertThat(second[i] + first[i]).isEqualTo(MinimalFilter.DATA[1][i]);
            assertThat(second[i] - first[i]).isEqualTo(MinimalFilter.DATA[2][i]);
        }
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
