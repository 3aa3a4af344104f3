package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShapingTest {
    static List<RuleRow> rows() {
        return Stream.of(views(), joined(), repeated(), blocks())
                .flatMap(List::stream)
                .map(RuleRow::linear)
                .toList();
    }

    private static List<RuleRow> views() {
        return List.of(
                row("Identity", "").input(2, 3),
                row("Reshape", "to a given shape").input(2, 6).constantInts(3, 4),
                row("Reshape", "0 and -1").input(2, 3, 4).constantInts(0, -1),
                row("Reshape", "allowzero").attr("allowzero", 1L).input(2, 6).constantInts(3, 4),
                row("Reshape", "unknown batch").input(2, 3, 4).dynamic(0).constantInts(-1, 12),
                row("Reshape", "shape at run time")
                        .input(2, 6)
                        .constantInts(3, 4)
                        .atRuntime(),
                row("Reshape", "opset 7", 7).input(2, 6).constantInts(3, 4),
                row("Flatten", "").input(2, 3, 4),
                row("Flatten", "axis 0").attr("axis", 0L).input(2, 3, 4),
                row("Flatten", "axis -1").attr("axis", -1L).input(2, 3, 4),
                row("Flatten", "unknown sizes").input(2, 3, 4).dynamic(0, 2),
                row("Squeeze", "all axes").input(1, 3, 1, 2),
                row("Squeeze", "two axes").input(1, 3, 1, 1).constantInts(0, -1),
                row("Squeeze", "unknown batch").input(2, 3, 1).dynamic(0).constantInts(2),
                row("Squeeze", "axes at run time")
                        .input(1, 3, 1)
                        .constantInts(2)
                        .atRuntime(),
                row("Unsqueeze", "two axes").input(2, 3).constantInts(0, -1),
                row("Unsqueeze", "unknown sizes").input(2, 3).dynamic(0, 1).constantInts(1),
                row("Transpose", "reversed").input(2, 3, 4),
                row("Transpose", "cycle").ints("perm", 2, 0, 3, 1).input(2, 3, 1, 4),
                row("Transpose", "unknown sizes")
                        .ints("perm", 1, 2, 0)
                        .input(2, 3, 4)
                        .dynamic(0, 1, 2));
    }

    private static List<RuleRow> joined() {
        return List.of(
                row("Concat", "three").attr("axis", 1L).input(2, 3).input(2, 1).input(2, 2),
                row("Concat", "one").attr("axis", 0L).input(2, 3),
                row("Concat", "the same axis from the end")
                        .attr("axis", -2L)
                        .input(2, 3, 2)
                        .input(2, 1, 2),
                row("Concat", "constants between")
                        .attr("axis", 0L)
                        .constantIn(-1, 1, 2, 3)
                        .input(1, 3)
                        .constantIn(-1, 1, 1, 3)
                        .input(2, 3),
                row("Concat", "unknown sizes along the axis")
                        .attr("axis", -1L)
                        .input(2, 3)
                        .input(2, 2)
                        .dynamic(0, 1)
                        .constantIn(-1, 1, 2, 1)
                        .input(2, 2)
                        .dynamic(1),
                row("Split", "by number, uneven")
                        .attr("num_outputs", 3L)
                        .input(5, 2)
                        .outputs(3),
                row("Split", "by sizes, axis -1")
                        .attr("axis", -1L)
                        .input(2, 6)
                        .constantInts(1, 3, 2)
                        .outputs(3),
                row("Split", "unknown sizes")
                        .attr("axis", 1L)
                        .attr("num_outputs", 2L)
                        .input(2, 4)
                        .dynamic(0, 1)
                        .outputs(2),
                row("Split", "sizes at run time")
                        .attr("axis", 1L)
                        .input(2, 4)
                        .constantInts(1, 3)
                        .atRuntime()
                        .outputs(2));
    }

    private static List<RuleRow> repeated() {
        return List.of(
                row("Expand", "one axis").input(2, 1, 3).constantInts(2, 4, 3),
                row("Expand", "new axes").input(3).constantInts(2, 2, 3),
                row("Expand", "keeps the larger").input(2, 3, 1).constantInts(1, 4),
                row("Expand", "unknown sizes").input(1, 3).dynamic(0).constantInts(4, 1),
                row("Expand", "shape at run time")
                        .input(2, 1, 3)
                        .constantInts(1, 4, 1)
                        .atRuntime(),
                row("Tile", "two axes").input(2, 3, 1).constantInts(2, 1, 3),
                row("Tile", "unknown sizes").input(2, 3).dynamic(0, 1).constantInts(3, 2),
                row("Tile", "repeats at run time")
                        .input(2, 3)
                        .constantInts(1, 2)
                        .atRuntime());
    }

    private static List<RuleRow> blocks() {
        return List.of(
                row("DepthToSpace", "").attr("blocksize", 2L).input(1, 8, 2, 3),
                row("DepthToSpace", "CRD")
                        .attr("blocksize", 2L)
                        .attr("mode", "CRD")
                        .input(2, 8, 2, 3),
                row("DepthToSpace", "CRD, unknown sizes")
                        .attr("blocksize", 3L)
                        .attr("mode", "CRD")
                        .input(2, 9, 1, 2)
                        .dynamic(0, 2, 3),
                row("DepthToSpace", "unknown sizes")
                        .attr("blocksize", 2L)
                        .attr("mode", "DCR")
                        .input(1, 8, 2, 3)
                        .dynamic(0, 2, 3),
                row("SpaceToDepth", "").attr("blocksize", 2L).input(2, 2, 4, 6),
                row("SpaceToDepth", "unknown sizes")
                        .attr("blocksize", 3L)
                        .input(1, 1, 3, 6)
                        .dynamic(0, 2, 3),
                row("ReverseSequence", "").input(4, 3, 2).constantInts(1, 4, 2),
                row("ReverseSequence", "batch first")
                        .attr("batch_axis", 0L)
                        .attr("time_axis", 1L)
                        .input(2, 3)
                        .dynamic(0, 1)
                        .constantInts(3, 2));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
