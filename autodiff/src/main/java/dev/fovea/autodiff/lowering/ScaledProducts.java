package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a BatchNormalization that could not be folded forward, a Relu and a Conv: what comes out of the
 * ConvTranspose is masked and then multiplied by a constant for each channel. The constants become part of the weights;
 * they and the mask can change places.
 */
final class ScaledProducts extends Peephole {

    /** The product, the mask behind it, and the product's weights with the constants. */
    private record Found(Node product, Node mask, Weights w) {}

    @Override
    @Nullable Value rewrite(Spot s) {
        if (s.node().is("Mul")) {
            Found found = found(s, s.node());
            return found == null ? null : s.operand(found.mask().output(0));
        }
        Node mask = s.node().is("ConvTranspose") ? onlyReader(s, s.node()) : null;
        Node scaling = mask == null ? null : onlyReader(s, mask);
        Found found = scaling == null ? null : found(s, scaling);
        return found == null
                ? null
                : s.op(
                        "ConvTranspose",
                        s.node().attributes(),
                        s.operand(s.node().input(0)),
                        s.constant(found.w().toTensor()));
    }

    private static @Nullable Node onlyReader(Spot s, Node node) {
        return s.isReadOnce(node.output(0)) ? s.readers(node.output(0)).get(0) : null;
    }

    private static @Nullable Found found(Spot s, Node scaling) {
        Node mask = scaling.is("Mul") ? s.producer(scaling.input(0), "Where") : null;
        Node product = mask == null ? null : s.producer(mask.input(1), "ConvTranspose");
        if (mask == null
                || product == null
                || s.isOutput(scaling.output(0))
                || !product.input(2).isEmpty()
                || Masks.single(s, mask.input(2)).orElse(1) != 0
                || !s.isReadOnce(mask.output(0))
                || !s.isReadOnce(product.output(0))) {
            return null;
        }
        Weights w = Weights.of(s.constantOf(product.input(1)));
        Weights factors = Weights.of(s.constantOf(scaling.input(1)));
        int groups = (int) product.attributes().i("group", 1);
        return w != null && factors != null && isPerChannel(factors, w, groups)
                ? new Found(product, mask, w.scaledBySecond(factors.values(), groups))
                : null;
    }

    /** Whether the factors are as many as the product's channels, and stand along them. */
    private static boolean isPerChannel(Weights factors, Weights w, int groups) {
        int channels = w.dim(1) * groups;
        int axis = factors.dims().length - (w.dims().length - 1);
        return axis >= 0 && axis <= 1 && factors.values().length == channels && factors.dim(axis) == channels;
    }
}
