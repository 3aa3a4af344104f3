package dev.fovea.core.inside;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import dev.fovea.core.inside.field.ReceptiveField;
import dev.fovea.core.inside.field.ReceptiveFields;
import dev.fovea.core.inside.field.Span;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ModelGraph;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A layer that has maps: channels over rows and columns, or over a square grid of tokens. Immutable; {@link #maps} needs
 * its classifier open.
 */
public final class MapLayer {
    /** Maps smaller than this show little. */
    private static final int SMALLEST = 8;
    /** The size that sides are reckoned with where the model takes any. */
    private static final int USUAL = 224;

    private static final int SHOWN = 6;

    private final Classifier classifier;
    private final String name;
    private final Value value;
    private final MapLayout layout;
    private final ReceptiveField field;

    private MapLayer(Classifier classifier, String name, Value value, MapLayout layout, ReceptiveField field) {
        this.classifier = classifier;
        this.name = name;
        this.value = value;
        this.layout = layout;
        this.field = field;
    }

    /**
     * A layer by its name.
     *
     * @param name as {@code fovea inspect} shows it
     * @throws FoveaException if there is no such layer, or it has no maps; the message names layers that have
     */
    public static MapLayer named(Classifier classifier, String name) {
        Value value = classifier.graph().layer(name);
        ReceptiveFields fields = ReceptiveFields.of(classifier);
        return of(classifier, name, value, fields).orElseThrow(() -> noMaps(classifier, name, value, fields));
    }

    /**
     * The last layer on the way to the score whose maps have at least 8 rows and columns; failing that, the last that has
     * maps.
     *
     * @throws FoveaException if no layer has maps
     */
    public static MapLayer standard(Classifier classifier) {
        List<MapLayer> all = all(classifier, ReceptiveFields.of(classifier));
        if (all.isEmpty()) {
            throw new FoveaException("No layer of the model '%s' has maps: it has no convolution and no tokens"
                    .formatted(classifier.file().source()));
        }
        return all.stream()
                .filter(l -> l.side(true) >= SMALLEST && l.side(false) >= SMALLEST)
                .reduce((earlier, later) -> later)
                .orElse(all.get(all.size() - 1));
    }

    private static List<MapLayer> all(Classifier classifier, ReceptiveFields fields) {
        List<MapLayer> all = new ArrayList<>();
        ModelGraph graph = classifier.graph();
        for (Node node : graph.layers()) {
            of(classifier, node.name(), graph.types().of(node.output(0)), fields)
                    .ifPresent(all::add);
        }
        return all;
    }

    private static Optional<MapLayer> of(Classifier classifier, String name, Value value, ReceptiveFields fields) {
        Shape shape = value.shape();
        if (shape == null || !fields.reaches(value)) {
            return Optional.empty();
        }
        ReceptiveField field = fields.of(value);
        return MapLayout.of(shape, field, classifier.input().batch())
                .map(layout -> new MapLayer(classifier, name, value, layout, field));
    }

    private static FoveaException noMaps(Classifier classifier, String name, Value value, ReceptiveFields fields) {
        List<MapLayer> all = all(classifier, fields);
        String others = all.stream()
                .skip(Math.max(0, all.size() - SHOWN))
                .map(l -> "'%s' (%s)".formatted(l.name, l.value.shape()))
                .collect(Collectors.joining(", "));
        return new FoveaException("Layer '%s' (%s) has no maps of rows and columns; %s"
                .formatted(
                        name,
                        value.shape() == null ? "of unknown shape" : value.shape(),
                        all.isEmpty()
                                ? "no layer of this model has"
                                : "the last %d of %d that have are %s; 'fovea inspect' lists all"
                                        .formatted(Math.min(SHOWN, all.size()), all.size(), others)));
    }

    /** Rows or columns of a map, as far as is known before the model has run. */
    private double side(boolean rows) {
        long[] shape = value.knownShape().sizes();
        int known = rows ? layout.height(shape) : layout.width(shape);
        Span span = rows ? field.rows() : field.columns();
        return known >= 0 ? known : span instanceof Span.Window w ? USUAL / w.step() : 0;
    }

    /** The layer's name. */
    public String name() {
        return name;
    }

    /** Which part of the picture a unit hangs on. */
    public ReceptiveField field() {
        return field;
    }

    /**
     * The layer's maps for one preprocessed picture.
     *
     * @param picture N = 1
     */
    public ChannelMaps maps(Tensor picture) {
        return layout.read(classifier.activations(picture, name));
    }
}
