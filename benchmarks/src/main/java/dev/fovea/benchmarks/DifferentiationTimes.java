package dev.fovea.benchmarks;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Execution;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long it takes from a model's bytes to its first gradient, and how that grows with the number of nodes: for chains of
 * 500 to 5,000 nodes, or for the ONNX files named. One line of JSON each, the least of five rounds in milliseconds:
 * loading, and deriving, opening and running the gradient graph once.
 */
public final class DifferentiationTimes {
    private static final int ROUNDS = 5;

    private DifferentiationTimes() {}

    /** Times the files named, or chains if none is. */
    public static void main(String[] args) throws IOException {
        for (String file : args) {
            time(Path.of(file).getFileName().toString(), Files.readAllBytes(Path.of(file)), 224);
        }
        for (int nodes : args.length > 0 ? new int[0] : new int[] {500, 1000, 2000, 3000, 4000, 5000}) {
            time("chain of " + nodes, Chains.ofNodes(nodes).toModel().toByteArray(), 32);
        }
    }

    private static void time(String name, byte[] model, int size) {
        Tensor picture = new Tensor(new long[] {1, 3, size, size}, new float[3 * size * size]);
        double load = Double.MAX_VALUE;
        double derive = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            try (Classifier classifier = Classifier.from(model)
                    .withExecution(Execution.DEFAULT.withThreads(2))
                    .load()) {
                load = Math.min(load, (System.nanoTime() - start) / 1e6);
                start = System.nanoTime();
                classifier.gradients(picture, Target.index(0), Score.LOGIT);
                derive = Math.min(derive, (System.nanoTime() - start) / 1e6);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"model\": \"%s\", \"load\": %.0f, \"first_gradient\": %.0f, \"heap_mb\": %d}%n",
                name,
                load,
                derive,
                Runtime.getRuntime().totalMemory() >> 20);
    }
}
