package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.ToyModel;
import dev.fovea.core.attribution.LinearScoreModel.Point;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearScoreModelTest {
    private static final Tensor HERE = picture(1);
    private static final Tensor THERE = picture(2);

    private static Tensor picture(long seed) {
        float[] values = new float[12];
        double[] numbers = ToyModel.numbers(12, seed);
        for (int i = 0; i < 12; i++) {
            values[i] = (float) numbers[i];
        }
        return new Tensor(new long[] {1, 3, 2, 2}, values);
    }

    @Test
    void isExactForALinearModel() {
        try (Classifier linear = Classifier.from(ToyModel.taking(1, 3, 2, 2)
                        .then("Flatten")
                        .dense(2, ToyModel.numbers(24, 3), 0.25, -0.5)
                        .bytes())
                .load()) {
            LinearScoreModel model = LinearScoreModel.at(linear, HERE, Target.index(1), Score.LOGIT);
            assertThat(model.bias()).isCloseTo(-0.5, within(1e-6));
            assertThat(model.predict(THERE)).isCloseTo(model.scoreAt(THERE), within(1e-6));
            assertThat(model.weightNorm()).isPositive();
            List<Point> path = model.along(THERE, 4);
            assertThat(path).hasSize(5);
            assertThat(path).allSatisfy(p -> assertThat(p.error()).isCloseTo(0, within(1e-6)));
            assertThat(path.get(4).t()).isEqualTo(1);
        }
    }

    @Test
    void holdsAtThePictureAndErrsAwayFromItInAReluNet() {
        try (Classifier relu = relu(ToyModel.numbers(8, 4))) {
            LinearScoreModel model = LinearScoreModel.at(relu, HERE, Target.index(0), Score.LOGIT);
            assertThat(model.predict(HERE)).isCloseTo(model.score(), within(1e-6));
            assertThat(Math.abs(model.predict(THERE) - model.scoreAt(THERE))).isGreaterThan(1e-2);
        }
    }

    /** ReLU'(0) = 0, so without biases the Maclaurin expansion of a ReLU net is identically zero. */
    @Test
    void theMaclaurinCaseOfANetWithoutBiasesIsZero() {
        try (Classifier relu = relu(new double[8])) {
            LinearScoreModel model = LinearScoreModel.maclaurin(relu, HERE, Target.index(0), Score.LOGIT);
            assertThat(model.weightNorm()).isZero();
            assertThat(model.predict(THERE)).isZero();
        }
    }

    /** In a ReLU net without biases the score is w·I: b is zero. */
    @Test
    void withoutBiasesTheScoreIsTheGradientTimesTheInput() {
        try (Classifier relu = relu(new double[8])) {
            LinearScoreModel model = LinearScoreModel.at(relu, HERE, Target.index(0), Score.LOGIT);
            assertThat(model.bias()).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void refusesPicturesOfAnotherShape() {
        try (Classifier relu = relu(new double[8])) {
            LinearScoreModel model = LinearScoreModel.at(relu, HERE, Target.index(0), Score.LOGIT);
            assertThatThrownBy(() -> model.predict(new Tensor(new long[] {1, 3, 1, 1}, new float[3])))
                    .hasMessage("The linear model was made at a picture of shape [1, 3, 2, 2], found [1, 3, 1, 1]");
        }
    }

    private static Classifier relu(double[] bias) {
        return Classifier.from(ToyModel.taking(1, 3, 2, 2)
                        .then("Flatten")
                        .dense(8, ToyModel.numbers(96, 1), bias)
                        .then("Relu")
                        .dense(3, ToyModel.numbers(24, 3), 0, 0, 0)
                        .bytes())
                .load();
    }
}
