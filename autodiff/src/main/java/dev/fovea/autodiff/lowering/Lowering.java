package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of small rewritings that keep what a graph computes and make it faster. Values that a pass replaces
 * keep their names and shapes, so that the types of the graph before hold after it. A pass leaves alone what it lacks
 * types or sizes for. What each gains is in {@code docs/performance.md}.
 *
 * <p>Immutable and thread-safe.
 */
public final class Lowering {

    /** One rewriting of a graph. */
    interface Pass {
        Graph apply(Graph graph, Known known);
    }

    /** What is known of the values that a graph had before lowering, and of those whose shapes a pass has written down. */
    interface Known {
        /** The value with its type and shape; null for what else lowering has made. */
        @Nullable Value of(String value);
    }

    private final List<Pass> passes;

    Lowering(Pass... passes) {
        this.passes = List.of(passes);
    }

    /** What pays before differentiation: fewer operators forward are fewer backward. */
    public static Lowering forward() {
        return new Lowering(
                new KnownSizes(),
                new ChosenTokens(),
                new PooledParts(),
                new GrowingMaps(),
                new ConvolvedMeans(),
                new FoldedNormalization(),
                new CentredNormalizations(),
                new AffineProducts(),
                new WholeBlocks());
    }

    /**
     * The same for a book in which any operator may have a rule of its own: normalisations and what is added up between them
     * stay as the model has them.
     */
    public static Lowering forwardForAnyRules() {
        return new Lowering(forward().passes.stream()
                .filter(p -> !(p instanceof CentredNormalizations) && !(p instanceof AffineProducts))
                .toArray(Pass[]::new));
    }

    /** For a forward graph with its backward graph, run by ONNX Runtime on a CPU. */
    public static Lowering cpu() {
        return new Lowering(
                new ScaledProducts(),
                new SlicedProducts(),
                new ChosenChannels(),
                new PhasedStems(),
                new PhasedSums(),
                new PhasedPools(),
                new MaximumMasks(),
                new BandMasks(),
                new Masks(),
                new GatedMaps(),
                new Swishes(),
                new SigmoidSlopes(),
                new Gelus(),
                new SpreadMeans(),
                new PhasedProducts(),
                new TransposedConvolutions(),
                new FoldedFactors(),
                new PairwiseSums(),
                new FusedProducts());
    }

    /**
     * The same for many runs: 3x3 convolutions of many channels take two thirds of the multiplications, and more memory
     * for their weights, as ADR 11 says.
     */
    public static Lowering cpuForMany() {
        return new Lowering(
                Stream.concat(cpu().passes.stream(), Stream.of(new RowPhases())).toArray(Pass[]::new));
    }

    /** The passes by name, in their order. */
    public List<String> names() {
        return passes.stream().map(p -> p.getClass().getSimpleName()).toList();
    }

    /**
     * The graph after all passes.
     *
     * @param types types and shapes of the graph's values
     */
    public Graph apply(Graph graph, Types types) {
        Graph result = graph;
        for (Pass pass : passes) {
            Map<String, Value> declared = result.declared();
            Known known = value -> graph.knows(value) ? types.of(value) : declared.get(value);
            result = pass.apply(result, known).pruned();
        }
        return result;
    }
}
