package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PenaltyTest {

    static Stream<Penalty> penalties() {
        return Stream.of(new L2(0.3), new TotalVariation(0.7));
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void gradientAgreesWithFiniteDifferences(Penalty penalty) {
        Planes picture = AdjointTest.noise(2, 4, 5, 8);
        Planes gradient = Planes.zeros(2, 4, 5);
        penalty.subtractGradient(picture, gradient);
        float step = 1e-3f;
        for (int i = 0; i < picture.values().length; i++) {
            Planes up = picture.with(picture.values().clone());
            Planes down = picture.with(picture.values().clone());
            up.values()[i] += step;
            down.values()[i] -= step;
            double slope = (penalty.value(up) - penalty.value(down)) / (2 * step);
            assertThat(gradient.values()[i]).isCloseTo((float) -slope, within(1e-3f));
        }
    }

    @Test
    void l2IsTheSumOfSquares() {
        assertThat(new L2(0.5).value(new Planes(1, 1, 3, new float[] {1, -2, 3})))
                .isEqualTo(7);
    }

    @Test
    void totalVariationIsZeroOnAFlatPictureAndCountsEdges() {
        assertThat(new TotalVariation(1).value(new Planes(1, 2, 2, new float[] {3, 3, 3, 3})))
                .isZero();
        assertThat(new TotalVariation(2).value(new Planes(1, 2, 2, new float[] {0, 1, 0, 5})))
                .isEqualTo(2 * (1 + 5 + 0 + 4));
    }

    @Test
    void totalVariationFlattensNoise() {
        Planes picture = AdjointTest.noise(1, 8, 8, 3);
        TotalVariation penalty = new TotalVariation(1);
        Optimizer.Update update = new Sgd(0.01, Sgd.Norm.NONE).begin(64);
        float[] values = picture.values().clone();
        for (int step = 0; step < 300; step++) {
            Planes gradient = Planes.zeros(1, 8, 8);
            penalty.subtractGradient(picture.with(values), gradient);
            update.step(values, gradient.values());
        }
        assertThat(penalty.value(picture.with(values))).isLessThan(0.1 * penalty.value(picture));
    }
}
