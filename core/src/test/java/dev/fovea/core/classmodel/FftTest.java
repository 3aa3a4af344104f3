package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FftTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 26, 30, 64, 105, 112, 224, 299})
    void agreesWithTheSum(int size) {
        SplittableRandom random = new SplittableRandom(size);
        int start = 2;
        int step = 3;
        double[] re = random.doubles(start + (long) size * step).toArray();
        double[] im = random.doubles(re.length).toArray();
        double[] inRe = re.clone();
        double[] inIm = im.clone();

        new Fft(size).forward(re, im, start, step);

        for (int k = 0; k < size; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int n = 0; n < size; n++) {
                double angle = -2 * Math.PI * k * n / size;
                double x = inRe[start + n * step];
                double y = inIm[start + n * step];
                sumRe += x * Math.cos(angle) - y * Math.sin(angle);
                sumIm += x * Math.sin(angle) + y * Math.cos(angle);
            }
            assertThat(re[start + k * step]).isCloseTo(sumRe, within(1e-9));
            assertThat(im[start + k * step]).isCloseTo(sumIm, within(1e-9));
        }
        assertThat(re[0]).as("values between are left alone").isEqualTo(inRe[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 20})
    void backwardUndoesForward(int size) {
        double[] re = new SplittableRandom(1).doubles(size).toArray();
        double[] im = new double[size];
        double[] before = re.clone();
        Fft fft = new Fft(size);
        fft.forward(re, im, 0, 1);
        fft.backward(re, im, 0, 1);
        for (int k = 0; k < size; k++) {
            assertThat(re[k] / size).isCloseTo(before[k], within(1e-12));
            assertThat(im[k]).isCloseTo(0, within(1e-12));
        }
    }
}
