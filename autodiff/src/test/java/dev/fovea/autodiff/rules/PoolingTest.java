package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolingTest {
    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>();
        // A step well below half the distance of any two elements, so that no maximum moves.
        max().forEach(r -> rows.add(r.step(0.001)));
        average().forEach(r -> rows.add(r.linear()));
        rows.addAll(norm());
        return rows;
    }

    /** A pooling row with a square window and no two elements nearer than 0.1. */
    private static RuleRow pool(String op, String variant, int opset, long kernel, long... shape) {
        long n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        long[] window = new long[shape.length - 2];
        Arrays.fill(window, kernel);
        return row(op, variant, opset).inputIn(-0.05 * n, 0.05 * n, shape).ints("kernel_shape", window);
    }

    private static List<RuleRow> max() {
        return List.of(
                pool("MaxPool", "2x2", 21, 2, 2, 2, 4, 4).ints("strides", 2, 2),
                pool("MaxPool", "opset 7", 7, 2, 1, 2, 4, 4).ints("strides", 2, 2),
                pool("MaxPool", "opset 8 with indices", 8, 2, 1, 2, 4, 4)
                        .ints("strides", 2, 2)
                        .outputs(2),
                pool("MaxPool", "opset 10", 10, 3, 1, 2, 5, 5)
                        .attr("ceil_mode", 1L)
                        .ints("strides", 2, 2),
                pool("MaxPool", "opset 22", 22, 2, 1, 2, 4, 4).ints("strides", 2, 2),
                pool("MaxPool", "overlapping, stride left out", 21, 3, 2, 2, 5, 4),
                pool("MaxPool", "indices wanted column by column", 21, 3, 2, 2, 5, 4)
                        .attr("storage_order", 1L)
                        .outputs(2),
                pool("MaxPool", "overlapping, padded", 21, 3, 1, 2, 6, 6)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                pool("MaxPool", "asymmetric pads", 21, 3, 1, 2, 6, 5)
                        .ints("strides", 2, 1)
                        .ints("pads", 0, 2, 1, 1),
                pool("MaxPool", "dilated", 21, 2, 1, 2, 7, 6)
                        .ints("dilations", 3, 2)
                        .ints("pads", 1, 0, 1, 1),
                pool("MaxPool", "ceil_mode", 21, 3, 1, 2, 6, 7)
                        .ints("strides", 2, 3)
                        .attr("ceil_mode", 1L),
                pool("MaxPool", "ceil_mode, padded", 21, 3, 1, 2, 6, 7)
                        .ints("strides", 2, 3)
                        .ints("pads", 1, 1, 1, 1)
                        .attr("ceil_mode", 1L),
                pool("MaxPool", "VALID", 21, 3, 1, 2, 6, 7)
                        .ints("strides", 2, 2)
                        .attr("auto_pad", "VALID"),
                pool("MaxPool", "SAME_UPPER", 21, 3, 1, 2, 6, 7)
                        .ints("strides", 2, 2)
                        .attr("auto_pad", "SAME_UPPER"),
                pool("MaxPool", "SAME_LOWER", 21, 3, 1, 2, 6, 7)
                        .ints("strides", 2, 2)
                        .attr("auto_pad", "SAME_LOWER"),
                pool("MaxPool", "all below zero, padded", 21, 3, 1, 1, 4, 4).ints("pads", 1, 1, 1, 1),
                pool("MaxPool", "unknown batch and picture", 21, 3, 2, 2, 5, 4)
                        .dynamic(0, 2, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                pool("MaxPool", "unknown channels", 21, 2, 2, 2, 4, 4).dynamic(1),
                pool("MaxPool", "1-D", 21, 3, 2, 2, 8).ints("strides", 2).ints("pads", 1, 0),
                pool("MaxPool", "3-D", 21, 2, 1, 2, 4, 3, 4)
                        .ints("strides", 2, 1, 2)
                        .ints("pads", 1, 0, 0, 0, 1, 0));
    }

    private static List<RuleRow> average() {
        List<RuleRow> rows = new ArrayList<>(List.of(
                pool("AveragePool", "2x2", 21, 2, 2, 2, 4, 4).ints("strides", 2, 2),
                pool("AveragePool", "opset 7", 7, 2, 1, 2, 4, 4).ints("pads", 1, 1, 1, 1),
                pool("AveragePool", "opset 10 ceil_mode", 10, 2, 1, 2, 5, 4)
                        .ints("strides", 2, 2)
                        .attr("ceil_mode", 1L),
                pool("AveragePool", "opset 22", 22, 2, 1, 2, 5, 4)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                pool("AveragePool", "overlapping, last rows unseen", 21, 3, 1, 2, 6, 8)
                        .ints("strides", 2, 3),
                pool("AveragePool", "stride wider than kernel", 21, 2, 1, 2, 8, 7)
                        .ints("strides", 3, 4),
                pool("AveragePool", "VALID", 21, 3, 1, 2, 6, 7)
                        .ints("strides", 2, 2)
                        .attr("auto_pad", "VALID"),
                pool("AveragePool", "1-D", 21, 3, 2, 2, 8).ints("strides", 2).ints("pads", 1, 2),
                pool("AveragePool", "3-D", 21, 2, 1, 2, 4, 3, 4)
                        .ints("strides", 2, 1, 2)
                        .ints("pads", 1, 0, 0, 0, 1, 0)));
        for (long padsCount = 0; padsCount <= 1; padsCount++) {
            for (int[] unknown : new int[][] {{}, {0, 2, 3}}) {
                String of = " (count_include_pad %d, unknown %s)".formatted(padsCount, Arrays.toString(unknown));
                for (RuleRow r : List.of(
                        pool("AveragePool", "padded" + of, 21, 3, 1, 2, 6, 5).ints("pads", 1, 2, 0, 1),
                        pool("AveragePool", "padded, strided" + of, 21, 3, 1, 2, 6, 5)
                                .ints("strides", 2, 2)
                                .ints("pads", 1, 1, 1, 1),
                        pool("AveragePool", "ceil_mode" + of, 21, 3, 1, 2, 6, 7)
                                .ints("strides", 2, 3)
                                .attr("ceil_mode", 1L),
                        pool("AveragePool", "ceil_mode, padded" + of, 21, 3, 1, 2, 6, 7)
                                .ints("strides", 2, 3)
                                .ints("pads", 1, 1, 1, 1)
                                .attr("ceil_mode", 1L),
                        pool("AveragePool", "ceil_mode, asymmetric pads, opset 18" + of, 18, 3, 1, 2, 6, 7)
                                .ints("strides", 2, 2)
                                .ints("pads", 0, 2, 1, 1)
                                .attr("ceil_mode", 1L),
                        pool("AveragePool", "dilated" + of, 21, 3, 1, 2, 8, 7)
                                .ints("dilations", 2, 1)
                                .ints("strides", 1, 2)
                                .ints("pads", 1, 1, 2, 0),
                        pool("AveragePool", "dilated, ceil_mode" + of, 21, 3, 1, 2, 8, 7)
                                .ints("dilations", 2, 1)
                                .ints("strides", 2, 2)
                                .ints("pads", 1, 1, 1, 1)
                                .attr("ceil_mode", 1L),
                        pool("AveragePool", "SAME_UPPER" + of, 21, 3, 1, 2, 6, 7)
                                .ints("strides", 2, 2)
                                .attr("auto_pad", "SAME_UPPER"),
                        pool("AveragePool", "SAME_LOWER" + of, 21, 4, 1, 2, 6, 7)
                                .ints("strides", 2, 3)
                                .attr("auto_pad", "SAME_LOWER"),
                        pool("AveragePool", "SAME_UPPER, ceil_mode" + of, 21, 3, 1, 2, 6, 7)
                                .ints("strides", 2, 2)
                                .attr("auto_pad", "SAME_UPPER")
                                .attr("ceil_mode", 1L))) {
                    rows.add(r.dynamic(unknown).attr("count_include_pad", padsCount));
                }
            }
        }
        return rows;
    }

    private static List<RuleRow> norm() {
        return List.of(
                norm("p 2, left out", 21, 5, 4),
                norm("opset 7", 7, 5, 4).attr("p", 2L),
                norm("opset 22", 22, 5, 4).attr("p", 2L),
                norm("p 1", 21, 5, 4).attr("p", 1L).ints("strides", 2, 1),
                norm("p 3", 21, 5, 4).attr("p", 3L).ints("pads", 1, 0, 1, 1),
                norm("p 4, SAME_UPPER", 21, 5, 4).attr("p", 4L).attr("auto_pad", "SAME_UPPER"),
                norm("dilated, padded, strided", 21, 6, 7)
                        .ints("dilations", 2, 1)
                        .ints("strides", 1, 2)
                        .ints("pads", 1, 0, 0, 1),
                norm("ceil_mode", 21, 6, 5).ints("strides", 2, 3).attr("ceil_mode", 1L),
                norm("unknown sizes", 21, 6, 5)
                        .dynamic(0, 2, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("LpPool", "1-D").input(2, 2, 6).ints("kernel_shape", 2).ints("strides", 2),
                row("LpPool", "3-D").input(1, 2, 3, 3, 4).ints("kernel_shape", 2, 2, 2));
    }

    private static RuleRow norm(String variant, int opset, long height, long width) {
        return row("LpPool", variant, opset).input(1, 2, height, width).ints("kernel_shape", 3, 2);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
