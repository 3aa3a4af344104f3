package dev.fovea.autodiff.canonical;

import dev.fovea.autodiff.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings any accepted model into the one dialect that the rules speak: every node named, constants as initialisers,
 * opset {@value #MINIMUM_OPSET} or newer with the modern form of each operator.
 *
 * <p>Immutable and thread-safe.
 */
public final class Canonical {
    /** The oldest opset that the rules speak; older models are raised to it, newer ones keep their own. */
    public static final long MINIMUM_OPSET = 18;

    /** One rewriting of a graph that keeps what it computes. */
    interface Pass {
        Graph apply(Graph graph);
    }

    private static final List<Map<String, Rewrite>> EXPANSIONS = List.of(
            Refusals.rewrites(),
            LegacyOperators.rewrites(),
            FusedActivations.rewrites(),
            FusedProducts.rewrites(),
            FusedNormalizations.rewrites(),
            FusedAttention.rewrites(),
            QuantizedOperators.rewrites());

    private static final List<Pass> PASSES = List.of(
            new NodeNames(),
            new FunctionInlining(),
            new ConstantNodes(),
            new ConstantBranches(),
            new NodeNames(),
            new SinglePrecision(),
            new OpsetUpgrade(),
            new Expansion(EXPANSIONS),
            new QuantizedMoves(),
            new AttentionExpansion(),
            new UsedDomains());

    private Canonical() {}

    /**
     * The graph in canonical form; values keep their names.
     *
     * @throws UnsupportedModelException if the model is older than opset 7, or written in a way that has no canonical form
     */
    public static Graph of(Graph graph) {
        Graph result = graph.pruned();
        for (Pass pass : PASSES) {
            result = pass.apply(result);
        }
        return result.pruned();
    }

    /** The operators that the canonical form never holds: they are always written as others, or refused. */
    public static Set<String> rewritten() {
        Set<String> all = new TreeSet<>(OpsetUpgrade.alwaysReplaced());
        EXPANSIONS.forEach(family -> all.addAll(family.keySet()));
        return all;
    }

    /** Why no canonical form holds an operator; empty if one may. */
    public static Optional<String> refused(String operator) {
        return Optional.ofNullable(Refusals.reasons().get(operator));
    }
}
