package dev.fovea.benchmarks;

import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Repeat;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Execution;
import dev.fovea.core.model.ModelTimes;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.Random;

/**
 * Times 50 noisy repeats beside batches of 8, in turn, and watches memory over 50 and 400 repeats.
 *
 * <pre>{@code
 * RepeatTimes MODEL.onnx...
 * }</pre>
 */
public final class RepeatTimes {
    private static final int BATCH = 8;
    private static final int REPEATS = 50;
    private static final int ROUNDS = 6;
    private static final int SIZE = 224;

    private RepeatTimes() {}

    /** Times the models named. */
    public static void main(String[] models) {
        System.out.println(
                "| model | batch of 8, ms per picture | 50 repeats, ms each | ratio | peak MB after 50, 400 repeats |\n|---|---|---|---|---|");
        for (String model : models) {
            Execution execution = Execution.DEFAULT.withThreads(2).withDivision(Execution.Division.PICTURES);
            try (Classifier classifier =
                    Classifier.from(Path.of(model)).withExecution(execution).load()) {
                time(classifier, Path.of(model));
            }
        }
    }

    private static void time(Classifier classifier, Path model) {
        Subject one = Subject.of(noise(1), "noise", classifier);
        Tensor batch = noise(BATCH);
        ImageSaliency repeated = new ImageSaliency().withRepeat(new Repeat.Noise(REPEATS, 0.15));
        double perPicture = Double.POSITIVE_INFINITY;
        double perRepeat = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < REPEATS / BATCH; i++) {
                classifier.gradients(batch, Target.index(0), Score.LOGIT);
            }
            perPicture = Math.min(perPicture, (System.nanoTime() - start) / 1e6 / (REPEATS / BATCH * BATCH));
            start = System.nanoTime();
            repeated.explain(classifier, one, Target.index(0));
            perRepeat = Math.min(perRepeat, (System.nanoTime() - start) / 1e6 / REPEATS);
        }
        long before = ModelTimes.peakResident() >> 20;
        repeated.withRepeat(new Repeat.Noise(8 * REPEATS, 0.15)).explain(classifier, one, Target.index(0));
        System.out.printf(
                "| %s | %.1f | %.1f | %.3f | %d, %d |%n",
                model.getFileName(),
                perPicture,
                perRepeat,
                perRepeat / perPicture,
                before,
                ModelTimes.peakResident() >> 20);
    }

    private static Tensor noise(int count) {
        float[] values = new float[count * 3 * SIZE * SIZE];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(new long[] {count, 3, SIZE, SIZE}, values);
    }
}
