package dev.fovea.autodiff.lowering;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransposedConvolutionsTest {

    private static RuleRow conv(
            String variant, int channels, int size, int kernel, int stride, int pad, int... unknown) {
        return row("Conv", variant)
                .input(2, channels, size, size)
                .dynamic(unknown)
                .constantIn(-1, 1, 8, channels, kernel, kernel)
                .ints("strides", stride, stride)
                .ints("pads", pad, pad, pad, pad);
    }

    static List<RuleRow> lowered() {
        return List.of(
                conv("3x3", 4, 6, 3, 1, 1),
                conv("3x3 without margin", 4, 6, 3, 1, 0),
                conv("dilated", 4, 9, 3, 1, 2).ints("dilations", 2, 2),
                conv("stem: few channels, merged phases", 3, 13, 7, 2, 3),
                conv("stem without margin", 3, 12, 3, 2, 0),
                conv("patches", 3, 12, 4, 4, 0),
                conv("patches, last ones unseen", 3, 14, 4, 4, 0),
                conv("3x3 stride 2, even", 16, 8, 3, 2, 1),
                conv("3x3 stride 2, odd", 16, 7, 3, 2, 1),
                conv("3x3 stride 2, a row unseen", 16, 8, 3, 2, 0),
                conv("5x5 stride 3", 17, 10, 5, 3, 2),
                conv("1x1 stride 2, even", 16, 8, 1, 2, 0),
                conv("1x1 stride 2, odd", 16, 7, 1, 2, 0),
                conv("2x2 stride 2", 16, 8, 2, 2, 0),
                conv("3x3 stride 2, batch unknown", 16, 8, 3, 2, 1, 0),
                conv("3x3, sizes unknown", 4, 6, 3, 1, 1, 0, 2, 3),
                row("Conv", "grouped")
                        .input(1, 6, 6, 6)
                        .constantIn(-1, 1, 4, 3, 3, 3)
                        .attr("group", 2L)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "grouped stride 2")
                        .input(1, 32, 6, 6)
                        .constantIn(-1, 1, 8, 16, 3, 3)
                        .attr("group", 2L)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "channelwise stride 2")
                        .input(1, 16, 7, 7)
                        .constantIn(-1, 1, 16, 1, 3, 3)
                        .attr("group", 16L)
                        .ints("strides", 2, 2)
                        .ints("pads", 1, 1, 1, 1),
                row("Conv", "auto_pad, stride 2")
                        .input(1, 16, 8, 8)
                        .constantIn(-1, 1, 4, 16, 3, 3)
                        .attr("auto_pad", "SAME_UPPER")
                        .ints("strides", 2, 2),
                row("Conv", "in one dimension")
                        .input(2, 3, 9)
                        .constantIn(-1, 1, 4, 3, 3)
                        .ints("pads", 2, 0),
                row("Conv", "in three dimensions").input(1, 2, 4, 5, 4).constantIn(-1, 1, 3, 2, 2, 3, 2));
    }

    @ParameterizedTest
    @MethodSource("lowered")
    void becomesConvolutions(RuleRow row) throws Exception {
        Graph after = SameGradient.check(Lowering.cpu(), row.graph(), row.inputs(), List.of("x0"));
        assertThat(SameGradient.count(after, "ConvTranspose")).isZero();
    }

    @Test
    void staysWhereSizesAreUnknown() throws Exception {
        RuleRow row = conv("3x3 stride 2, sizes unknown", 16, 8, 3, 2, 1, 2, 3);
        Graph after = SameGradient.check(Lowering.cpu(), row.graph(), row.inputs(), List.of("x0"));
        assertThat(SameGradient.count(after, "ConvTranspose")).isEqualTo(1);
    }
}
