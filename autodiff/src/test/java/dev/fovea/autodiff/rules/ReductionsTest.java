package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReductionsTest {
    private static final List<String> ALL = List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceProd",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceLogSum",
            "ReduceLogSumExp");

    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>();
        ALL.forEach(op -> rows.addAll(everyForm(op)));
        rows.addAll(zeros());
        rows.addAll(runningSums());
        return rows;
    }

    /** Every way to say which axes are reduced, for one reduction. */
    private static List<RuleRow> everyForm(String op) {
        return List.of(
                values(row(op, "axis 1, kept"), op).constantInts(1),
                values(row(op, "axes -1 and 0, dropped").attr("keepdims", 0L), op)
                        .constantInts(-1, 0),
                values(row(op, "axes 1 and 2 of unknown sizes, dropped").attr("keepdims", 0L), op)
                        .dynamic(0, 1, 2)
                        .constantInts(1, 2),
                values(row(op, "axis 1, unknown batch, kept"), op).dynamic(0).constantInts(1),
                values(row(op, "axes computed when the graph runs").attr("keepdims", 0L), op)
                        .dynamic(0)
                        .constantInts(2, 0)
                        .atRuntime(),
                values(row(op, "all axes, kept"), op),
                values(row(op, "all axes, dropped").attr("keepdims", 0L), op),
                values(row(op, "all axes of unknown sizes, dropped").attr("keepdims", 0L), op)
                        .dynamic(0, 1, 2),
                values(row(op, "empty axes, dropped").attr("keepdims", 0L), op).constantInts(),
                values(row(op, "empty axes reduce nothing").attr("noop_with_empty_axes", 1L), op)
                        .constantInts(),
                values(
                        row(op, "absent axes reduce nothing, dropped")
                                .attr("noop_with_empty_axes", 1L)
                                .attr("keepdims", 0L),
                        op));
    }

    private static RuleRow values(RuleRow row, String op) {
        return op.equals("ReduceLogSum") ? row.inputIn(0.5, 2, 2, 3, 2) : row.input(2, 3, 2);
    }

    private static List<RuleRow> zeros() {
        return List.of(
                row("ReduceProd", "with one and two zeros in a row")
                        .inputOf(new float[] {0, 2, -3, 0, 0, 1.5f, 2, 0.5f, -1}, 3, 3)
                        .constantInts(1)
                        .linear(),
                row("ReduceMean", "float64")
                        .input(2, 3)
                        .constantInts(1)
                        .float64()
                        .linear());
    }

    private static List<RuleRow> runningSums() {
        return List.of(
                row("CumSum", "axis 1").input(2, 3).constantInts(1).linear(),
                row("CumSum", "exclusive, scalar axis")
                        .attr("exclusive", 1L)
                        .input(2, 3)
                        .constant(Tensors.scalar(ElementType.INT64, 0))
                        .linear(),
                row("CumSum", "reverse, axis -1")
                        .attr("reverse", 1L)
                        .input(2, 3)
                        .constantInts(-1)
                        .linear(),
                row("CumSum", "exclusive, reverse, unknown sizes")
                        .attr("exclusive", 1L)
                        .attr("reverse", 1L)
                        .input(2, 3)
                        .dynamic(0, 1)
                        .constantInts(1)
                        .linear());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
