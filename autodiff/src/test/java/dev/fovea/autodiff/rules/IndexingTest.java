package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IndexingTest {
    static List<RuleRow> rows() {
        return Stream.of(gathers(), scatters(), choices()).flatMap(List::stream).toList();
    }

    private static TensorProto at(long[] shape, long... indices) {
        return Tensors.integers(ElementType.INT64, shape, indices);
    }

    private static long[] shape(long... sizes) {
        return sizes;
    }

    private static RuleRow gather(String variant, long axis, TensorProto indices) {
        return row("Gather", variant)
                .attr("axis", axis)
                .input(3, 4, 2)
                .constant(indices)
                .linear();
    }

    private static List<RuleRow> gathers() {
        return List.of(
                gather("scalar", 0, at(shape(), 1)),
                gather("negative scalar, negative axis", -2, at(shape(), -1)),
                gather("scalar at run time", 1, at(shape(), -2)).atRuntime(),
                gather("one element", 1, at(shape(1), 2)),
                gather("repeated and negative", 1, at(shape(4), 2, -1, 2, 0)),
                gather("matrix of indices", -1, at(shape(2, 2), 1, 0, 1, 1)),
                gather("indices at run time", 0, at(shape(2, 1), 2, -1)).atRuntime(),
                row("Gather", "scalar, unknown batch")
                        .attr("axis", 1L)
                        .input(3, 4)
                        .dynamic(0)
                        .constant(at(shape(), 3))
                        .linear(),
                row("Gather", "unknown sizes")
                        .attr("axis", 1L)
                        .input(3, 4)
                        .dynamic(0, 1)
                        .constant(at(shape(), -1))
                        .linear(),
                row("GatherElements", "repeated and negative")
                        .attr("axis", 1L)
                        .input(2, 3)
                        .constant(at(shape(2, 4), 0, 2, -1, 0, 1, 1, 1, -3))
                        .linear(),
                row("GatherElements", "axis 0, fewer columns, unknown sizes")
                        .input(3, 2)
                        .dynamic(0, 1)
                        .constant(at(shape(2, 1), 2, 2))
                        .atRuntime()
                        .linear(),
                row("GatherND", "elements")
                        .input(2, 3)
                        .constant(at(shape(3, 2), 0, 1, -1, 2, 0, 1))
                        .linear(),
                row("GatherND", "rows, unknown sizes")
                        .input(3, 2)
                        .dynamic(0, 1)
                        .constant(at(shape(2, 1), 2, 2))
                        .linear(),
                row("GatherND", "batch_dims 1")
                        .attr("batch_dims", 1L)
                        .input(2, 3, 2)
                        .constant(at(shape(2, 2, 1), 1, 0, 2, 2))
                        .linear(),
                row("GatherND", "batch_dims 2, unknown sizes")
                        .attr("batch_dims", 2L)
                        .input(2, 1, 3)
                        .dynamic(0, 1, 2)
                        .constant(at(shape(2, 1, 1), 1, -1))
                        .linear());
    }

    private static List<RuleRow> scatters() {
        return List.of(
                row("ScatterElements", "")
                        .attr("axis", -1L)
                        .input(2, 4)
                        .constant(at(shape(2, 2), 3, 0, 1, -2))
                        .input(2, 2)
                        .linear(),
                row("ScatterElements", "add, repeated, unknown sizes")
                        .attr("reduction", "add")
                        .input(3, 2)
                        .dynamic(0, 1)
                        .constant(at(shape(2, 2), 0, 2, 0, -1))
                        .atRuntime()
                        .input(2, 2)
                        .dynamic(0)
                        .linear(),
                row("ScatterElements", "mul by constants")
                        .attr("reduction", "mul")
                        .input(3, 2)
                        .constant(at(shape(2, 2), 0, 2, 0, -1))
                        .constantIn(1, 2, 2, 2)
                        .linear(),
                row("ScatterND", "elements")
                        .input(2, 3)
                        .constant(at(shape(2, 2), 0, 1, -1, 2))
                        .input(2)
                        .linear(),
                row("ScatterND", "rows, unknown sizes")
                        .input(4, 3)
                        .dynamic(0, 1)
                        .constant(at(shape(2, 1), 2, 0))
                        .atRuntime()
                        .input(2, 3)
                        .linear(),
                row("ScatterND", "add, repeated")
                        .attr("reduction", "add")
                        .input(4)
                        .constant(at(shape(3, 1), 2, 0, 2))
                        .input(3)
                        .linear(),
                row("ScatterND", "mul by constants")
                        .attr("reduction", "mul")
                        .input(4)
                        .constant(at(shape(3, 1), 2, 0, 2))
                        .constantIn(1, 2, 3)
                        .linear(),
                row("ScatterElements", "mul, repeated, unknown sizes")
                        .attr("reduction", "mul")
                        .attr("axis", -1L)
                        .input(2, 3)
                        .dynamic(0, 1)
                        .constant(at(shape(2, 3), 0, 2, 0, -1, 1, 1))
                        .input(2, 3),
                row("ScatterND", "mul, repeated rows")
                        .attr("reduction", "mul")
                        .input(3, 2)
                        .constant(at(shape(4, 1), 2, 0, 2, -1))
                        .input(4, 2),
                extreme("ScatterElements", "max", at(shape(2, 4), 0, 1, 0, -1, 1, 1, 0, 0)),
                extreme("ScatterElements", "min", at(shape(2, 4), 0, 1, 0, -1, 1, 1, 0, 0)),
                extreme("ScatterND", "max", at(shape(2, 4, 2), 0, 1, 1, 1, 0, 1, 1, -1, 1, 0, 0, 2, 1, 0, 1, -3)),
                extreme("ScatterND", "min", at(shape(2, 4, 2), 0, 1, 1, 1, 0, 1, 1, -1, 1, 0, 0, 2, 1, 0, 1, -3)));
    }

    private static RuleRow extreme(String op, String reduction, TensorProto indices) {
        return row(op, reduction + ", repeated, unknown sizes", 18)
                .attr("reduction", reduction)
                .input(2, 4)
                .dynamic(0, 1)
                .constant(indices)
                .input(2, 4);
    }

    private static List<RuleRow> choices() {
        return List.of(
                row("TopK", "").input(2, 6).constantInts(3).outputs(2),
                row("TopK", "smallest, axis 0, unsorted")
                        .attr("axis", 0L)
                        .attr("largest", 0L)
                        .attr("sorted", 0L)
                        .input(5, 2)
                        .constantInts(2)
                        .outputs(2),
                row("TopK", "unknown sizes, number at run time")
                        .input(2, 5)
                        .dynamic(0, 1)
                        .constantInts(2)
                        .atRuntime()
                        .outputs(2),
                row("Trilu", "upper").input(2, 3, 4).linear(),
                row("Trilu", "lower, above the diagonal")
                        .attr("upper", 0L)
                        .input(3, 4)
                        .dynamic(0, 1)
                        .constant(at(shape(), 1))
                        .linear(),
                row("Compress", "flattened")
                        .input(2, 3)
                        .constant(Tensors.integers(ElementType.BOOL, shape(5), 0, 1, 1, 0, 1))
                        .linear(),
                row("Compress", "axis, at run time")
                        .attr("axis", -1L)
                        .input(2, 3)
                        .dynamic(0, 1)
                        .constant(Tensors.integers(ElementType.BOOL, shape(3), 1, 0, 1))
                        .atRuntime()
                        .linear(),
                row("OneHot", "of no variable")
                        .constant(at(shape(2), 1, 0))
                        .constantInts(3)
                        .constantIn(0, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
