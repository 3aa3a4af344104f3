package dev.fovea.core.inside.field;

import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.inside.field.Span.Whole;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ModelInput;
import dev.fovea.core.model.ModelInput.Layout;
import java.util.HashMap;
import java.util.Map;

/**
 * The receptive fields of all values of a model, in one walk from the picture on: what a unit of a layer can hang on, by
 * kernels, strides, dilations and padding. Where a node mixes everything along a side (global pooling, attention, a
 * dense layer, an operator that is not known here), the field is the whole side. Immutable and thread-safe.
 */
public final class ReceptiveFields {
    private final Map<String, Sight> sights;

    private ReceptiveFields(Map<String, Sight> sights) {
        this.sights = Map.copyOf(sights);
    }

    /** Walks the model's graph; nothing is run. */
    public static ReceptiveFields of(Classifier classifier) {
        Graph graph = classifier.graph().nodes();
        Types types = classifier.graph().types();
        ModelInput input = classifier.input();
        boolean first = input.layout() == Layout.NCHW;
        Map<String, Sight> sights = new HashMap<>();
        sights.put(input.name(), new Sight(Side.picture(first ? 2 : 1), Side.picture(first ? 3 : 2)));
        for (Node node : graph.nodes()) {
            new Passage(node, types, graph.constants(), sights).record();
        }
        return new ReceptiveFields(sights);
    }

    /** Whether a value hangs on the picture at all. */
    public boolean reaches(Value value) {
        return sights.containsKey(value.name());
    }

    /**
     * The field of the elements of a layer's values.
     *
     * @param value of {@link dev.fovea.core.model.ModelGraph#layer}
     */
    public ReceptiveField of(Value value) {
        Sight sight = sights.get(value.name());
        if (sight == null) {
            Span nothing = new Whole("nothing: the layer does not hang on the picture");
            return new ReceptiveField(-1, -1, nothing, nothing);
        }
        return new ReceptiveField(
                sight.rows().axis(),
                sight.columns().axis(),
                sight.rows().span(),
                sight.columns().span());
    }
}
