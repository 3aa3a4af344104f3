package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A quantised value is a staircase, of which finite differences say nothing. What straight-through differentiation
 * means is the derivative of the same thing without rounding, and without rounding, quantising and dequantising is a
 * clamp. So finite differences are taken of {@code Min(Max(x, lowest), highest)}, and the elements keep clear of the
 * bounds by more than half a quantised unit.
 */
class QuantizationTest {
    private static final float[] X = {-3.1f, -1.05f, -0.62f, -0.03f, 0.04f, 0.58f, 0.97f, 1.46f, 2.2f, 3.3f, 40f, -40f};

    /** What quantises: a type, and per tensor or per index of an axis the scale and the zero point. */
    private record Grid(ElementType type, double[] scales, long[] zeroPoints) {
        static Grid of(ElementType type, double scale, long zeroPoint) {
            return new Grid(type, new double[] {scale}, new long[] {zeroPoint});
        }

        /** The float that the given unit stands for, for each index of the axis, in a shape with trailing ones. */
        double[] floats(long unit) {
            double[] out = new double[scales.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (unit - zeroPoints[i]) * scales[i];
            }
            return out;
        }
    }

    static List<RuleRow> rows() {
        return List.of(
                perTensor("QuantizeLinear", "int8", Grid.of(ElementType.INT8, 0.01, -3), -128, 127),
                perTensor("QuantizeLinear", "uint8", Grid.of(ElementType.UINT8, 0.02, 128), 0, 255),
                perTensor("QuantizeLinear", "uint8 above zero", Grid.of(ElementType.UINT8, 0.01, 0), 0, 255),
                perTensor("QuantizeLinear", "int16", Grid.of(ElementType.INT16, 0.0001, 5), -32768, 32767),
                perTensor("QuantizeLinear", "uint16", Grid.of(ElementType.UINT16, 0.0001, 32000), 0, 65535),
                perTensor("QuantizeLinear", "int8", 13, Grid.of(ElementType.INT8, 0.01, -3), -128, 127),
                perTensor("QuantizeLinear", "int8", 10, Grid.of(ElementType.INT8, 0.01, -3), -128, 127),
                perTensor("QuantizeLinear", "int8", 24, Grid.of(ElementType.INT8, 0.01, -3), -128, 127),
                perTensor("DequantizeLinear", "int8", Grid.of(ElementType.INT8, 0.03, 7), -128, 127),
                perTensor("DequantizeLinear", "uint8", 13, Grid.of(ElementType.UINT8, 0.03, 7), 0, 255),
                withoutZeroPoint("QuantizeLinear"),
                withoutZeroPoint("DequantizeLinear"),
                perAxis("QuantizeLinear", "second axis", Attributes.NONE, 2, 3, 2),
                perAxis("QuantizeLinear", "first axis", Attributes.of("axis", 0L), 3, 4),
                perAxis("DequantizeLinear", "last axis", Attributes.of("axis", -1L), 4, 3),
                perAxis("DequantizeLinear", "one axis", Attributes.of("axis", 0L), 3),
                dynamic());
    }

    private static RuleRow perTensor(String op, String variant, Grid grid, long lowest, long highest) {
        return perTensor(op, variant, 21, grid, lowest, highest);
    }

    private static RuleRow perTensor(String op, String variant, int opset, Grid grid, long lowest, long highest) {
        return row(op, variant, opset)
                .inputOf(X, 2, 3, 2)
                .constantScalar(grid.scales()[0])
                .constant(Tensors.scalar(grid.type(), grid.zeroPoints()[0]))
                .nodes(thereAndBack(Attributes.NONE, "c1", "c2"))
                .differencesOf(clamp(X, grid, lowest, highest, 0, 2, 3, 2));
    }

    private static RuleRow withoutZeroPoint(String op) {
        Grid grid = Grid.of(ElementType.UINT8, 0.01, 0);
        return row(op, "no zero point")
                .inputOf(X, 12)
                .constantScalar(grid.scales()[0])
                .nodes(thereAndBack(Attributes.NONE, "c1"))
                .differencesOf(clamp(X, grid, 0, 255, 0, 12));
    }

    /** Three scales, along the axis of size 3. */
    private static RuleRow perAxis(String op, String variant, Attributes axis, long... shape) {
        Grid grid = new Grid(ElementType.INT8, new double[] {0.005, 0.01, 0.02}, new long[] {0, -20, 40});
        float[] x = Arrays.copyOf(X, (int) Tensors.count(Tensors.integers(ElementType.BOOL, shape)));
        int trailing = shape.length - 1 - LongStream.of(shape).boxed().toList().indexOf(3L);
        return row(op, variant)
                .inputOf(x, shape)
                .constant(Tensors.floats(ElementType.FLOAT, new long[] {3}, grid.scales()))
                .constant(Tensors.integers(grid.type(), new long[] {3}, grid.zeroPoints()))
                .nodes(thereAndBack(axis, "c1", "c2"))
                .differencesOf(clamp(x, grid, -128, 127, trailing, shape));
    }

    /** The range is computed from the values: nothing is clamped, and straight through is the identity. */
    private static RuleRow dynamic() {
        return row("DynamicQuantizeLinear", "and back")
                .inputOf(X, 3, 4)
                .nodes(
                        new Node("q", "DynamicQuantizeLinear", List.of("x0"), List.of("q", "s", "z"), Attributes.NONE),
                        new Node("d", "DequantizeLinear", List.of("q", "s", "z"), List.of("y0"), Attributes.NONE))
                .differencesOf(row("Identity", "of the same").inputOf(X, 3, 4));
    }

    private static Node[] thereAndBack(Attributes attributes, String... grid) {
        return new Node[] {
            new Node("q", "QuantizeLinear", with("x0", grid), List.of("q"), attributes),
            new Node("d", "DequantizeLinear", with("q", grid), List.of("y0"), attributes)
        };
    }

    private static List<String> with(String first, String... others) {
        return Stream.concat(Stream.of(first), Arrays.stream(others)).toList();
    }

    private static RuleRow clamp(float[] x, Grid grid, long lowest, long highest, int trailing, long... shape) {
        long[] bounds = new long[1 + trailing];
        Arrays.fill(bounds, 1);
        bounds[0] = grid.scales().length;
        return row("Clip", "without rounding")
                .inputOf(x, shape)
                .constant(Tensors.floats(ElementType.FLOAT, bounds, grid.floats(lowest)))
                .constant(Tensors.floats(ElementType.FLOAT, bounds, grid.floats(highest)))
                .nodes(
                        new Node("low", "Max", List.of("x0", "c1"), List.of("low"), Attributes.NONE),
                        new Node("high", "Min", List.of("low", "c2"), List.of("y0"), Attributes.NONE));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithTheClampThatItIsWithoutRounding(RuleRow row) throws Exception {
        RuleCheck.check(row.step(0.002));
    }

    /** Half a unit beyond a bound, rounding to even decides: 127.5 rounds to 128 and is clamped, -128.5 to -128. */
    @Test
    void isOneWhereTheRoundedValueFits() throws Exception {
        float[] x = {127.4f, 127.5f, 200, -128, -128.5f, -128.6f, 0.5f};
        RuleRow row = row("QuantizeLinear", "near the bounds")
                .inputOf(x, x.length)
                .constantScalar(1)
                .constant(Tensors.scalar(ElementType.INT8, 0))
                .nodes(thereAndBack(Attributes.NONE, "c1", "c2"));
        assertThat(RuleCheck.derivatives(row).get("x0")).containsExactly(1, 0, 0, 1, 1, 0, 1);
    }
}
