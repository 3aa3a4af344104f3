package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionsTest {
    static List<RuleRow> rows() {
        return Stream.of(conv(), dynamicConv(), activeWeights(), transposed())
                .flatMap(List::stream)
                .map(RuleRow::linear)
                .toList();
    }

    private static List<RuleRow> conv() {
        return List.of(
                row("Conv", "3x3").input(2, 3, 5, 6).constantIn(-1, 1, 4, 3, 3, 3),
                row("Conv", "1x1 bias")
                        .input(1, 3, 4, 4)
                        .constantIn(-1, 1, 2, 3, 1, 1)
                        .constantIn(-1, 1, 2),
                row("Conv", "opset 7", 7)
                        .input(1, 2, 4, 4)
                        .constantIn(-1, 1, 2, 2, 3, 3)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "opset 22", 22)
                        .input(1, 2, 4, 4)
                        .constantIn(-1, 1, 2, 2, 3, 3)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "kernel_shape given")
                        .input(1, 2, 5, 4)
                        .constantIn(-1, 1, 2, 2, 3, 2)
                        .ints("kernel_shape", 3, 2),
                row("Conv", "stride 2, pads 1, even")
                        .input(1, 3, 6, 6)
                        .constantIn(-1, 1, 4, 3, 3, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "stride 2, pads 1, odd")
                        .input(1, 3, 7, 7)
                        .constantIn(-1, 1, 4, 3, 3, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "stride 2 kernel 1, last column unseen")
                        .input(1, 3, 6, 6)
                        .constantIn(-1, 1, 4, 3, 1, 1)
                        .ints("strides", 2, 2),
                row("Conv", "strides 3 and 2, asymmetric pads")
                        .input(1, 2, 9, 8)
                        .constantIn(-1, 1, 3, 2, 4, 3)
                        .ints("strides", 3, 2)
                        .ints("pads", 2, 0, 1, 3),
                row("Conv", "pads wider than the kernel")
                        .input(1, 2, 4, 4)
                        .constantIn(-1, 1, 3, 2, 2, 2)
                        .ints("pads", 3, 2, 2, 3),
                row("Conv", "dilations")
                        .input(1, 2, 8, 9)
                        .constantIn(-1, 1, 3, 2, 3, 3)
                        .ints("dilations", 2, 3)
                        .ints("pads", 1, 2, 1, 2),
                row("Conv", "dilation, stride, groups, asymmetric pads, bias")
                        .input(2, 4, 9, 8)
                        .constantIn(-1, 1, 6, 2, 3, 2)
                        .constantIn(-1, 1, 6)
                        .ints("dilations", 2, 1)
                        .ints("strides", 2, 3)
                        .ints("pads", 0, 1, 3, 2)
                        .attr("group", 2L),
                row("Conv", "depthwise, stride 2")
                        .input(1, 4, 7, 6)
                        .constantIn(-1, 1, 4, 1, 3, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1)
                        .attr("group", 4L),
                row("Conv", "depthwise, multiplier 2")
                        .input(1, 3, 5, 5)
                        .constantIn(-1, 1, 6, 1, 3, 3)
                        .attr("group", 3L),
                same("VALID", 7, 6, 2),
                same("SAME_UPPER", 7, 6, 1),
                same("SAME_LOWER", 7, 6, 1),
                same("SAME_UPPER", 7, 6, 2),
                same("SAME_LOWER", 7, 6, 2),
                same("SAME_UPPER", 8, 9, 4),
                same("SAME_LOWER", 8, 9, 4),
                row("Conv", "SAME_UPPER even kernel")
                        .input(1, 2, 7, 8)
                        .constantIn(-1, 1, 2, 2, 2, 4)
                        .attr("auto_pad", "SAME_UPPER"),
                row("Conv", "SAME_LOWER even kernel")
                        .input(1, 2, 7, 8)
                        .constantIn(-1, 1, 2, 2, 2, 4)
                        .attr("auto_pad", "SAME_LOWER"),
                row("Conv", "1-D stride 2 dilation 2 groups")
                        .input(2, 4, 10)
                        .constantIn(-1, 1, 4, 2, 3)
                        .ints("strides", 2)
                        .ints("dilations", 2)
                        .ints("pads", 1, 2)
                        .attr("group", 2L),
                row("Conv", "3-D stride and pads")
                        .input(1, 2, 4, 5, 4)
                        .constantIn(-1, 1, 2, 2, 2, 3, 2)
                        .ints("strides", 2, 1, 2)
                        .ints("pads", 1, 1, 0, 0, 1, 1));
    }

    private static RuleRow same(String autoPad, int height, int width, long stride, int... unknown) {
        return row(
                        "Conv",
                        "%s %dx%d stride %d unknown %s"
                                .formatted(autoPad, height, width, stride, Arrays.toString(unknown)))
                .input(1, 2, height, width)
                .dynamic(unknown)
                .constantIn(-1, 1, 3, 2, 3, 4)
                .ints("strides", stride, stride)
                .attr("auto_pad", autoPad);
    }

    private static List<RuleRow> dynamicConv() {
        return List.of(
                row("Conv", "unknown batch")
                        .input(2, 2, 5, 4)
                        .dynamic(0)
                        .constantIn(-1, 1, 3, 2, 3, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "unknown picture, stride 1")
                        .input(1, 2, 5, 4)
                        .dynamic(0, 2, 3)
                        .constantIn(-1, 1, 3, 2, 3, 3)
                        .ints("pads", 1, 0, 1, 2),
                row("Conv", "unknown height, stride 2, even")
                        .input(1, 2, 6, 6)
                        .dynamic(2)
                        .constantIn(-1, 1, 3, 2, 3, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "unknown picture, stride 2, odd")
                        .input(1, 2, 7, 7)
                        .dynamic(2, 3)
                        .constantIn(-1, 1, 3, 2, 3, 3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "unknown picture, dilated, grouped, asymmetric")
                        .input(1, 4, 9, 8)
                        .dynamic(0, 2, 3)
                        .constantIn(-1, 1, 4, 2, 3, 2)
                        .ints("dilations", 2, 1)
                        .ints("strides", 2, 3)
                        .ints("pads", 0, 1, 3, 2)
                        .attr("group", 2L),
                same("SAME_UPPER", 7, 6, 1, 2, 3),
                same("SAME_UPPER", 7, 6, 2, 2, 3),
                same("SAME_LOWER", 7, 6, 2, 2, 3),
                same("SAME_LOWER", 8, 9, 4, 2, 3),
                same("VALID", 8, 9, 4, 2, 3));
    }

    private static List<RuleRow> activeWeights() {
        return List.of(
                row("Conv", "active weights and bias")
                        .input(2, 2, 5, 6)
                        .input(3, 2, 3, 2)
                        .input(3)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 0, 1, 1),
                row("Conv", "active weights, dilated, grouped")
                        .input(2, 4, 7, 6)
                        .input(6, 2, 2, 3)
                        .ints("dilations", 3, 1)
                        .ints("strides", 1, 2)
                        .attr("group", 2L),
                row("Conv", "active weights, SAME_LOWER")
                        .input(1, 2, 5, 6)
                        .input(2, 2, 2, 3)
                        .ints("strides", 2, 2)
                        .attr("auto_pad", "SAME_LOWER"),
                row("Conv", "active weights, 1-D, unknown sizes, grouped")
                        .input(2, 4, 8)
                        .dynamic(0, 2)
                        .input(4, 2, 3)
                        .ints("strides", 2)
                        .attr("group", 2L),
                row("Conv", "active weights, 3-D")
                        .input(1, 2, 3, 4, 3)
                        .input(2, 2, 2, 2, 2)
                        .ints("pads", 0, 1, 0, 1, 0, 0));
    }

    private static List<RuleRow> transposed() {
        return List.of(
                row("ConvTranspose", "3x3, bias")
                        .input(2, 3, 4, 5)
                        .constantIn(-1, 1, 3, 2, 3, 3)
                        .constantIn(-1, 1, 2),
                row("ConvTranspose", "opset 7", 7).input(1, 3, 4, 5).constantIn(-1, 1, 3, 2, 3, 3),
                row("ConvTranspose", "opset 22", 22).input(1, 3, 4, 5).constantIn(-1, 1, 3, 2, 3, 3),
                upsampling("pads").ints("pads", 1, 0, 0, 1),
                upsampling("output_padding").ints("output_padding", 1, 1),
                upsampling("dilated, pads, output_padding")
                        .ints("dilations", 2, 1)
                        .ints("pads", 1, 2, 1, 0)
                        .ints("output_padding", 0, 1),
                upsampling("VALID").attr("auto_pad", "VALID"),
                upsampling("SAME_UPPER").attr("auto_pad", "SAME_UPPER"),
                upsampling("SAME_LOWER").attr("auto_pad", "SAME_LOWER"),
                upsampling("SAME_LOWER, output_padding, unknown sizes", 2, 3)
                        .attr("auto_pad", "SAME_LOWER")
                        .ints("output_padding", 1, 0),
                upsampling("output_shape").ints("output_shape", 8, 9),
                upsampling("output_shape, SAME_UPPER")
                        .ints("output_shape", 8, 9)
                        .attr("auto_pad", "SAME_UPPER"),
                upsampling("output_shape, output_padding")
                        .ints("output_shape", 8, 9)
                        .ints("output_padding", 0, 1),
                upsampling("unknown sizes", 0, 2, 3).ints("pads", 1, 0, 0, 1),
                upsampling("unknown sizes, SAME_UPPER", 0, 2, 3).attr("auto_pad", "SAME_UPPER"),
                row("ConvTranspose", "groups")
                        .input(1, 4, 3, 4)
                        .constantIn(-1, 1, 4, 3, 2, 3)
                        .ints("strides", 1, 2)
                        .attr("group", 2L),
                row("ConvTranspose", "depthwise, dilated")
                        .input(1, 3, 4, 4)
                        .constantIn(-1, 1, 3, 1, 3, 3)
                        .ints("strides", 2, 2)
                        .ints("dilations", 1, 2)
                        .attr("group", 3L),
                row("ConvTranspose", "1-D")
                        .input(2, 3, 5)
                        .constantIn(-1, 1, 3, 2, 4)
                        .ints("strides", 3),
                row("ConvTranspose", "3-D")
                        .input(1, 2, 3, 2, 3)
                        .constantIn(-1, 1, 2, 2, 2, 3, 2)
                        .ints("strides", 1, 2, 2)
                        .ints("pads", 0, 1, 1, 1, 0, 1),
                row("ConvTranspose", "active weights and bias")
                        .input(2, 3, 4, 3)
                        .input(3, 2, 3, 2)
                        .input(2)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 0, 1, 1)
                        .ints("output_padding", 1, 1),
                row("ConvTranspose", "active weights, dilated, grouped, unknown sizes")
                        .input(2, 4, 3, 4)
                        .dynamic(0, 2, 3)
                        .input(4, 3, 2, 3)
                        .ints("dilations", 2, 1)
                        .attr("group", 2L));
    }

    private static RuleRow upsampling(String variant, int... unknown) {
        return row("ConvTranspose", variant)
                .input(1, 3, 4, 5)
                .dynamic(unknown)
                .constantIn(-1, 1, 3, 2, 4, 3)
                .ints("strides", 2, 3);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
