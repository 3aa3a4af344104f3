package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code 1 - σ} in the slope of a Sigmoid behind a convolution, as of a gate, becomes a channelwise convolution: ONNX
 * Runtime has Sigmoid and the slope's products in its blocked layout, and Sub not.
 */
final class SigmoidSlopes extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node rest = s.node();
        Node sigmoid = rest.is("Sub") ? s.producer(rest.input(1), "Sigmoid") : null;
        if (sigmoid == null
                || s.producer(sigmoid.input(0), "Conv") == null
                || Masks.single(s, rest.input(0)).orElse(0) != 1) {
            return null;
        }
        Value gate = s.known(sigmoid.output(0));
        return gate != null && Channelwise.fillsBlocks(gate) ? Channelwise.scale(s, gate, -1, 1) : null;
    }
}
