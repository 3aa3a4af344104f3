package dev.fovea.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Holds the derivative of one operator against finite differences of ONNX Runtime's own forward pass, through a random
 * projection of all its float outputs. No derivative is written down in a test.
 */
public final class RuleCheck {
    /** Largest error allowed, relative to the largest derivative: float32 forward passes, fourth-order differences. */
    private static final double TOLERANCE = 1e-3;

    private RuleCheck() {}

    public static void check(RuleRow row) throws OrtException {
        Graph original = row.graph();
        Graph canonical = Canonical.of(original);
        Map<String, double[]> projection = projection(row, original);
        computesTheSame(row, original, canonical);
        List<String> variables = List.copyOf(row.variables().keySet());
        Map<String, double[]> derived = gradients(row, canonical, projection, variables);
        try (OnnxRuntimeRun forward = new OnnxRuntimeRun(row.smoothGraph())) {
            for (String variable : variables) {
                compare(variable, derived.get(variable), differences(row, forward, projection, variable));
            }
        }
    }

    /**
     * The gradients of the projected outputs of {@code graph}, which is another form of the row's graph.
     *
     * @param variables the names there of what to differentiate with respect to
     */
    public static Map<String, double[]> gradients(RuleRow row, Graph graph, List<String> variables)
            throws OrtException {
        return gradients(row, graph, projection(row, row.graph()), variables);
    }

    private static Map<String, double[]> gradients(
            RuleRow row, Graph graph, Map<String, double[]> projection, List<String> variables) throws OrtException {
        Types types = OnnxRuntimeRun.types(graph);
        Map<String, double[]> derived = new LinkedHashMap<>();
        for (String output : graph.outputs()) {
            if (types.of(output).type().isFloating()) {
                accumulate(derived, gradients(row, graph, types, output, projection, variables));
            }
        }
        return derived;
    }

    /** The canonical form that is differentiated is the same function. */
    private static void computesTheSame(RuleRow row, Graph original, Graph canonical) throws OrtException {
        try (OnnxRuntimeRun before = new OnnxRuntimeRun(original);
                OnnxRuntimeRun after = new OnnxRuntimeRun(canonical)) {
            Map<String, double[]> found = after.run(row.inputs());
            before.run(row.inputs())
                    .forEach((output, expected) ->
                            assertThat(found.get(output)).as(output).containsExactly(expected, within(1e-5)));
        }
    }

    /** The derivatives of the sum of the row's first output, for the tables of special points. */
    public static Map<String, double[]> derivatives(RuleRow row) throws OrtException {
        Graph canonical = Canonical.of(row.graph());
        Map<String, double[]> ones = new HashMap<>();
        projection(row, canonical).forEach((output, p) -> {
            double[] one = new double[p.length];
            Arrays.fill(one, 1);
            ones.put(output, one);
        });
        List<String> variables = List.copyOf(row.variables().keySet());
        Types types = OnnxRuntimeRun.types(canonical);
        return gradients(row, canonical, types, canonical.outputs().get(0), ones, variables);
    }

    /** The gradients of the projected output by the derived graph. */
    private static Map<String, double[]> gradients(
            RuleRow row, Graph graph, Types types, String output, Map<String, double[]> projection, List<String> wrt)
            throws OrtException {
        Derived derived = new Differentiator(RuleBook.gradient()).differentiate(graph, types, output, "cotangent", wrt);
        assertThat(derived.graph().nodes())
                .allMatch(n -> !n.op().contains(".") || graph.nodes().contains(n));
        Map<String, Array> inputs = new HashMap<>(row.inputs());
        double[] p = projection.get(output);
        float[] cotangent = new float[p.length];
        for (int i = 0; i < p.length; i++) {
            cotangent[i] = (float) p[i];
        }
        try (OnnxRuntimeRun forward = new OnnxRuntimeRun(graph)) {
            inputs.put("cotangent", new Array(forward.shapeOf(output, row.inputs()), cotangent));
        }
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(derived.graph())) {
            Map<String, double[]> values = run.run(inputs);
            Map<String, double[]> gradients = new LinkedHashMap<>();
            wrt.forEach(v -> gradients.put(v, values.get(derived.gradient(v))));
            return gradients;
        }
    }

    private static Map<String, double[]> projection(RuleRow row, Graph graph) throws OrtException {
        Random random = row.random();
        Map<String, double[]> projection = new HashMap<>();
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(graph)) {
            for (Map.Entry<String, double[]> out : run.run(row.inputs()).entrySet()) {
                double[] weights = random.doubles(out.getValue().length, -1, 1).toArray();
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = (float) weights[i];
                }
                projection.put(out.getKey(), weights);
            }
        }
        return projection;
    }

    private static double[] differences(
            RuleRow row, OnnxRuntimeRun forward, Map<String, double[]> projection, String variable)
            throws OrtException {
        Array x = row.variables().get(variable);
        double[] out = new double[x.values().length];
        double h = row.step();
        for (int i = 0; i < out.length; i++) {
            double near =
                    value(row, forward, projection, variable, i, h) - value(row, forward, projection, variable, i, -h);
            if (row.isLinear()) {
                out[i] = near / (2 * h);
            } else {
                double far = value(row, forward, projection, variable, i, 2 * h)
                        - value(row, forward, projection, variable, i, -2 * h);
                out[i] = (8 * near - far) / (12 * h);
            }
        }
        return out;
    }

    private static double value(
            RuleRow row, OnnxRuntimeRun forward, Map<String, double[]> projection, String variable, int i, double h)
            throws OrtException {
        Array x = row.variables().get(variable);
        float[] moved = x.values().clone();
        moved[i] += (float) h;
        Map<String, Array> inputs = new HashMap<>(row.inputs());
        inputs.put(variable, new Array(x.shape(), moved));
        double sum = 0;
        for (Map.Entry<String, double[]> out : forward.run(inputs).entrySet()) {
            double[] weights = projection.get(out.getKey());
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * out.getValue()[k];
            }
        }
        return sum;
    }

    private static void compare(String variable, double[] derived, double[] expected) {
        double scale = 1e-3;
        for (double e : expected) {
            scale = Math.max(scale, Math.abs(e));
        }
        List<String> wrong = new ArrayList<>();
        assertThat(derived).as("gradient with respect to %s", variable).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(derived[i] - expected[i]) <= TOLERANCE * scale)) {
                wrong.add("[%d] derived %.6f, finite difference %.6f".formatted(i, derived[i], expected[i]));
            }
        }
        assertThat(wrong)
                .as("gradient with respect to %s, scale %.4f", variable, scale)
                .isEmpty();
    }

    private static void accumulate(Map<String, double[]> total, Map<String, double[]> part) {
        part.forEach((name, values) -> total.merge(name, values, (a, b) -> {
            double[] sum = new double[a.length];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = a[i] + b[i];
            }
            return sum;
        }));
    }

    /** Whether the row's operator is still there in the canonical dialect, where it then needs a rule. */
    public static boolean needsRule(RuleRow row) {
        return Canonical.of(row.graph()).nodes().stream().anyMatch(n -> n.op().equals(row.op()));
    }
}
