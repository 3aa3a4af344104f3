package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.graph.Value;

/** How an operator without a float64 kernel is written with operators that have one, and a backward rule. */
@FunctionalInterface
interface Decomposition {

    /** What stands for the node's first output, written with {@code site}'s expressions. */
    Value apply(Site site);

    /** Says why there is none. */
    static Decomposition refuse(String reason) {
        return site -> {
            throw site.refusal(reason);
        };
    }
}
