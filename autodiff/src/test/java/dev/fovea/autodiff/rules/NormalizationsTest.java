package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NormalizationsTest {

    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>(byStoredStatistics());
        rows.addAll(overSpace());
        rows.addAll(overTrailingAxes());
        rows.addAll(byNorms());
        rows.addAll(byNeighbours());
        return rows;
    }

    private static List<RuleRow> byStoredStatistics() {
        return List.of(
                batch(row("BatchNormalization", "1-D").input(2, 3, 4)),
                batch(row("BatchNormalization", "2-D").input(2, 3, 2, 2)),
                batch(row("BatchNormalization", "3-D").input(1, 3, 2, 2, 2)),
                batch(row("BatchNormalization", "no space").input(4, 3)),
                batch(row("BatchNormalization", "large epsilon, unknown sizes")
                        .attr("epsilon", 0.5)
                        .input(2, 3, 2, 2)
                        .dynamic(0, 2, 3)),
                batch(row("BatchNormalization", "float64").input(2, 3, 2, 2)).float64());
    }

    private static RuleRow batch(RuleRow row) {
        return row.constantIn(-2, 2, 3)
                .constantIn(-1, 1, 3)
                .constantIn(-1, 1, 3)
                .constantIn(0.2, 2, 3)
                .linear();
    }

    private static List<RuleRow> overSpace() {
        return List.of(
                row("InstanceNormalization", "2-D")
                        .input(2, 3, 2, 2)
                        .constantIn(-2, 2, 3)
                        .constantIn(-1, 1, 3),
                row("InstanceNormalization", "1-D, large epsilon, unknown sizes")
                        .attr("epsilon", 0.3)
                        .input(2, 3, 5)
                        .dynamic(0, 2)
                        .constantIn(-2, 2, 3)
                        .constantIn(-1, 1, 3),
                row("InstanceNormalization", "3-D")
                        .input(1, 2, 2, 2, 2)
                        .constantIn(-2, 2, 2)
                        .constantIn(-1, 1, 2),
                row("GroupNormalization", "a scale per group", 18)
                        .attr("num_groups", 2L)
                        .input(2, 4, 2, 2)
                        .constantIn(-2, 2, 2)
                        .constantIn(-1, 1, 2),
                row("GroupNormalization", "a scale per channel")
                        .attr("num_groups", 2L)
                        .input(2, 4, 2, 2)
                        .constantIn(-2, 2, 4)
                        .constantIn(-1, 1, 4),
                row("GroupNormalization", "as many groups as channels, large epsilon")
                        .attr("num_groups", 4L)
                        .attr("epsilon", 0.3)
                        .input(2, 4, 3)
                        .constantIn(-2, 2, 4)
                        .constantIn(-1, 1, 4),
                row("GroupNormalization", "one group, unknown sizes")
                        .attr("num_groups", 1L)
                        .input(2, 4, 2, 2)
                        .dynamic(0, 2, 3)
                        .constantIn(-2, 2, 4)
                        .constantIn(-1, 1, 4),
                row("MeanVarianceNormalization", "default axes").input(2, 3, 2, 2),
                row("MeanVarianceNormalization", "one axis").ints("axes", 1).input(2, 4, 2),
                row("MeanVarianceNormalization", "over space, unknown sizes")
                        .ints("axes", 2, 3)
                        .input(2, 2, 3, 3)
                        .dynamic(0, 2, 3));
    }

    private static List<RuleRow> overTrailingAxes() {
        return List.of(
                row("LayerNormalization", "last axis")
                        .input(2, 3, 4)
                        .constantIn(-2, 2, 4)
                        .constantIn(-1, 1, 4),
                row("LayerNormalization", "no bias, large epsilon")
                        .attr("epsilon", 0.3)
                        .input(2, 4)
                        .constantIn(-2, 2, 4),
                row("LayerNormalization", "axis 1 of 4, unknown batch")
                        .attr("axis", 1L)
                        .input(2, 2, 3, 2)
                        .dynamic(0)
                        .constantIn(-2, 2, 2, 3, 2)
                        .constantIn(-1, 1, 2, 3, 2),
                row("LayerNormalization", "axis -2, scale broadcasts")
                        .attr("axis", -2L)
                        .input(2, 3, 4)
                        .constantIn(-2, 2, 3, 1)
                        .constantIn(-1, 1, 4),
                row("LayerNormalization", "all axes, unknown sizes")
                        .attr("axis", 0L)
                        .input(3, 4)
                        .dynamic(0, 1)
                        .constantIn(-2, 2, 3, 4),
                row("LayerNormalization", "active scale and bias")
                        .input(2, 3, 4)
                        .input(4)
                        .input(4),
                row("SimplifiedLayerNormalization", "as lowering writes it")
                        .input(2, 3, 5)
                        .constant(Tensors.floats(ElementType.FLOAT, new long[] {5}, 1, 1, 1, 1, 1))
                        .nodes(new Node(
                                "norm",
                                "SimplifiedLayerNormalization",
                                List.of("x0", "c1"),
                                List.of("y0", "inverse"),
                                Attributes.of("axis", -1L))),
                row("LayerNormalization", "float64")
                        .input(2, 4)
                        .constantIn(-2, 2, 4)
                        .constantIn(-1, 1, 4)
                        .float64(),
                row("RMSNormalization", "last axis", 23).input(2, 3, 4).constantIn(-2, 2, 4),
                row("RMSNormalization", "axis 1, large epsilon, unknown batch", 23)
                        .attr("axis", 1L)
                        .attr("epsilon", 0.3)
                        .input(2, 3, 4)
                        .dynamic(0)
                        .constantIn(-2, 2, 3, 4),
                row("RMSNormalization", "active scale", 23).input(2, 3, 4).input(4));
    }

    private static List<RuleRow> byNorms() {
        return List.of(
                row("LpNormalization", "default").input(2, 4),
                row("LpNormalization", "p 2, axis 1 of 4, unknown sizes")
                        .attr("p", 2L)
                        .attr("axis", 1L)
                        .input(2, 3, 2, 2)
                        .dynamic(0, 2, 3),
                row("LpNormalization", "p 1, axis -2")
                        .attr("p", 1L)
                        .attr("axis", -2L)
                        .input(2, 3, 2),
                row("LpNormalization", "p 2 at opset 22", 22).attr("axis", 0L).input(4, 2));
    }

    private static List<RuleRow> byNeighbours() {
        return List.of(
                // ONNX Runtime has no kernel for even sizes.
                localResponse("odd size", 3).input(1, 5, 2, 2),
                localResponse("size 1", 1).input(1, 3, 2, 2),
                localResponse("wider than there are channels", 7).input(1, 3, 2, 2),
                localResponse("bias 2, beta 1.5, unknown sizes", 3)
                        .attr("bias", 2.0)
                        .attr("beta", 1.5)
                        .input(2, 4, 2, 2)
                        .dynamic(0, 2, 3));
    }

    /** The default alpha would hardly couple the channels. */
    private static RuleRow localResponse(String variant, long size) {
        return row("LRN", variant).attr("size", size).attr("alpha", 0.9);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
