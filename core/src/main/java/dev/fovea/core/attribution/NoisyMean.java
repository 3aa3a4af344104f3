package dev.fovea.core.attribution;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ScoreGradients;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.work.Workers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The mean of the maps of noisy copies. While some copies are run, the next ones are made and the maps before them added
 * up, always in the same order: the same seed gives the same bytes. Memory does not grow with their number.
 *
 * @param gradients runs a batch, all of its pictures for the same class
 * @param mapping from a gradient with N = 1 to its map
 */
record NoisyMean(Gradients gradients, Function<Tensor, SaliencyMap> mapping, Repeat.Noise noise, long seed) {
    /** Copies that are run at once where a model gains by it. */
    private static final int BATCH = 8;

    /** Scores and gradients of a batch. */
    interface Gradients {
        ScoreGradients of(Tensor batch, Target target);
    }

    ImageSaliency.Found of(Classifier classifier, Subject subject, Target target, Progress progress) {
        int batch = classifier.batchSize(BATCH);
        int threads = batch == 1 ? classifier.execution().abreast() : 1;
        try (Workers workers = new Workers("noisy copies", threads)) {
            Workers.Work<ScoreGradients> picture = workers.begin(() -> gradients.of(subject.tensor(), target));
            Target same = target.hangsOnScores()
                    ? picture.result().selections().get(0).toTarget()
                    : target;
            NoisyCopies copies = new NoisyCopies(subject.tensor(), noise.sigma(), seed);
            Deque<Workers.Work<Tensor>> under = new ArrayDeque<>();
            Sum sum = new Sum();
            for (int begun = 0; begun < noise.count(); begun += batch) {
                Tensor noisy = copies.next(Math.min(batch, noise.count() - begun));
                if (under.size() > threads) {
                    sum.add(under.remove().result());
                    progress.done(sum.count, noise.count());
                }
                under.add(workers.begin(() -> gradients.of(noisy, same).gradient()));
            }
            while (!under.isEmpty()) {
                sum.add(under.remove().result());
                progress.done(sum.count, noise.count());
            }
            return new ImageSaliency.Found(picture.result(), sum.mean());
        }
    }

    private final class Sum {
        private double[] sum = {};
        private int width;
        private boolean signed;
        private int count;

        void add(Tensor batch) {
            for (int i = 0; i < batch.batch(); i++) {
                SaliencyMap map = mapping.apply(batch.batch() == 1 ? batch : batch.row(i));
                float[] values = map.toArray();
                sum = count++ == 0 ? new double[values.length] : sum;
                width = map.width();
                signed = map.signed();
                for (int p = 0; p < sum.length; p++) {
                    sum[p] += values[p];
                }
            }
        }

        SaliencyMap mean() {
            float[] mean = new float[sum.length];
            for (int p = 0; p < mean.length; p++) {
                mean[p] = (float) (sum[p] / count);
            }
            return SaliencyMap.of(width, mean.length / width, mean, signed);
        }
    }
}
