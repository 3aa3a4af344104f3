package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator whose form changed, at its old opsets: the raised model computes exactly the same. */
class OpsetUpgradeTest {
    private static final String[] REDUCTIONS = {
        "ReduceMean",
        "ReduceMax",
        "ReduceMin",
        "ReduceProd",
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceSumSquare"
    };

    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>(List.of(
                row("Clip", "both", 7).attr("min", -0.5).attr("max", 0.7).input(2, 5),
                row("Clip", "min only", 10).attr("min", -0.5).input(2, 5),
                row("Clip", "no bounds", 9).input(2, 5),
                row("Clip", "inputs", 11).input(2, 5).constantScalar(-0.5).constantScalar(0.7),
                row("Clip", "max only", 12).input(2, 5).absent().constantScalar(0.7),
                row("Pad", "constant", 7)
                        .ints("pads", 0, 0, 1, 2, 0, 0, 0, 1)
                        .attr("value", 0.25)
                        .input(1, 2, 3, 4),
                row("Pad", "reflect", 10)
                        .ints("pads", 0, 0, 1, 2, 0, 0, 0, 1)
                        .attr("mode", "reflect")
                        .input(1, 2, 3, 4),
                row("Pad", "inputs", 11)
                        .attr("mode", "edge")
                        .input(2, 3)
                        .dynamic(0)
                        .constantInts(1, 0, 0, 2),
                row("Slice", "axes", 7)
                        .ints("starts", 1, -2)
                        .ints("ends", 3, 9)
                        .ints("axes", 0, 2)
                        .input(4, 2, 5),
                row("Slice", "no axes", 9)
                        .ints("starts", 1, 0)
                        .ints("ends", 3, -1)
                        .input(4, 2, 5),
                row("TopK", "attribute", 9).attr("k", 2).outputs(2).input(3, 5),
                row("TopK", "input", 10).outputs(2).input(3, 5).constantInts(2),
                row("Squeeze", "axes", 7).ints("axes", 0, 2).input(1, 3, 1, 2),
                row("Squeeze", "all", 12).input(1, 3, 1, 2),
                row("Unsqueeze", "axes", 7).ints("axes", 0, 3).input(3, 2),
                row("Unsqueeze", "negative", 12).ints("axes", -1, 1).input(3, 2),
                row("ReduceSum", "axes", 7).ints("axes", 1).attr("keepdims", 0).input(2, 3, 4),
                row("ReduceSum", "all", 12).input(2, 3, 4),
                row("ReduceSum", "axes input", 13).input(2, 3, 4).constantInts(-1),
                row("Split", "sizes", 7)
                        .ints("split", 1, 2, 2)
                        .attr("axis", 1)
                        .outputs(3)
                        .input(2, 5),
                row("Split", "equal", 11).attr("axis", -1).outputs(2).input(2, 6),
                row("Split", "sizes input", 13)
                        .attr("axis", 1)
                        .outputs(2)
                        .input(2, 6)
                        .constantInts(1, 5),
                row("Split", "equal", 17).attr("axis", 1).outputs(3).input(2, 6),
                row("ScatterElements", "axis", 11)
                        .attr("axis", 1)
                        .input(2, 3)
                        .constant(Tensors.integers(ElementType.INT64, new long[] {2, 1}, 2, 0))
                        .input(2, 1),
                row("Scatter", "axis", 9)
                        .attr("axis", 1)
                        .input(2, 3)
                        .constant(Tensors.integers(ElementType.INT64, new long[] {2, 1}, 2, 0))
                        .input(2, 1),
                row("Upsample", "nearest", 7)
                        .attr("scales", new float[] {1, 1, 2, 3})
                        .input(1, 2, 3, 4),
                row("Upsample", "linear", 7)
                        .attr("mode", "linear")
                        .attr("scales", new float[] {1, 1, 2, 1.5f})
                        .input(1, 2, 3, 4),
                row("Upsample", "nearest, uneven", 9).input(1, 2, 3, 4).constant(scales(1, 1, 2.5, 1.3)),
                row("Upsample", "linear", 9)
                        .attr("mode", "linear")
                        .input(1, 2, 3, 4)
                        .constant(scales(1, 1, 2, 2)),
                row("Resize", "nearest up", 10).input(1, 2, 3, 4).constant(scales(1, 1, 2.5, 1.3)),
                row("Resize", "nearest down", 10).input(1, 2, 7, 8).constant(scales(1, 1, 0.6, 0.45)),
                row("Resize", "nearest up and down", 10).input(1, 2, 7, 8).constant(scales(1, 1, 0.6, 1.7)),
                row("Resize", "nearest, scales given at run", 10)
                        .input(1, 2, 7, 8)
                        .inputOf(new float[] {1, 1, 1.7f, 0.6f}, 4),
                row("Resize", "linear", 10)
                        .attr("mode", "linear")
                        .input(1, 2, 6, 8)
                        .constant(scales(1, 1, 0.5, 1.5)),
                row("Resize", "nearest", 11)
                        .input(1, 2, 3, 4)
                        .constant(scales())
                        .constant(scales(1, 1, 2, 1.6)),
                row("Resize", "cubic", 13)
                        .attr("mode", "cubic")
                        .input(1, 2, 3, 4)
                        .absent()
                        .constant(scales(1, 1, 2, 1.6)),
                row("RoiAlign", "old corners", 10)
                        .attr("output_height", 2)
                        .attr("output_width", 2)
                        .attr("spatial_scale", 1.0)
                        .input(1, 2, 6, 6)
                        .inputOf(new float[] {0.3f, 0.4f, 4.1f, 4.9f}, 1, 4)
                        .constantInts(0),
                batchNormalization(7).attr("spatial", 1),
                batchNormalization(9),
                batchNormalization(14).attr("training_mode", 0),
                row("Dropout", "ratio attribute", 7).attr("ratio", 0.3).input(2, 3),
                row("Dropout", "unused mask", 10).attr("ratio", 0.3).input(2, 3),
                row("Dropout", "ratio input", 12).input(2, 3).constantScalar(0.3),
                row("Dropout", "training mode false", 13)
                        .input(2, 3)
                        .constantScalar(0.3)
                        .constant(Tensors.scalar(ElementType.BOOL, 0)),
                row("Dropout", "used mask", 11).attr("ratio", 0.3).outputs(2).input(2, 3),
                row("MeanVarianceNormalization", "per channel", 7).input(2, 3, 4, 2),
                row("MeanVarianceNormalization", "across channels", 8)
                        .attr("across_channels", 1)
                        .input(2, 3, 4, 2),
                row("MeanVarianceNormalization", "mean only", 8)
                        .attr("normalize_variance", 0)
                        .input(2, 3, 4, 2),
                row("MeanVarianceNormalization", "axes", 9).ints("axes", 2, 3).input(2, 3, 4, 2),
                row("DepthToSpace", "no mode", 9).attr("blocksize", 2).input(1, 8, 2, 3),
                row("GroupNormalization", "scale by group", 18)
                        .attr("num_groups", 2)
                        .attr("epsilon", 1e-3)
                        .input(2, 6, 2, 3)
                        .constantIn(0.5, 2, 2)
                        .constantIn(-1, 1, 2)));
        for (int opset : new int[] {7, 11, 12}) {
            for (String op : new String[] {"Softmax", "LogSoftmax", "Hardmax"}) {
                rows.add(row(op, "no axis", opset).input(2, 3, 4));
                rows.add(row(op, "axis 2", opset).attr("axis", 2).input(2, 3, 4, 2));
            }
        }
        rows.add(row("Softmax", "last axis", 11).attr("axis", -1).input(2, 3, 4));
        rows.add(row("Softmax", "axis 1", 13).attr("axis", 1).input(2, 3, 4));
        rows.add(row("Softmax", "axis 1, unknown sizes", 9).input(2, 3, 4).dynamic(0, 2));
        for (String op : REDUCTIONS) {
            rows.add(row(op, "axes", 7).ints("axes", 0, 2).attr("keepdims", 0).inputIn(0.5, 2, 2, 3, 4));
            rows.add(row(op, "last axis", 13).ints("axes", -1).inputIn(0.5, 2, 2, 3, 4));
            rows.add(row(op, "all", 17).inputIn(0.5, 2, 2, 3));
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void computesTheSame(RuleRow row) throws Exception {
        Graph canonical = SameOutputs.check(row.graph(), row.inputs(), 1e-6);
        assertThat(canonical.nodes()).extracting(Node::name).allMatch(n -> n.equals("node") || n.startsWith("node/"));
    }

    @Test
    void theNodeThatStillIsThatOperatorKeepsItsName() {
        Graph canonical =
                Canonical.of(row("Softmax", "coerced", 9).input(2, 3, 4).graph());
        assertThat(canonical.nodes())
                .filteredOn(n -> n.name().equals("node"))
                .singleElement()
                .matches(n -> n.is("Softmax"));
    }

    @Test
    void refusesTraining() {
        assertThatThrownBy(() -> Canonical.of(
                        batchNormalization(15).attr("training_mode", 1).graph()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("'node' (BatchNormalization, opset 15)")
                .hasMessageContaining("evaluation mode");
        assertThatThrownBy(() -> Canonical.of(row("Dropout", "training", 13)
                        .input(2, 3)
                        .constantScalar(0.3)
                        .constant(Tensors.scalar(ElementType.BOOL, 1))
                        .graph()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("drops at random");
        assertThatThrownBy(() ->
                        Canonical.of(batchNormalization(8).attr("spatial", 0).graph()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("spatial");
    }

    @Test
    void refusesOpsetsBeforeSeven() {
        assertThatThrownBy(() -> Canonical.of(row("Relu", "ancient", 6).input(2).graph()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("opset 6");
    }

    @Test
    void leavesNewerOpsetsAsTheyAre() {
        Graph graph = row("Relu", "new", 22).input(2).graph();
        assertThat(Canonical.of(graph).opset()).isEqualTo(22);
    }

    private static RuleRow batchNormalization(int opset) {
        return row("BatchNormalization", "inference", opset)
                .attr("epsilon", 1e-3)
                .input(2, 3, 2, 2)
                .constantIn(0.5, 2, 3)
                .constantIn(-1, 1, 3)
                .constantIn(-1, 1, 3)
                .constantIn(0.5, 2, 3);
    }

    private static ai.onnx.proto.OnnxMl.TensorProto scales(double... scales) {
        return Tensors.floats(ElementType.FLOAT, new long[] {scales.length}, scales);
    }
}
