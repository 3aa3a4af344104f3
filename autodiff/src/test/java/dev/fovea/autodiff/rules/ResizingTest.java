package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResizingTest {
    private static final List<String> COORDINATES =
            List.of("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric");

    static List<RuleRow> rows() {
        return Stream.of(nearest(), smooth(), dimensions(), atRuntime(), cropping(), older())
                .flatMap(List::stream)
                .map(RuleRow::linear)
                .toList();
    }

    private static RuleRow resize(String mode, String coordinates, String variant, long... shape) {
        return row("Resize", mode + " " + coordinates + " " + variant)
                .attr("mode", mode)
                .attr("coordinate_transformation_mode", coordinates)
                .input(shape)
                .absent();
    }

    private static RuleRow scaled(String mode, String coordinates, String variant, double high, double wide) {
        String title = "by %s x %s %s".formatted(high, wide, variant);
        return scales(resize(mode, coordinates, title, 1, 2, 4, 5), 1, 1, high, wide);
    }

    private static RuleRow scales(RuleRow row, double... scales) {
        return row.constant(Tensors.floats(ElementType.FLOAT, new long[] {scales.length}, scales));
    }

    private static List<RuleRow> nearest() {
        List<RuleRow> rows = new ArrayList<>();
        for (String coordinates : COORDINATES) {
            for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
                rows.add(scaled("nearest", coordinates, rounding, 2, 3).attr("nearest_mode", rounding));
                rows.add(scaled("nearest", coordinates, rounding, 0.6, 1.7).attr("nearest_mode", rounding));
            }
        }
        return rows;
    }

    private static List<RuleRow> smooth() {
        List<RuleRow> rows = new ArrayList<>();
        for (String coordinates : COORDINATES) {
            for (String mode : List.of("linear", "cubic")) {
                rows.add(scaled(mode, coordinates, "", 2, 3));
                rows.add(scaled(mode, coordinates, "", 0.5, 0.7));
                rows.add(scaled(mode, coordinates, "", 1, 1.3));
            }
            rows.add(scaled("cubic", coordinates, "other cubic, without the outside", 0.6, 1.7)
                    .attr("cubic_coeff_a", -0.5f)
                    .attr("exclude_outside", 1L));
        }
        for (String mode : List.of("linear", "cubic")) {
            rows.add(scaled(mode, "half_pixel", "antialiased", 0.5, 0.4).attr("antialias", 1L));
            rows.add(scaled(mode, "align_corners", "antialiased", 0.6, 2).attr("antialias", 1L));
        }
        return rows;
    }

    private static List<RuleRow> dimensions() {
        return List.of(
                scales(resize("nearest", "asymmetric", "1-D blocks", 2, 1, 3).attr("nearest_mode", "floor"), 1, 1, 2),
                scales(resize("linear", "half_pixel", "1-D", 2, 2, 5), 1, 1, 1.5),
                scales(resize("linear", "half_pixel", "plain matrix", 3, 4), 2, 1.5),
                scales(resize("cubic", "half_pixel", "plain matrix", 3, 4), 2, 1.5),
                scales(resize("linear", "half_pixel", "3-D", 1, 2, 2, 3, 2), 1, 1, 2, 1.5, 3),
                scales(
                        resize("nearest", "asymmetric", "3-D blocks", 1, 2, 2, 1, 2)
                                .attr("nearest_mode", "floor"),
                        1,
                        1,
                        2,
                        3,
                        1),
                scales(resize("nearest", "half_pixel", "every axis", 2, 3, 2, 2), 2, 0.7, 1.5, 2),
                scales(resize("linear", "half_pixel", "channels last", 1, 4, 3, 2), 1, 1.5, 2, 1),
                scales(resize("nearest", "half_pixel", "channels last", 1, 4, 3, 2), 1, 2, 2, 1),
                resize("linear", "align_corners", "to sizes", 2, 1, 4, 5)
                        .absent()
                        .constantInts(2, 1, 7, 3),
                resize("nearest", "half_pixel", "to sizes, blocks", 2, 1, 2, 3)
                        .absent()
                        .constantInts(2, 1, 6, 6),
                resize("cubic", "half_pixel", "to sizes of two axes", 2, 1, 4, 5)
                        .ints("axes", -1, 2)
                        .absent()
                        .constantInts(7, 3),
                scales(
                        resize("linear", "half_pixel", "by scales of one axis", 2, 1, 4, 5)
                                .ints("axes", 3),
                        1.6),
                scales(resize("linear", "half_pixel", "so little that the size stays", 1, 1, 4, 5), 1, 1, 1.2, 1.1));
    }

    private static RuleRow unknown(String mode, String coordinates, String variant) {
        return row("Resize", mode + " " + coordinates + ", unknown sizes, " + variant)
                .attr("mode", mode)
                .attr("coordinate_transformation_mode", coordinates)
                .input(2, 1, 4, 3)
                .dynamic(0, 2, 3)
                .absent();
    }

    private static List<RuleRow> atRuntime() {
        return List.of(
                scales(unknown("nearest", "asymmetric", "blocks").attr("nearest_mode", "floor"), 1, 1, 2, 2),
                scales(unknown("nearest", "half_pixel", "by scales"), 1, 1, 0.7, 1.5),
                scales(unknown("linear", "pytorch_half_pixel", "by scales"), 1, 1, 0.7, 1.5),
                unknown("cubic", "half_pixel", "to sizes of two axes")
                        .ints("axes", 2, 3)
                        .absent()
                        .constantInts(3, 5),
                unknown("linear", "half_pixel", "to sizes at run time")
                        .absent()
                        .constantInts(2, 1, 3, 5)
                        .atRuntime());
    }

    private static List<RuleRow> cropping() {
        RuleRow crop = row("Resize", "linear tf_crop_and_resize")
                .attr("mode", "linear")
                .attr("coordinate_transformation_mode", "tf_crop_and_resize")
                .attr("extrapolation_value", 10f)
                .input(1, 2, 4, 5)
                .constant(Tensors.floats(ElementType.FLOAT, new long[] {8}, 0, 0, 0.1, -0.3, 1, 1, 0.8, 1.2));
        return List.of(scales(crop, 1, 1, 1.5, 2));
    }

    /** Upsample and the first forms of Resize, which canonical form rewrites. */
    private static List<RuleRow> older() {
        return List.of(
                scales(row("Upsample", "nearest", 9).input(1, 2, 2, 3), 1, 1, 2, 3),
                scales(row("Upsample", "linear", 9).attr("mode", "linear").input(1, 2, 2, 3), 1, 1, 2, 1.5),
                scales(row("Resize", "nearest, shrinking", 10).input(1, 1, 4, 6), 1, 1, 0.5, 0.4),
                row("Resize", "linear to sizes, empty scales", 11)
                        .attr("mode", "linear")
                        .input(1, 2, 3, 4)
                        .constantIn(0, 1, 0)
                        .constantIn(0, 1, 0)
                        .constantInts(1, 2, 5, 6));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
