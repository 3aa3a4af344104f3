package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.SharedData;
import dev.fovea.core.model.ArchitectureGradientTest.Fixture;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A batch with a different class for each picture gives what single pictures give, up to the order in which float32 sums
 * are taken: ONNX Runtime blocks matrix products by their size.
 */
class BatchGradientTest {
    /** Relative to the largest absolute value of the gradient. The documented tolerance. */
    private static final double TOLERANCE = 1e-5;

    static List<Fixture> fixtures() throws Exception {
        return ArchitectureGradientTest.fixtures();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void agreesWithSinglePictures(Fixture fixture) throws Exception {
        try (Classifier classifier = fixture.options().load()) {
            check(classifier, fixture.input());
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void agreesWithSinglePicturesWhereTheseRunAbreast(Fixture fixture) throws Exception {
        Execution abreast = Execution.DEFAULT.withThreads(2).withDivision(Execution.Division.PICTURES);
        try (Classifier classifier = fixture.options().withExecution(abreast).load()) {
            check(classifier, fixture.input());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"squeezenet_fp32", "mobilenetv2_fp32", "mobilenetv2_int8", "shufflenetv2_int8", "leafsnap"})
    void realModelsAgreeWithSinglePictures(String name) {
        try (Classifier classifier = Classifier.load(SharedData.path("data/models/" + name + ".onnx"))) {
            ModelInput input = classifier.input();
            long[] shape =
                    input.shape(1, input.height() < 0 ? 96 : input.height(), input.width() < 0 ? 96 : input.width());
            float[] values = new float[(int) (shape[1] * shape[2] * shape[3])];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.sin(0.01 * i) + (float) Math.cos(0.37 * i);
            }
            check(classifier, new Tensor(shape, values));
        }
    }

    private static void check(Classifier classifier, Tensor one) {
        Tensor batch = three(one);
        List<Target> targets = List.of(Target.index(0), Target.top(), Target.parse("1-vs-0"));
        float[] together =
                classifier.gradients(batch, targets, Score.LOGIT).gradient().values();
        List<Tensor> alone = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            alone.add(classifier
                    .gradients(batch.row(i), targets.get(i), Score.LOGIT)
                    .gradient());
        }
        for (int i = 0; i < 3; i++) {
            float[] single = alone.get(i).values();
            float[] row = new Tensor(batch.shape(), together).row(i).values();
            assertThat(ArchitectureGradientTest.error(row, single))
                    .as("picture %d of the batch", i)
                    .isLessThan(TOLERANCE);
        }
    }

    /** The picture, its negative, and a paler one: other units are active in each. */
    private static Tensor three(Tensor one) {
        float[] x = one.values();
        float[] values = new float[3 * x.length];
        for (int i = 0; i < x.length; i++) {
            values[i] = x[i];
            values[x.length + i] = -x[i];
            values[2 * x.length + i] = 0.5f * x[(i + 7) % x.length];
        }
        long[] shape = one.shape().clone();
        shape[0] = 3;
        return new Tensor(shape, values);
    }

    /** One derived graph serves every size that the model takes. */
    @ParameterizedTest
    @ValueSource(strings = {"dynamic_dynamo", "dynamic_ts"})
    void serveEverySize(String name) throws Exception {
        Fixture fixture = fixtures().stream()
                .filter(f -> f.text("name").equals(name))
                .findFirst()
                .orElseThrow();
        try (Classifier classifier = fixture.options().load()) {
            assertThat(classifier.input().height()).isNegative();
            for (int[] size : new int[][] {{32, 48}, {64, 40}, {33, 47}}) {
                float[] values = new float[3 * size[0] * size[1]];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) Math.sin(0.1 * i + 0.001 * i * i);
                }
                Tensor input = new Tensor(new long[] {1, 3, size[0], size[1]}, values);
                GradientCheck check = GradientCheck.run(classifier, input, Target.top(), Score.LOGIT, 2, 1);
                assertThat(check.passed())
                        .as("%dx%d: %s", size[0], size[1], check.directions())
                        .isTrue();
                check(classifier, input);
            }
        }
    }
}
