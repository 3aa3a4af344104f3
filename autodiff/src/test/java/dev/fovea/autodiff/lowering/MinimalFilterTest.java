package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MinimalFilterTest {

    static Stream<MinimalFilter> filters() {
        return Stream.of(MinimalFilter.ofTwo());
    }

    @ParameterizedTest
    @MethodSource("filters")
    void givesWhatThreeProductsForEachOutputGive(MinimalFilter filter) {
        Random random = new Random(5);
        double[] d = random.doubles(filter.products(), -1, 1).toArray();
        double[] g = random.doubles(3, -1, 1).toArray();
        double[] products = IntStream.range(0, filter.products())
                .mapToDouble(i -> dot(filter.data()[i], d) * dot(filter.kernel()[i], g))
                .toArray();
        int last = filter.outputs() - 1;
        for (int output = 0; output <= last; output++) {
            double y = output == 0 ? products[0] : output == last ? products[filter.products() - 1] : 0;
            for (int pair = 0; pair < filter.pairs(); pair++) {
                int sign = output % 2 == 0 ? 1 : -1;
                y += filter.scale()[output][pair] * (products[2 * pair + 1] + sign * products[2 * pair + 2]);
            }
            assertThat(y).isCloseTo(d[output] * g[0] + d[output + 1] * g[1] + d[output + 2] * g[2], within(1e-14));
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void makesAPairOfAnEvenAndAnOddPart(MinimalFilter filter) {
        for (int pair = 0; pair < filter.pairs(); pair++) {
            double[] even = filter.part(pair, 1);
            double[] odd = filter.part(pair, -1);
            for (int i = 0; i < filter.products(); i++) {
                assertThat(even[i] + odd[i]).isEqualTo(filter.data()[2 * pair + 1][i]);
                assertThat(even[i] - odd[i]).isEqualTo(filter.data()[2 * pair + 2][i]);
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
