package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps put together anew for every layer, as in DenseNet, become what an earlier layer has put together and the new ones.
 * Backward, cotangents then add up from layer to layer, all parts at once, instead of part by part over all layers. The
 * first layer's only part is not put together at all, so that its map is the same in all layers.
 */
final class GrowingMaps extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node concat = s.node();
        if (!concat.is("Concat")) {
            return null;
        }
        List<String> parts = concat.inputs();
        if (parts.size() == 1) {
            return s.operand(parts.get(0));
        }
        Node longest = s.readers(parts.get(0)).stream()
                .filter(n -> isBeginning(n, concat))
                .max(Comparator.comparing(n -> n.inputs().size()))
                .orElse(null);
        if (longest == null) {
            return null;
        }
        List<Value> grown = new ArrayList<>(List.of(s.operand(longest.output(0))));
        parts.subList(longest.inputs().size(), parts.size()).forEach(part -> grown.add(s.operand(part)));
        return s.op("Concat", concat.attributes(), grown.toArray(Value[]::new));
    }

    /** Whether a node puts together the first parts of what {@code whole} does, and not only one. */
    private static boolean isBeginning(Node n, Node whole) {
        int size = n.inputs().size();
        return n.is("Concat")
                && size > 1
                && size < whole.inputs().size()
                && n.attributes().i("axis", 0) == whole.attributes().i("axis", 0)
                && n.inputs().equals(whole.inputs().subList(0, size));
    }
}
