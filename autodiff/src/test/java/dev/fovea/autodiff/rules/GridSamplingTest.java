package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GridSamplingTest {
    private static final int HIGH = 4;
    private static final int WIDE = 5;

    /** Points (x, y) in pixels: inside, beyond every side, far away; none where interpolation has a kink. */
    private static final float[][] POINTS = {
        {1.3f, 2.6f},
        {0.4f, 0.3f},
        {-0.4f, 1.7f},
        {2.6f, -1.6f},
        {4.3f, 3.4f},
        {-2.7f, 5.6f},
        {9.4f, -7.3f},
        {3.4f, 1.6f}
    };

    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>();
        for (String padding : List.of("zeros", "border", "reflection")) {
            for (long aligned : new long[] {0, 1}) {
                for (String mode : List.of("nearest", "bilinear", "bicubic")) {
                    RuleRow row = sample(mode, padding, aligned, 16);
                    rows.add(mode.equals("nearest") ? row.step(0.005) : row);
                }
                for (String mode : List.of("linear", "cubic")) {
                    rows.add(sample(mode, padding, aligned, 20));
                }
                rows.add(volume(padding, aligned));
            }
        }
        rows.add(row("GridSample", "unknown sizes", 20)
                .input(2, 3, HIGH, WIDE)
                .dynamic(0, 1, 2, 3)
                .inputOf(grid(0), 2, 1, 4, 2)
                .dynamic(0, 1, 2));
        rows.add(row("GridSample", "constant picture", 20)
                .constantIn(-1, 1, 2, 3, HIGH, WIDE)
                .inputOf(grid(0), 2, 2, 2, 2));
        for (long aligned : new long[] {0, 1}) {
            rows.add(affine("plane, aligned " + aligned, aligned, 2, 3).constantInts(2, 1, 3, 4));
            rows.add(affine("space, aligned " + aligned, aligned, 3, 4).constantInts(2, 1, 3, 2, 4));
        }
        rows.add(affine("sizes at run time", 0, 2, 3).constantInts(2, 1, 3, 4).atRuntime());
        return rows;
    }

    private static RuleRow sample(String mode, String padding, long aligned, int opset) {
        return row("GridSample", "%s, %s, aligned %d".formatted(mode, padding, aligned), opset)
                .attr("mode", mode)
                .attr("padding_mode", padding)
                .attr("align_corners", aligned)
                .input(2, 2, HIGH, WIDE)
                .inputOf(grid(aligned), 2, 2, 2, 2);
    }

    private static RuleRow volume(String padding, long aligned) {
        float[] grid = {-0.9f, 0.3f, -0.4f, 0.17f, 1.45f, 0.33f, -0.21f, -1.28f, -1.9f};
        return row("GridSample", "linear in space, %s, aligned %d".formatted(padding, aligned), 20)
                .attr("padding_mode", padding)
                .attr("align_corners", aligned)
                .step(0.005)
                .input(1, 2, 3, 2, 4)
                .inputOf(grid, 1, 3, 1, 1, 3);
    }

    private static float[] grid(long aligned) {
        float[] grid = new float[2 * POINTS.length];
        for (int i = 0; i < grid.length; i++) {
            int length = i % 2 == 0 ? WIDE : HIGH;
            float pixel = POINTS[i / 2][i % 2];
            grid[i] = aligned == 1 ? 2 * pixel / (length - 1) - 1 : (2 * pixel + 1) / length - 1;
        }
        return grid;
    }

    private static RuleRow affine(String variant, long aligned, int rows, int columns) {
        return row("AffineGrid", variant)
                .attr("align_corners", aligned)
                .input(2, rows, columns)
                .linear();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
