package dev.fovea.core.model;

import dev.fovea.autodiff.Derived;
import dev.fovea.autodiff.Differentiator;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.UnsupportedOperatorsException;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Lowering;
import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Execution.Precision;
import java.util.Collections;
import java.util.List;

/**
 * The graph that answers with a layer's values and a gradient of them in one run.
 *
 * <p>Besides the picture it takes {@link #WEIGHTS} (broadcast to the layer's shape) and {@link #OWN} (one number); the
 * cotangent of the layer is {@code weights + own * activations}, so that one graph serves every channel, every neuron and
 * the square of the whole layer.
 */
final class LayerGraph {
    static final String WEIGHTS = GradientGraph.OWN_INPUTS + "layer_weights";
    static final String OWN = GradientGraph.OWN_INPUTS + "layer_own";

    private LayerGraph() {}

    /** With the layer's values in place of scores. */
    static GradientGraph derive(PreparedModel model, String layer, RuleBook book, Precision precision) {
        if (precision == Precision.DOUBLE) {
            throw new FoveaException(
                    "Layer '%s': gradients of layers are computed in single precision only; use it".formatted(layer));
        }
        Value value = Layers.value(model, layer);
        Emitter to = new Emitter("fovea/layer");
        Value activations = to.op("Identity", value);
        Value weights = new Value(
                WEIGHTS, ElementType.FLOAT, new Shape(Collections.nCopies(value.rank(), new Shape.Dim(-1, null))));
        Value own = new Value(OWN, ElementType.FLOAT, Shape.of(1));
        Value cotangent = to.add(to.mul(activations, own), weights);
        Graph forward = model.graph()
                .plus(to.nodes(), to.constants())
                .plusInputs(List.of(weights, own))
                .withOutputs(List.of(activations.name()));
        try {
            Derived derived = new Differentiator(book)
                    .differentiate(
                            forward,
                            GraphTypes.infer(forward),
                            activations.name(),
                            cotangent.name(),
                            List.of(model.source()));
            if (!derived.disconnected().isEmpty()) {
                throw new FoveaException(
                        "Layer '%s' does not hang on the picture; choose another of 'fovea inspect'".formatted(layer));
            }
            String gradient = derived.gradient(model.source());
            Graph both = derived.graph()
                    .withOutputs(List.of(activations.name(), gradient))
                    .pruned();
            // The forward half stays as the file has it: folding would take away layers that can be asked for.
            return new GradientGraph(
                    Lowering.cpu().apply(both, GraphTypes.infer(both)), activations.name(), gradient, false);
        } catch (UnsupportedOperatorsException e) {
            throw new FoveaException(String.valueOf(e.getMessage()), e);
        }
    }
}
