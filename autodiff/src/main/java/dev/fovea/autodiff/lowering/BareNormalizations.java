package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A LayerNormalization over the last axis that only matrix products with constants read is written as the bare one,
 * without scale and shift, and the two after it, which {@link AffineProducts} makes part of the products. The bare one gives
 * out what its way back needs, so that nothing is normalised twice.
 */
final class BareNormalizations extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node norm = s.node();
        Weights scale = norm.is("LayerNormalization") ? Weights.of(s.constantOf(norm.input(1))) : null;
        Value x = scale == null ? null : s.known(norm.input(0));
        List<Node> readers = s.readers(norm.output(0));
        if (scale == null
                || x == null
                || scale.dims().length != 1
                || !List.of(-1L, x.rank() - 1L).contains(norm.attributes().i("axis", -1))
                || norm.outputs().stream().filter(o -> !o.isEmpty()).count() > 1
                || s.isOutput(norm.output(0))
                || readers.isEmpty()
                || !readers.stream().allMatch(n -> AffineProducts.isProduct(s, n, norm.output(0)))) {
            return null;
        }
        float[] ones = new float[scale.dim(0)];
        Arrays.fill(ones, 1);
        Attributes a =
                Attributes.of("axis", -1L).with("epsilon", norm.attributes().f("epsilon", 1e-5));
        List<ElementType> three = List.of(ElementType.FLOAT, ElementType.FLOAT, ElementType.FLOAT);
        Value bare = s.outputs(
                        "LayerNormalization", a, three, x, s.constant(new Weights(scale.dims(), ones).toTensor()))
                .get(0);
        Value scaled = s.mul(bare, s.operand(norm.input(1)));
        return norm.input(2).isEmpty() ? scaled : s.add(scaled, s.operand(norm.input(2)));
    }
}
