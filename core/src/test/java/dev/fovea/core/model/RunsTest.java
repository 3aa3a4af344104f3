package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.ToyModel;
import dev.fovea.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** For many runs convolutions of many channels are written as others with fewer multiplications; not for few. */
class RunsTest {
    private static final int CHANNELS = 256;
    private static final int SIZE = 28;

    /** Wide convolutions of large maps, as VGG has them. */
    private static byte[] wide() {
        return convolution(convolution(convolution(ToyModel.taking(-1, 3, SIZE, SIZE), 3, 1), CHANNELS, 2), CHANNELS, 3)
                .then("GlobalAveragePool")
                .then("Flatten")
                .dense(2, ToyModel.numbers(2 * CHANNELS, 4), 0, 0)
                .bytes();
    }

    private static ToyModel convolution(ToyModel model, int channels, long seed) {
        double scale = 1 / Math.sqrt(3.0 * channels);
        double[] weights = Arrays.stream(ToyModel.numbers(CHANNELS * channels * 9, seed))
                .map(w -> w * scale)
                .toArray();
        return model.then(
                        "Conv",
                        Attributes.of("pads", new long[] {1, 1, 1, 1}),
                        Tensors.floats(ElementType.FLOAT, new long[] {CHANNELS, channels, 3, 3}, weights))
                .then("Relu");
    }

    private record Answer(long convolutions, float[] gradient) {}

    private static Answer answer(byte[] model, Execution.Runs runs) {
        float[] picture = new float[3 * SIZE * SIZE];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (float) Math.sin(i);
        }
        try (Classifier classifier = Classifier.from(model)
                .withPreset("unit")
                .withExecution(Execution.DEFAULT.withRuns(runs))
                .load()) {
            AtomicLong convolutions = new AtomicLong();
            classifier.gradients(
                    Score.LOGIT,
                    BackwardRule.GRADIENT,
                    shown -> convolutions.set(shown.graph().nodes().stream()
                            .filter(n -> n.is("Conv"))
                            .count()));
            Tensor batch = new Tensor(new long[] {1, 3, SIZE, SIZE}, picture);
            Tensor gradient = classifier
                    .gradients(batch, List.of(Target.index(1)), Score.LOGIT, BackwardRule.GRADIENT)
                    .gradient();
            return new Answer(convolutions.get(), gradient.values());
        }
    }

    @Test
    void decideWhatIsMadeReady() {
        byte[] model = wide();
        Answer few = answer(model, Execution.Runs.FEW);
        Answer many = answer(model, Execution.Runs.MANY);
        assertThat(many.convolutions()).isGreaterThan(few.convolutions());
        float largest = 0;
        for (float g : few.gradient()) {
            largest = Math.max(largest, Math.abs(g));
        }
        assertThat(many.gradient()).containsExactly(few.gradient(), within(1e-5f * largest));
    }
}
