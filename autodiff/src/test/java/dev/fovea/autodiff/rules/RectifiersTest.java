package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.Derived;
import dev.fovea.autodiff.Differentiator;
import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.graph.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes back through a ReLU, by hand: x against what arrives, R. */
class RectifiersTest {
    /** Silent, at the kink, active, active, far up; each with R below and above 0. */
    private static final float[] X = {-1, -1, 0, 0, 2, 2, 7, 7};

    private static final float[] R = {-3, 3, -3, 3, -3, 3, -3, 3};

    private static final double[] NOTHING_LOST = {-3, 3, -3, 3, -3, 3, -3, 3};

    /** A form of the activation and what each rule lets through. */
    record Way(RuleRow row, double[] gradient, double[] deconvnet, double[] guided, long rectifiers) {
        @Override
        public String toString() {
            return row.toString();
        }
    }

    static List<Way> ways() {
        double[] positive = {0, 3, 0, 3, 0, 3, 0, 3};
        double[] active = {0, 0, 0, 0, -3, 3, -3, 3};
        double[] both = {0, 0, 0, 0, 0, 3, 0, 3};
        double[] upTo6 = {0, 0, 0, 0, -3, 3, 0, 0};
        double[] bothUpTo6 = {0, 0, 0, 0, 0, 3, 0, 0};
        double[] inside = {0, 0, -3, 3, 0, 0, 0, 0};
        double[] leaky = {-1.5, 1.5, -1.5, 1.5, -3, 3, -3, 3};
        return List.of(
                new Way(with("Relu", "the activation", 18), active, positive, both, 1),
                new Way(with("Clip", "ReLU6", 18).constantScalar(0).constantScalar(6), upTo6, positive, bothUpTo6, 1),
                new Way(with("Clip", "from 0", 18).constantScalar(0), active, positive, both, 1),
                new Way(
                        with("Clip", "ReLU6 as attributes", 7).attr("min", 0.0).attr("max", 6.0),
                        upTo6,
                        positive,
                        bothUpTo6,
                        1),
                new Way(
                        with("Clip", "from -1 to 1", 18).constantScalar(-1).constantScalar(1),
                        inside,
                        inside,
                        inside,
                        0),
                new Way(with("LeakyRelu", "lets all through", 18).attr("alpha", 0.5), leaky, leaky, leaky, 0),
                new Way(with("Identity", "no ReLU", 18), NOTHING_LOST, NOTHING_LOST, NOTHING_LOST, 0));
    }

    private static RuleRow with(String op, String title, int opset) {
        return row(op, title, opset).inputOf(X, X.length);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void letsThrough(Way way) throws Exception {
        assertThat(back(way.row(), RuleBook.gradient())).isEqualTo(way.gradient());
        assertThat(back(way.row(), RuleBook.deconvnet())).isEqualTo(way.deconvnet());
        assertThat(back(way.row(), RuleBook.guided())).isEqualTo(way.guided());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void counts(Way way) {
        Graph graph = Canonical.of(way.row().graph());
        assertThat(Rectifiers.count(graph, graph.outputs().get(0))).isEqualTo(way.rectifiers());
    }

    private static double[] back(RuleRow row, RuleBook book) throws Exception {
        Graph graph = Canonical.of(row.graph());
        String x = row.variables().keySet().iterator().next();
        Derived derived = new Differentiator(book)
                .differentiate(
                        graph, OnnxRuntimeRun.types(graph), graph.outputs().get(0), "r", List.of(x));
        Map<String, Array> inputs = new HashMap<>(row.inputs());
        inputs.put("r", new Array(new long[] {R.length}, R));
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(derived.graph())) {
            double[] found = run.run(inputs).get(derived.gradient(x));
            for (int i = 0; i < found.length; i++) {
                found[i] += 0.0; // -0 is 0
            }
            return found;
        }
    }
}
