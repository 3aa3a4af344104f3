package dev.fovea.core.model;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.core.FoveaException;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

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
 * @param prepare reading the graph, its canonical form and its types
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
     * Measures a model with seeded noise for pictures. The options' cache is not used.
     *
     * @throws FoveaException if the model cannot be differentiated, or takes another number of pictures at once
     */
    public static ModelTimes measure(ClassifierOptions options, Settings settings, Watcher watcher) {
        Execution execution = options.execution();
        Timed<PreparedModel> prepared = timed(() -> PreparedModel.of(options.file(), options.output()));
        PreparedModel model = prepared.result();
        Tensor pictures = noise(model.input(), settings);
        RuleBook rules = options.rules().orElseGet(RuleBook::gradient);
        Timed<GradientGraph> derived =
                timed(() -> GradientGraph.derive(model, Score.LOGIT, rules, execution.precision()));
        FedWeights.Memory memory = new FedWeights.Memory();
        Timed<ScoreSession> opened = timed(() -> ScoreSession.open(derived.result(), execution, memory));
        try (ScoreSession both = opened.result();
                ScoreSession alone =
                        ScoreSession.open(GradientGraph.forward(model, execution.precision()), execution, memory)) {
            Map<String, Tensor> in = Map.of(model.input().name(), pictures);
            long classes = alone.run(in).values().iterator().next().shape()[1];
            Map<String, Tensor> inBoth = Map.of(
                    model.input().name(),
                    pictures,
                    GradientGraph.TOP,
                    filled(1, settings.batch(), 1),
                    GradientGraph.WEIGHTS,
                    filled(0, settings.batch(), classes));
            double[] forward = new double[settings.runs()];
            double[] saliency = new double[settings.runs()];
            for (int i = -WARM_UP; i < settings.runs(); i++) {
                forward[Math.max(0, i)] = timed(() -> alone.run(in)).milliseconds();
                saliency[Math.max(0, i)] = timed(() -> both.run(inBoth)).milliseconds();
                watcher.done(i + WARM_UP + 1, settings.runs() + WARM_UP);
            }
            Arrays.sort(forward);
            Arrays.sort(saliency);
            return new ModelTimes(
                    settings.batch(),
                    pictures.shape(),
                    forward,
                    saliency,
                    prepared.milliseconds(),
                    derived.milliseconds(),
                    opened.milliseconds(),
                    model.graph().nodes().size(),
                    derived.result().graph().nodes().size(),
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

    private record Timed<T>(T result, double milliseconds) {}

    private static <T> Timed<T> timed(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        return new Timed<>(result, (System.nanoTime() - start) / 1e6);
    }

    private static Tensor noise(ModelInput input, Settings settings) {
        if (input.batch() >= 0 && input.batch() != settings.batch()) {
            throw new FoveaException("The model takes %d pictures at once, not %d; measure it with that batch"
                    .formatted(input.batch(), settings.batch()));
        }
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

    private static Tensor filled(float value, long rows, long columns) {
        float[] values = new float[Math.toIntExact(rows * columns)];
        Arrays.fill(values, value);
        return new Tensor(new long[] {rows, columns}, values);
    }

    private static long peakResident() {
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
