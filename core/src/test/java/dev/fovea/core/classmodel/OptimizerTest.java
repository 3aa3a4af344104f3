package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OptimizerTest {

    @Test
    void plainStepIsTheRateTimesTheGradient() {
        assertThat(step(new Sgd(0.5, Sgd.Norm.NONE), 2, -4)).containsExactly(2, -1);
    }

    @Test
    void normalisedStepsHaveTheirLengthFromTheRateAlone() {
        float[] rms = step(new Sgd(0.5, Sgd.Norm.RMS), 300, -400);
        assertThat(Math.sqrt((sq(rms[0] - 1) + sq(rms[1] - 1)) / 2)).isCloseTo(0.5, within(1e-6));
        float[] mean = step(new Sgd(0.5, Sgd.Norm.MEAN), 300, -400);
        assertThat((Math.abs(mean[0] - 1) + Math.abs(mean[1] - 1)) / 2).isCloseTo(0.5f, within(1e-6f));
        assertThat(step(new Sgd(0.5, Sgd.Norm.RMS), 0, 0)).as("nowhere to go").containsExactly(1, 1);
    }

    @Test
    void adamTakesItsFirstStepByTheRateWhateverTheGradient() {
        float[] moved = step(new Adam(0.05), 1e-3f, -500);
        assertThat(moved[0]).isCloseTo(1.05f, within(1e-5f));
        assertThat(moved[1]).isCloseTo(0.95f, within(1e-5f));
    }

    @Test
    void adamFollowsThePaperForThreeSteps() {
        float[] x = {0};
        Optimizer.Update update = new Adam(0.1).begin(1);
        double mean = 0;
        double square = 0;
        double expected = 0;
        double[] gradients = {1, -3, 2};
        for (int t = 1; t <= 3; t++) {
            double g = gradients[t - 1];
            mean = 0.9 * mean + 0.1 * g;
            square = 0.999 * square + 0.001 * g * g;
            expected += 0.1 * (mean / (1 - Math.pow(0.9, t))) / (Math.sqrt(square / (1 - Math.pow(0.999, t))) + 1e-8);
            update.step(x, new float[] {(float) g});
            assertThat(x[0]).isCloseTo((float) expected, within(1e-6f));
        }
    }

    private static float[] step(Optimizer optimizer, float... gradient) {
        float[] parameters = {1, 1};
        optimizer.begin(2).step(parameters, gradient);
        return parameters;
    }

    private static double sq(double x) {
        return x * x;
    }
}
