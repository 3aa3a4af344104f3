package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The means of what a 1x1 convolution makes, as between the blocks of DenseNet, become the convolution of means: a
 * product over a quarter of the places, forward and back.
 */
final class ConvolvedMeans extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node pooling = s.node();
        Node convolution = pooling.is("AveragePool") ? s.producer(pooling.input(0), "Conv") : null;
        if (convolution == null
                || !isPointwise(s, convolution)
                || !isInside(pooling.attributes())
                || isAll(pooling.attributes().ints("strides", new long[0]), 1)
                || !s.isReadOnce(convolution.output(0))) {
            return null;
        }
        Value[] operands = convolution.inputs().stream().map(s::operand).toArray(Value[]::new);
        operands[0] = s.op("AveragePool", pooling.attributes(), operands[0]);
        return s.op("Conv", convolution.attributes(), operands);
    }

    private static boolean isPointwise(Spot s, Node convolution) {
        Weights w = Weights.of(s.constantOf(convolution.input(1)));
        Attributes a = convolution.attributes();
        return w != null && isAll(w.spatial(), 1) && isAll(a.ints("strides", new long[0]), 1) && isInside(a);
    }

    /** Whether every window lies within the input, so that all means are of as many elements. */
    private static boolean isInside(Attributes a) {
        return isAll(a.ints("pads", new long[0]), 0)
                && a.s("auto_pad", "NOTSET").equals("NOTSET")
                && a.i("ceil_mode", 0) == 0;
    }

    private static boolean isAll(long[] all, long value) {
        return Arrays.stream(all).allMatch(n -> n == value);
    }
}
