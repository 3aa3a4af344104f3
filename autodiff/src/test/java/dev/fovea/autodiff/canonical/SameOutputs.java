package dev.fovea.autodiff.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.graph.Graph;
import java.util.Map;

/** Holds a graph's canonical form against the graph itself: ONNX Runtime runs both on the same inputs. */
public final class SameOutputs {

    private SameOutputs() {}

    /**
     * Checks that no float output differs by more than {@code tolerance} times its largest element.
     *
     * @return the canonical graph
     */
    static Graph check(Graph original, Map<String, Array> inputs, double tolerance) throws OrtException {
        Graph canonical = Canonical.of(original);
        assertThat(canonical.opset()).isGreaterThanOrEqualTo(Canonical.MINIMUM_OPSET);
        assertThat(difference(original, canonical, inputs)).isLessThanOrEqualTo(tolerance);
        return canonical;
    }

    /** The largest difference between two graphs' float outputs, relative to each output's largest element. */
    public static double difference(Graph a, Graph b, Map<String, Array> inputs) throws OrtException {
        return compare(a, b, inputs, true);
    }

    /** The largest difference between two graphs' float outputs. */
    static double absoluteDifference(Graph a, Graph b, Map<String, Array> inputs) throws OrtException {
        return compare(a, b, inputs, false);
    }

    private static double compare(Graph a, Graph b, Map<String, Array> inputs, boolean relative) throws OrtException {
        double largest = 0;
        try (OnnxRuntimeRun before = new OnnxRuntimeRun(a);
                OnnxRuntimeRun after = new OnnxRuntimeRun(b)) {
            Map<String, double[]> expected = before.run(inputs);
            Map<String, double[]> found = after.run(inputs);
            assertThat(expected).isNotEmpty();
            assertThat(found).containsOnlyKeys(expected.keySet());
            for (Map.Entry<String, double[]> output : expected.entrySet()) {
                largest = Math.max(largest, compare(output.getValue(), found.get(output.getKey()), relative));
            }
        }
        return largest;
    }

    private static double compare(double[] expected, double[] found, boolean relative) {
        assertThat(found).hasSameSizeAs(expected);
        double scale = 1e-6;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - found[i]));
            assertThat(Double.isNaN(found[i])).isEqualTo(Double.isNaN(expected[i]));
        }
        return relative ? difference / scale : difference;
    }
}
