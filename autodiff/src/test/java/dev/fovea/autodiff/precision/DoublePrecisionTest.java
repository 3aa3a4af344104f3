package dev.fovea.autodiff.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.Derived;
import dev.fovea.autodiff.Differentiator;
import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.rules.RuleTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of every rule table once more in float64. Where an operator is decomposed, the gradient comes by other rules
 * than its own, so this holds the rules of convolution, pooling and normalization against independent ones as well.
 */
class DoublePrecisionTest {
    /** What float32 rounding leaves between the two, relative to the largest element. */
    private static final double TOLERANCE = 1e-5;

    private static final String NO_KERNEL = "no float64 kernel";
    private static final String SIZE = "is only known when the graph runs";
    private static final String NORM = "only the norms p = 1 and 2";
    private static final String STRAIGHT_THROUGH = "straight through";

    /** Operators of which some form has no float64, and why. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("Acos", NO_KERNEL),
            Map.entry("Acosh", NO_KERNEL),
            Map.entry("Asin", NO_KERNEL),
            Map.entry("Asinh", NO_KERNEL),
            Map.entry("Atan", NO_KERNEL),
            Map.entry("Atanh", NO_KERNEL),
            Map.entry("AffineGrid", NO_KERNEL),
            Map.entry("GridSample", NO_KERNEL),
            Map.entry("Hardmax", NO_KERNEL),
            Map.entry("OneHot", NO_KERNEL),
            Map.entry("RotaryEmbedding", NO_KERNEL),
            Map.entry("Conv", SIZE),
            Map.entry("ConvTranspose", SIZE),
            Map.entry("AveragePool", SIZE),
            Map.entry("LpPool", NORM),
            Map.entry("GlobalLpPool", NORM),
            Map.entry("Resize", "tf_crop_and_resize"),
            Map.entry("QuantizeLinear", STRAIGHT_THROUGH),
            Map.entry("DequantizeLinear", STRAIGHT_THROUGH),
            Map.entry("DynamicQuantizeLinear", STRAIGHT_THROUGH));

    static List<RuleRow> rows() throws Exception {
        return Stream.concat(RuleTables.all().stream(), RuleTables.specialPoints().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void computesAndDifferentiatesTheSame(RuleRow row) throws Exception {
        Graph single = Canonical.of(row.graph());
        Graph wide;
        try {
            wide = DoublePrecision.of(single, OnnxRuntimeRun.types(single));
        } catch (UnsupportedPrecisionException e) {
            assertThat(e).hasMessageContaining(REFUSED.getOrDefault(row.op(), "nothing: it is not refused"));
            return;
        }
        try (OnnxRuntimeRun before = new OnnxRuntimeRun(single);
                OnnxRuntimeRun after = new OnnxRuntimeRun(wide)) {
            agree(before.run(row.inputs()), after.run(row.inputs()));
        }
        List<String> variables = List.copyOf(row.variables().keySet());
        List<String> inside =
                variables.stream().map(v -> DoublePrecision.inside(single, v)).toList();
        Map<String, double[]> expected = RuleCheck.gradients(row, single, variables);
        Map<String, double[]> found = RuleCheck.gradients(row, wide, inside);
        variables.forEach(v -> agree(v, expected.get(v), found.get(DoublePrecision.inside(single, v))));
    }

    /** What has no rule, because nothing flows back through it. */
    private static List<RuleRow> undifferentiated() {
        Stream<RuleRow> one = Stream.of("ArgMax", "ArgMin", "IsInf", "IsNaN", "Size", "EyeLike")
                .map(op -> RuleRow.row(op, "as it is").input(2, 3));
        Stream<RuleRow> two = Stream.of("Equal", "Greater", "GreaterOrEqual", "LessOrEqual")
                .map(op -> RuleRow.row(op, "as it is").input(2, 3).input(3));
        RuleRow zeros = RuleRow.row("ConstantOfShape", "without a value")
                .input(2)
                .constantInts(2)
                .nodes(
                        new Node("zeros", "ConstantOfShape", List.of("c1"), List.of("z"), Attributes.NONE),
                        new Node("sum", "Add", List.of("x0", "z"), List.of("y0"), Attributes.NONE));
        return Stream.of(one, two, Stream.of(zeros)).flatMap(s -> s).toList();
    }

    @Test
    void everyKernelRuns() throws Exception {
        Set<String> missing = new TreeSet<>(Kernels.all());
        List<RuleRow> all = new ArrayList<>(RuleTables.all());
        all.addAll(undifferentiated());
        for (RuleRow row : all) {
            Graph single = Canonical.of(row.graph());
            if (single.nodes().stream().anyMatch(n -> missing.contains(n.op())) && !REFUSED.containsKey(row.op())) {
                Graph wide = DoublePrecision.of(single, OnnxRuntimeRun.types(single));
                OnnxRuntimeRun.types(wide);
                wide.nodes().forEach(n -> missing.remove(n.op()));
            }
        }
        assertThat(missing).as("operators that no row opens in float64").isEmpty();
    }

    @Test
    void namesEveryNodeInTheWay() throws Exception {
        RuleRow row = RuleRow.row("Atan", "after another")
                .input(2)
                .nodes(
                        new Node("first", "Asinh", List.of("x0"), List.of("a"), Attributes.NONE),
                        new Node("second", "Atan", List.of("a"), List.of("y0"), Attributes.NONE));
        Graph graph = Canonical.of(row.graph());
        Types types = OnnxRuntimeRun.types(graph);
        assertThatThrownBy(() -> DoublePrecision.of(graph, types))
                .isInstanceOf(UnsupportedPrecisionException.class)
                .hasMessage(
                        "Cannot compute 2 nodes in double precision: node 'first' (Asinh, opset 21): ONNX Runtime has no"
                                + " float64 kernel for it, and no decomposition is known; node 'second' (Atan, opset 21): ONNX Runtime"
                                + " has no float64 kernel for it, and no decomposition is known. Use single precision, or export the"
                                + " model without Asinh, Atan");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1.1283791670955126",
        "0.0625, 0.07043197772238707, 1.1239800336253907",
        "0.25, 0.27632639016823696, 1.0600141293761143",
        "0.5, 0.5204998778130465, 0.8787825789354448",
        "0.75, 0.7111556336535151, 0.6429310691952074",
        "1, 0.8427007929497149, 0.4151074974205947",
        "1.5, 0.9661051464753108, 0.11893028922362937",
        "2, 0.9953222650189527, 0.020666985354092053",
        "3, 0.9999779095030014, 0.00013925305194674786",
        "4, 0.9999999845827421, 1.2698234671866558e-07",
        "5.5, 0.9999999999999927, 8.223316045262922e-14",
        "7, 1, 5.9159629580030695e-22"
    })
    void errorFunctionIsExactToRounding(float x, double erf, double slope) throws Exception {
        RuleRow row = RuleRow.row("Erf", "at " + x).inputOf(new float[] {x, -x}, 2);
        Graph single = Canonical.of(row.graph());
        Graph wide = DoublePrecision.of(single, OnnxRuntimeRun.types(single));
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(wide)) {
            assertThat(run.run(row.inputs()).get("y0")).containsExactly(new double[] {erf, -erf}, within(1e-15));
        }
        Derived derived = new Differentiator(RuleBook.gradient())
                .differentiate(wide, OnnxRuntimeRun.types(wide), "y0", "dy", List.of("x0/double"));
        Map<String, OnnxRuntimeRun.Array> inputs = new HashMap<>(row.inputs());
        inputs.put("dy", new OnnxRuntimeRun.Array(new long[] {2}, new float[] {1, 1}));
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(derived.graph())) {
            assertThat(run.run(inputs).get(derived.gradient("x0/double")))
                    .containsExactly(new double[] {slope, slope}, within(3e-15));
        }
    }

    private static void agree(Map<String, double[]> expected, Map<String, double[]> found) {
        expected.forEach((output, values) -> agree(output, values, found.get(output)));
    }

    private static void agree(String what, double[] expected, double[] found) {
        double largest = DoubleStream.of(expected)
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
        assertThat(found).as(what).containsExactly(expected, within(TOLERANCE * Math.max(1, largest)));
    }
}
