package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done to the picture comes back to the gradient by the exact transpose: {@code <A x, y> = <x, A' y>}. */
class AdjointTest {
    private static final int HEIGHT = 13;
    private static final int WIDTH = 17;

    static Stream<LinearMap> maps() {
        SplittableRandom random = new SplittableRandom(5);
        Stream<LinearMap> drawn = Stream.<Transformation>of(
                        new Pad(3),
                        new Jitter(4),
                        new Jitter(100),
                        new Roll(20),
                        new RandomScale(0.8, 0.8),
                        new RandomScale(1.3, 1.3),
                        new RandomRotation(30))
                .map(t -> t.draw(random, HEIGHT, WIDTH));
        LinearMap chain = new Shift(-2, -2, HEIGHT, WIDTH, HEIGHT + 4, WIDTH + 4)
                .then(new Rotation(0.1))
                .then(new BilinearResize(HEIGHT + 4, WIDTH + 4, 11, 12));
        return Stream.concat(
                drawn,
                Stream.of(
                        new Shift(5, -3, HEIGHT, WIDTH, 4, 30),
                        new Shift(40, 0, HEIGHT, WIDTH, 5, 5),
                        new BilinearResize(HEIGHT, WIDTH, 1, 40),
                        LinearMap.identity(),
                        chain));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void transposeIsExact(LinearMap map) {
        int[] size = map.size(HEIGHT, WIDTH);
        Planes x = noise(3, HEIGHT, WIDTH, 1);
        Planes y = noise(3, size[0], size[1], 2);

        Planes forward = map.apply(x);
        assertThat(List.of(forward.height(), forward.width())).containsExactly(size[0], size[1]);
        double expected = dot(forward.values(), y.values());
        assertThat(dot(x.values(), map.transpose(y).values())).isCloseTo(expected, within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"8,8", "7,9", "12,10", "1,5", "6,1", "13,16", "30,14"})
    void transposeOfTheSpectrumIsExact(int height, int width) {
        FourierBasis basis = new FourierBasis(2, height, width);
        float[] parameters = noise(1, 1, basis.count(), 3).values();
        Planes y = noise(2, height, width, 4);

        double expected = dot(basis.planes(parameters).values(), y.values());
        assertThat(dot(parameters, basis.transpose(y))).isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
    }

    @ParameterizedTest
    @CsvSource({"8,8", "7,9", "12,10", "13,16"})
    void spectrumOfAPictureGivesThePicture(int height, int width) {
        FourierBasis basis = new FourierBasis(3, height, width);
        Planes picture = noise(3, height, width, 5);

        float[] again = basis.planes(basis.parameters(picture)).values();
        for (int i = 0; i < again.length; i++) {
            assertThat(again[i]).isCloseTo(picture.values()[i], within(1e-5f));
        }
    }

    static Planes noise(int channels, int height, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Planes planes = Planes.zeros(channels, height, width);
        for (int i = 0; i < planes.values().length; i++) {
            planes.values()[i] = (float) random.nextGaussian();
        }
        return planes;
    }

    static double dot(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
