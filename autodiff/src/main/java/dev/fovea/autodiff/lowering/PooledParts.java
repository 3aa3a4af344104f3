package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * MaxPool of channels put together becomes the channels put together of each part's MaxPool: fewer elements are copied,
 * and backward each part's pooling lies next to the Relu that made the part.
 */
final class PooledParts extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node pooling = s.node();
        Node concat =
                pooling.is("MaxPool") && pooling.outputs().size() == 1 ? s.producer(pooling.input(0), "Concat") : null;
        Value whole = concat == null ? null : s.known(concat.output(0));
        if (concat == null
                || whole == null
                || whole.shape() == null
                || whole.rank() != 4
                || concat.attributes().i("axis", 0) != 1
                || !concat.inputs().stream().allMatch(part -> fillsBlocks(s.known(part)))
                || !s.isReadOnce(concat.output(0))) {
            return null;
        }
        Attributes a = pooling.attributes();
        return s.concat(
                1,
                concat.inputs().stream()
                        .map(part -> s.op("MaxPool", a, s.operand(part)))
                        .toArray(Value[]::new));
    }

    /** Narrower parts are not pooled in the blocked layout, and would only be more. */
    private static boolean fillsBlocks(@Nullable Value part) {
        return part != null && Channelwise.fits(part);
    }
}
