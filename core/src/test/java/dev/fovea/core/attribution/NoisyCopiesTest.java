package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class NoisyCopiesTest {
    /** From -1 to 3: a range of 4. */
    private static Tensor ramp(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = -1 + 4f * i / (n - 1);
        }
        return new Tensor(new long[] {1, 1, 1, n}, values);
    }

    @Test
    void deviateByAShareOfTheRange() {
        Tensor clean = ramp(1000);
        Tensor noisy = new NoisyCopies(clean, 0.15, 3).next(20);
        assertThat(noisy.shape()).containsExactly(20, 1, 1, 1000);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 20_000; i++) {
            double noise = noisy.values()[i] - clean.values()[i % 1000];
            sum += noise;
            squares += noise * noise;
        }
        assertThat(sum / 20_000).isCloseTo(0, within(0.02));
        assertThat(Math.sqrt(squares / 20_000)).isCloseTo(0.6, within(0.01));
    }

    /** However many are drawn at once, the copies are the same. */
    @Test
    void doNotHangOnTheBatches() {
        NoisyCopies batches = new NoisyCopies(ramp(7), 0.5, 9);
        NoisyCopies singles = new NoisyCopies(ramp(7), 0.5, 9);
        Tensor five = batches.next(5);
        for (int i = 0; i < 5; i++) {
            assertThat(singles.next(1)).isEqualTo(five.row(i));
        }
        assertThat(singles.next(2)).isEqualTo(batches.next(2));
    }

    @Test
    void areTheSameForASeed() {
        assertThat(new NoisyCopies(ramp(7), 0.5, 9).next(3)).isEqualTo(new NoisyCopies(ramp(7), 0.5, 9).next(3));
        assertThat(new NoisyCopies(ramp(7), 0.5, 9).next(3)).isNotEqualTo(new NoisyCopies(ramp(7), 0.5, 8).next(3));
    }

    @Test
    void areTheInputWithoutNoiseOrRange() {
        assertThat(new NoisyCopies(ramp(7), 0, 9).next(1)).isEqualTo(ramp(7));
        Tensor flat = new Tensor(new long[] {1, 1, 1, 2}, new float[] {5, 5});
        assertThat(new NoisyCopies(flat, 0.5, 9).next(1)).isEqualTo(flat);
    }
}
