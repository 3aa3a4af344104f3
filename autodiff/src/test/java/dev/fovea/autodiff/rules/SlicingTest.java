package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlicingTest {
    private static final long MAX = Long.MAX_VALUE;
    private static final long MIN = Long.MIN_VALUE;

    static List<RuleRow> rows() {
        return Stream.of(slices(), otherSlices(), pads(), centred())
                .flatMap(List::stream)
                .map(RuleRow::linear)
                .toList();
    }

    private static RuleRow slice(String variant, long[] starts, long[] ends, long[] axes, long... steps) {
        RuleRow row = row("Slice", variant)
                .input(2, 7, 5)
                .constantInts(starts)
                .constantInts(ends)
                .constantInts(axes);
        return steps.length == 0 ? row : row.constantInts(steps);
    }

    private static long[] of(long... numbers) {
        return numbers;
    }

    private static List<RuleRow> slices() {
        return List.of(
                slice("inside", of(1), of(4), of(1)),
                slice("all of it", of(0), of(MAX), of(1)),
                slice("two axes, one from the end", of(1, 2), of(4, MAX), of(1, -1)),
                slice("negative indices", of(-3), of(-1), of(1)),
                slice("clamped", of(-100, 2), of(3, 100), of(1, 2)),
                slice("last element", of(1, 4), of(3, 5), of(1, 2)),
                slice("step 2", of(0), of(MAX), of(1), 2),
                slice("step 2, late start", of(1), of(MAX), of(1), 2),
                slice("step 3, early end", of(0), of(5), of(1), 3),
                slice("step beyond the end", of(2), of(MAX), of(1), 100),
                slice("steps on two axes, backwards order", of(1, 0), of(MAX, MAX), of(2, 1), 2, 3),
                slice("reversed", of(-1), of(MIN), of(1), -1),
                slice("reversed part", of(5), of(1), of(1), -1),
                slice("reversed, step 2", of(MAX), of(MIN), of(1), -2),
                slice("reversed and strided axes", of(-2, 1), of(MIN, 4), of(1, 2), -3, 2));
    }

    private static List<RuleRow> otherSlices() {
        return List.of(
                row("Slice", "axes absent").input(3, 4).constantInts(1, 0).constantInts(3, 2),
                row("Slice", "axes absent, steps given")
                        .input(3, 4)
                        .constantInts(0, 0)
                        .constantInts(3, 4)
                        .absent()
                        .constantInts(2, 3),
                row("Slice", "unknown batch, strided")
                        .input(2, 5, 3)
                        .dynamic(0)
                        .constantInts(1)
                        .constantInts(MAX)
                        .constantInts(1)
                        .constantInts(2),
                row("Slice", "unknown size along the axis")
                        .input(2, 5)
                        .dynamic(0, 1)
                        .constantInts(1)
                        .constantInts(-1)
                        .constantInts(1),
                row("Slice", "unknown size along the axis, reversed and strided")
                        .input(2, 5)
                        .dynamic(0, 1)
                        .constantInts(-1)
                        .constantInts(MIN)
                        .constantInts(1)
                        .constantInts(-2),
                row("Slice", "all at run time")
                        .input(3, 5)
                        .constantInts(1, -1)
                        .atRuntime()
                        .constantInts(3, 0)
                        .atRuntime()
                        .constantInts(0, 1)
                        .atRuntime()
                        .constantInts(1, -2)
                        .atRuntime());
    }

    private static RuleRow pad(String variant, String mode, long... pads) {
        return row("Pad", mode + " " + variant)
                .attr("mode", mode)
                .input(2, 4, 5)
                .constantInts(pads);
    }

    private static List<RuleRow> pads() {
        return List.of(
                pad("", "constant", 0, 1, 2, 1, 0, 3),
                pad("of a given value", "constant", 0, 1, 2, 1, 0, 3).constantScalar(7),
                pad("of a variable value", "constant", 0, 1, 2, 1, -1, 3).input(),
                pad("cropping", "constant", 0, -1, 2, 0, 1, -2),
                pad("on two axes", "constant", 1, -1, 0, 2).constantScalar(0).constantInts(-1, 1),
                pad("pads at run time", "constant", 0, 1, 2, 1, -1, 3).atRuntime(),
                pad("", "reflect", 0, 1, 2, 0, 3, 1),
                pad("on two axes at run time", "constant", 1, -1, 0, 2)
                        .atRuntime()
                        .absent()
                        .constantInts(-1, 1)
                        .atRuntime(),
                pad("with an idle constant", "reflect", 0, 1, 2, 0, 3, 1).constantScalar(0),
                pad("", "edge", 0, 1, 2, 1, 0, 3),
                pad("on one axis", "edge", 2, 1).absent().constantInts(1),
                pad("", "wrap", 0, 1, 2, 0, 3, 4),
                pad("pads at run time", "reflect", 0, 1, 2, 0, 3, 1).atRuntime(),
                row("Pad", "reflect, unknown sizes")
                        .attr("mode", "reflect")
                        .input(1, 3, 4)
                        .dynamic(0, 1, 2)
                        .constantInts(0, 1, 1, 0, 2, 0),
                row("Pad", "unknown sizes").input(2, 3).dynamic(0, 1).constantInts(0, 1, 2, 0));
    }

    private static List<RuleRow> centred() {
        return List.of(
                row("CenterCropPad", "crops and pads").input(5, 4).constantInts(2, 7),
                row("CenterCropPad", "the other odd sizes").input(4, 5).constantInts(7, 2),
                row("CenterCropPad", "axes, unknown sizes")
                        .ints("axes", -1, 1)
                        .input(2, 5, 4)
                        .dynamic(0, 1, 2)
                        .constantInts(7, 2));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
