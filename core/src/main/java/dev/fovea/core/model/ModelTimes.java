package dev.fovea.core.model;

import dev.fovea.core.FoveaException;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a model takes on this machine: its forward pass, a saliency map (scores and their gradient in one run of the
 * derived graph), and what comes before the first map. The two are timed in turn, so that both see the same machine; the
 * limit of their ratio is about 2, since going back does the same multiplications as going forward.
 *
 * <p>All times are wall time in milliseconds.
 *
 * @param batch pictures in a run
 * @param shape of the tensor that was fed
 * @param forward of the forward pass, one per run, ascending
 * @param saliency of scores and gradient together, one per run, ascending
 * @param prepare loading the model, its canonical form and its types
 * @param differentiate deriving the gradient graph, lowering included
 * @param open opening the derived graph in ONNX Runtime, its optimising included
 * @param nodes of the model, canonical
 * @param derivedNodes of the derived graph
 * @param peakBytes the most memory this process has held so far; -1 where the system does not say
 */
public record ModelTimes(
        int batch,
        long[] shape,
        double[] forward,
        double[] saliency,
        double prepare,
        double differentiate,
        double open,
        int nodes,
        int derivedNodes,
        long peakBytes) {
    private static final int WARM_UP = 3;
    private static final int USUAL_SIZE = 224;

    /**
     * What is measured.
     *
     * @param batch pictures in a run
     * @param runs that are timed, after a few that are not
     * @param size of the pictures, where the model takes any
     */
    public record Settings(int batch, int runs, int size) {
        /** One picture, 20 runs, 224 by 224. */
        public static final Settings DEFAULT = new Settings(1, 20, USUAL_SIZE);

        public Settings {
            if (batch < 1 || runs < 1 || size < 1) {
                throw new FoveaException(
                        "Batch, runs and size must be at least 1, found %d, %d and %d".formatted(batch, runs, size));
            }
        }
    }

    /** Told after every run; one that throws stops the measuring. */
    @FunctionalInterface
    public interface Watcher {
        void done(int runs, int of);
    }

    /**
     * Measures a model with seeded noise for pictures. The options' cache is not used; several pictures are divided among
     * the threads.
     *
     * @throws FoveaException if the model cannot be differentiated
     */
    public static ModelTimes measure(ClassifierOptions options, Settings settings, Watcher watcher) {
        Execution.Division division = settings.batch() > 1
                ? Execution.Division.PICTURES
                : options.execution().division();
        Execution execution = options.execution().withDivision(division).withRuns(Execution.Runs.MANY);
        ClassifierOptions measured = options.withoutCache().withExecution(execution);
        long start = System.nanoTime();
        try (Classifier classifier = measured.load()) {
            int nodes = classifier.prepared().graph().nodes().size();
            double prepare = since(start);
            start = System.nanoTime();
            AtomicInteger derivedNodes = new AtomicInteger();
            AtomicLong derived = new AtomicLong();
            classifier.gradients(Score.LOGIT, BackwardRule.GRADIENT, graph -> {
                derivedNodes.set(graph.graph().nodes().size());
                derived.set(System.nanoTime());
            });
            double open = since(derived.get());
            double differentiate = since(start) - open;
            Tensor pictures = noise(classifier.input(), settings);
            double[] forward = new double[settings.runs()];
            double[] saliency = new double[settings.runs()];
            for (int i = -WARM_UP; i < settings.runs(); i++) {
                start = System.nanoTime();
                classifier.scores(pictures);
                forward[Math.max(0, i)] = since(start);
                start = System.nanoTime();
                classifier.gradients(pictures, Target.index(0), Score.LOGIT);
                saliency[Math.max(0, i)] = since(start);
                watcher.done(i + WARM_UP + 1, settings.runs() + WARM_UP);
            }
            Arrays.sort(forward);
            Arrays.sort(saliency);
            return new ModelTimes(
                    settings.batch(),
                    pictures.shape(),
                    forward,
                    saliency,
                    prepare,
                    differentiate,
                    open,
                    nodes,
                    derivedNodes.get(),
                    peakResident());
        }
    }

    /** Saliency over forward, of the fastest runs: what the machine's other work disturbs least. */
    public double ratio() {
        return saliency[0] / forward[0];
    }

    /** The middle of ascending times. */
    public static double median(double[] ascending) {
        int half = ascending.length / 2;
        return ascending.length % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static Tensor noise(ModelInput input, Settings settings) {
        long[] shape = input.shape(
                settings.batch(),
                input.height() < 0 ? settings.size() : input.height(),
                input.width() < 0 ? settings.size() : input.width());
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(shape, values);
    }

    /** The most memory this process has held so far, in bytes; -1 where the system does not say. */
    public static long peakResident() {
        Path status = Path.of("/proc/self/status");
        try {
            return !Files.isReadable(status)
                    ? -1
                    : Files.readAllLines(status).stream()
                            .filter(l -> l.startsWith("VmHWM"))
                            .mapToLong(l -> 1024 * Long.parseLong(l.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(-1);
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
