package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.autodiff.Differentiator;
import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.graph.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Holds a derived graph after lowering against the same before: ONNX Runtime runs both on the same inputs. */
final class SameGradient {
    /** Largest difference allowed, relative to the largest value: sums are taken in another order. */
    private static final double TOLERANCE = 1e-6;

    private SameGradient() {}

    /**
     * Checks the lowering of the gradient of the graph's first output with respect to the named inputs.
     *
     * @return the lowered graph
     */
    static Graph check(Lowering lowering, Graph original, Map<String, Array> inputs, List<String> sources)
            throws OrtException {
        return check(RuleBook.gradient(), lowering, original, inputs, sources);
    }

    /** The same of what goes back by other rules. */
    static Graph check(
            RuleBook book, Lowering lowering, Graph original, Map<String, Array> inputs, List<String> sources)
            throws OrtException {
        Graph derived = derived(book, original, sources);
        Map<String, Array> all = withCotangent(original, inputs);
        Graph lowered = lowering.apply(derived, OnnxRuntimeRun.types(derived));
        assertThat(lowered.outputs()).isEqualTo(derived.outputs());
        assertThat(SameOutputs.difference(derived, lowered, all)).isLessThanOrEqualTo(TOLERANCE);
        return lowered;
    }

    /** Checks that two forward graphs have the same gradient. */
    static void ofForward(Graph original, Graph lowered, Map<String, Array> inputs, List<String> sources)
            throws OrtException {
        Graph expected = derived(RuleBook.gradient(), original, sources);
        Graph found = derived(RuleBook.gradient(), lowered, sources);
        Map<String, Array> all = withCotangent(original, inputs);
        assertThat(SameOutputs.difference(expected, found, all)).isLessThanOrEqualTo(TOLERANCE);
    }

    private static Graph derived(RuleBook book, Graph forward, List<String> sources) throws OrtException {
        Types types = OnnxRuntimeRun.types(forward);
        String target = forward.outputs().get(0);
        return new Differentiator(book)
                .differentiate(forward, types, target, "cotangent", sources)
                .graph();
    }

    /** The inputs and a random cotangent of the graph's first output. */
    private static Map<String, Array> withCotangent(Graph original, Map<String, Array> inputs) throws OrtException {
        String target = original.outputs().get(0);
        Map<String, Array> all = new HashMap<>(inputs);
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(original)) {
            long[] shape = run.shapeOf(target, inputs);
            Random random = new Random(3);
            int count = 1;
            for (long n : shape) {
                count *= (int) n;
            }
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = random.nextFloat(-1, 1);
            }
            all.put("cotangent", new Array(shape, values));
        }
        return all;
    }

    static long count(Graph graph, String op) {
        return graph.nodes().stream().filter(n -> n.is(op)).count();
    }
}
