package dev.fovea.benchmarks;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Execution;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Times one model in this process: forward passes and saliency (scores and their gradient) in turn, so that both see the
 * same machine. Prints one line of JSON: minimum and median in milliseconds, their ratio, the time to load and to derive
 * the gradient graph up to its first run, and peak resident memory.
 *
 * <pre>{@code SaliencyTimes MODEL.onnx [batch] [threads] [runs] [size]}</pre>
 */
public final class SaliencyTimes {

    private SaliencyTimes() {}

    /** Times the model named by the first argument. */
    public static void main(String[] args) throws IOException {
        Path path = Path.of(args[0]);
        int batch = argument(args, 1, 1);
        int threads = argument(args, 2, 2);
        int runs = argument(args, 3, 15);
        int size = argument(args, 4, 224);
        Tensor pictures = noise(batch, size);
        long start = System.nanoTime();
        try (Classifier classifier = Classifier.from(path)
                .withExecution(Execution.DEFAULT.withThreads(threads))
                .load()) {
            double load = since(start);
            start = System.nanoTime();
            classifier.scores(pictures);
            double first = since(start);
            start = System.nanoTime();
            saliency(classifier, pictures);
            double derive = since(start);
            double[] forward = new double[runs];
            double[] saliency = new double[runs];
            for (int i = -2; i < runs; i++) {
                start = System.nanoTime();
                classifier.scores(pictures);
                forward[Math.max(0, i)] = since(start);
                start = System.nanoTime();
                saliency(classifier, pictures);
                saliency[Math.max(0, i)] = since(start);
            }
            Arrays.sort(forward);
            Arrays.sort(saliency);
            System.out.printf(
                    Locale.ROOT,
                    "{\"model\": \"%s\", \"engine\": \"fovea\", \"batch\": %d, \"threads\": %d, \"runs\": %d,"
                            + " \"forward_min\": %.2f, \"forward_median\": %.2f, \"saliency_min\": %.2f,"
                            + " \"saliency_median\": %.2f, \"ratio_min\": %.2f, \"ratio_median\": %.2f,"
                            + " \"load\": %.0f, \"first_forward\": %.0f, \"first_saliency\": %.0f, \"peak_mb\": %d}%n",
                    path.getFileName(),
                    batch,
                    threads,
                    runs,
                    forward[0],
                    forward[runs / 2],
                    saliency[0],
                    saliency[runs / 2],
                    saliency[0] / forward[0],
                    saliency[runs / 2] / forward[runs / 2],
                    load,
                    first,
                    derive,
                    peakMegabytes());
        }
    }

    private static void saliency(Classifier classifier, Tensor pictures) {
        classifier.gradients(pictures, Target.index(0), Score.LOGIT);
    }

    private static int argument(String[] args, int at, int absent) {
        return args.length > at ? Integer.parseInt(args[at]) : absent;
    }

    private static Tensor noise(int batch, int size) {
        Random random = new Random(1);
        float[] values = new float[batch * 3 * size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(new long[] {batch, 3, size, size}, values);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /** The largest resident memory so far; -1 where the system does not say. */
    private static long peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(l -> l.startsWith("VmHWM"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
