package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhasedProductsTest {

    /** An inverted bottleneck: 16 channels, 32 with the activation, and a channelwise convolution with a stride. */
    private static Sketch bottleneck(String activation, long size, long kernel, long stride) {
        Sketch s = Sketch.at(18)
                .input("x", 1, 16, size, size)
                .constant("wide", 32, 16, 1, 1)
                .constant("w", 32, 1, kernel, kernel)
                .scalar("zero", 0)
                .scalar("six", 0.5)
                .node("Conv", "x wide", "a");
        switch (activation) {
            case "Relu" -> s.node("Relu", "a", "b");
            case "Clip" -> s.node("Clip", "a zero six", "b");
            default -> s.node("Sigmoid", "a", "gate").node("Mul", "a gate", "b");
        }
        long pad = kernel / 2;
        return s.node("Conv", "b w", "y", "group", 32L, "strides", new long[] {stride, stride}, "pads", new long[] {
            pad, pad, pad, pad
        });
    }

    private static Graph lowered(Sketch s) throws Exception {
        return SameGradient.check(Lowering.cpu(), s.outputs("y").graph(), s.values(), List.of("x"));
    }

    @ParameterizedTest
    @CsvSource({"Relu, 92, 3, 2, 4", "Relu, 93, 5, 2, 4", "Relu, 92, 5, 3, 9", "Clip, 92, 3, 2, 8", "Clip, 93, 3, 2, 8"
    })
    void haveAMaskForEachPhase(String activation, long size, long kernel, long stride, long masks) throws Exception {
        Graph after = lowered(bottleneck(activation, size, kernel, stride));
        assertThat(SameGradient.count(after, "HardSigmoid")).isEqualTo(masks);
    }

    @ParameterizedTest
    @CsvSource({"92, 3", "93, 5"})
    void seeTheSlopeOfSwishOnce(long size, long kernel) throws Exception {
        Graph after = lowered(bottleneck("Swish", size, kernel, 2));
        // x σ forward, the slope, and one product for each phase
        assertThat(SameGradient.count(after, "Mul")).isEqualTo(6);
    }

    @Test
    void leaveSmallMapsAlone() throws Exception {
        assertThat(SameGradient.count(lowered(bottleneck("Relu", 20, 3, 2)), "HardSigmoid"))
                .isEqualTo(1);
    }
}
