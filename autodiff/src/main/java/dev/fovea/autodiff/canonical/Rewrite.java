package dev.fovea.autodiff.canonical;

import dev.fovea.autodiff.graph.Value;
import java.util.List;

/** How one node is replaced by others that compute the same. */
@FunctionalInterface
interface Rewrite {

    /**
     * Writes the new nodes with {@code site}'s expressions.
     *
     * @return what stands for the old node's outputs, in order; may be fewer if the rest is not used
     */
    List<Value> apply(Site site);

    /** A rewrite of a node with one output. */
    interface Single {
        Value apply(Site site);
    }

    static Rewrite single(Single rewrite) {
        return site -> List.of(rewrite.apply(site));
    }

    /** Refuses the node. */
    static Rewrite refuse(String reason) {
        return site -> {
            throw site.refusal(reason);
        };
    }
}
