package dev.fovea.benchmarks;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Execution;
import dev.fovea.core.model.ModelTimes;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Times one model in this process: forward passes and saliency (scores and their gradient) in turn, so that both see the
 * same machine. Prints one line of JSON per batch size: minimum and median in milliseconds, their ratio, the time to load
 * and to derive the gradient graph up to its first run, and peak resident memory.
 *
 * <pre>{@code
 * SaliencyTimes MODEL.onnx [--batches 1,8] [--threads 2] [--seconds 3] [--size 224] [--input F] [--gradient F]
 * }</pre>
 *
 * <p>Several pictures are divided among the threads. After three runs of warm-up each batch is measured for so many
 * seconds, three times at least. Pictures are read from
 * a file of float32 if one is given; the first picture's gradient is written to another.
 */
public final class SaliencyTimes {

    private SaliencyTimes() {}

    /** Times the model named by the first argument. */
    public static void main(String[] args) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        Path path = Path.of(args[0]);
        int threads = Integer.parseInt(options.getOrDefault("--threads", "2"));
        int size = Integer.parseInt(options.getOrDefault("--size", "224"));
        double seconds = Double.parseDouble(options.getOrDefault("--seconds", "3"));
        for (String batch : options.getOrDefault("--batches", "1").split(",")) {
            boolean one = batch.equals("1");
            Execution execution = Execution.DEFAULT
                    .withThreads(threads)
                    .withDivision(one ? Execution.Division.OPERATORS : Execution.Division.PICTURES);
            long start = System.nanoTime();
            try (Classifier classifier =
                    Classifier.from(path).withExecution(execution).load()) {
                Tensor pictures = pictures(options.get("--input"), Integer.parseInt(batch), size);
                Tensor gradient = time(classifier, path, pictures, threads, seconds, since(start));
                String into = options.get("--gradient");
                if (into != null && one) {
                    write(Path.of(into), gradient.values());
                }
            }
        }
    }

    private static Tensor time(
            Classifier classifier, Path path, Tensor pictures, int threads, double seconds, double load)
            throws IOException {
        long start = System.nanoTime();
        classifier.scores(pictures);
        double first = since(start);
        start = System.nanoTime();
        Tensor gradient = saliency(classifier, pictures);
        double derive = since(start);
        for (int i = 0; i < 2; i++) {
            classifier.scores(pictures);
            saliency(classifier, pictures);
        }
        List<Double> forward = new ArrayList<>();
        List<Double> saliency = new ArrayList<>();
        long begin = System.nanoTime();
        while (forward.size() < 3 || since(begin) < seconds * 1e3) {
            start = System.nanoTime();
            classifier.scores(pictures);
            forward.add(since(start));
            start = System.nanoTime();
            saliency(classifier, pictures);
            saliency.add(since(start));
        }
        double[] f = sorted(forward);
        double[] s = sorted(saliency);
        int runs = f.length;
        System.out.printf(
                Locale.ROOT,
                "{\"model\": \"%s\", \"engine\": \"Fovea\", \"batch\": %d, \"threads\": %d, \"runs\": %d,"
                        + " \"forward_min\": %.2f, \"forward_median\": %.2f, \"saliency_min\": %.2f,"
                        + " \"saliency_median\": %.2f, \"ratio_min\": %.2f, \"ratio_median\": %.2f,"
                        + " \"load\": %.0f, \"first_forward\": %.0f, \"first_saliency\": %.0f, \"peak_mb\": %d}%n",
                path.getFileName(),
                pictures.shape()[0],
                threads,
                runs,
                f[0],
                f[runs / 2],
                s[0],
                s[runs / 2],
                s[0] / f[0],
                s[runs / 2] / f[runs / 2],
                load,
                first,
                derive,
                ModelTimes.peakResident() >> 20);
        return gradient;
    }

    private static double[] sorted(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static Tensor saliency(Classifier classifier, Tensor pictures) {
        return classifier.gradients(pictures, Target.index(0), Score.LOGIT).gradient();
    }

    private static Tensor pictures(@Nullable String file, int batch, int size) throws IOException {
        float[] values = new float[batch * 3 * size * size];
        if (file != null) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(file)));
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        } else {
            Random random = new Random(1);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
        }
        return new Tensor(new long[] {batch, 3, size, size}, values);
    }

    private static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
