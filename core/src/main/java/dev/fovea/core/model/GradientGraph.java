package dev.fovea.core.model;

import dev.fovea.autodiff.Derived;
import dev.fovea.autodiff.Differentiator;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.UnsupportedOperatorsException;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Lowering;
import dev.fovea.autodiff.precision.DoublePrecision;
import dev.fovea.autodiff.precision.UnsupportedPrecisionException;
import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Execution.Precision;
import java.util.List;

/**
 * The graph that answers with scores and their gradient in one run.
 *
 * <p>Besides the picture it takes {@link #CLASSES} (Nx2: the indices of two classes) and {@link #WEIGHTS} (Nx3: what the
 * class with the highest logit weighs, and each of the two), so that one graph serves every choice of class, contrasts
 * included, a different one for each picture of a batch, and the top class without a run beforehand.
 *
 * @param graph scores, gradient
 * @param logits the name of the NxK scores, or of a layer's values
 * @param gradient the name of the gradient; empty if there is none
 * @param disconnected whether the score does not hang on the picture at all
 */
record GradientGraph(Graph graph, String logits, String gradient, boolean disconnected) {
    /** What begins the names of inputs that no model has: they say what the backward pass begins with. */
    static final String OWN_INPUTS = "fovea/";

    static final String CLASSES = OWN_INPUTS + "classes";
    static final String WEIGHTS = OWN_INPUTS + "weights";

    static GradientGraph derive(PreparedModel model, Score score, RuleBook book, Precision precision) {
        return derive(model, score, book, precision, Lowering.forward(), Lowering.cpu());
    }

    /**
     * @param before what makes the forward graph faster to differentiate, in single precision
     * @param after what makes both faster to run
     */
    static GradientGraph derive(
            PreparedModel model, Score score, RuleBook book, Precision precision, Lowering before, Lowering after) {
        Emitter to = new Emitter("fovea/score");
        Value logits = flat(to, model.types().of(model.head().logits()));
        Value scored = score(to, logits, score, model.head());
        // In the sizes of the scores: ONNX Runtime fuses products only of what it can tell to be of one shape.
        Dim count = rows(model.types().of(model.head().logits()));
        Value classes = new Value(CLASSES, ElementType.FLOAT, new Shape(List.of(count, new Dim(2, null))));
        Value weights = new Value(WEIGHTS, ElementType.FLOAT, new Shape(List.of(count, new Dim(3, null))));
        Value best =
                to.typed(ElementType.INT64, "ArgMax", Attributes.of("axis", 1L).with("keepdims", 1L), logits);
        Value chosen = to.concat(1, best, to.cast(classes, ElementType.INT64));
        Value cotangent = to.op(
                "ScatterElements",
                Attributes.of("axis", 1L).with("reduction", "add"),
                to.zerosLike(logits),
                chosen,
                weights);
        Graph written = model.graph()
                .plus(to.nodes(), to.constants())
                .plusInputs(List.of(classes, weights))
                .withOutputs(List.of(cotangent.name(), scored.name(), logits.name()));
        try {
            return precision == Precision.DOUBLE
                    ? exact(written.pruned(), logits, scored, cotangent, model.source(), book)
                    : fast(
                            model.types().declaredIn(written),
                            logits,
                            scored,
                            cotangent,
                            model.source(),
                            book,
                            before,
                            after);
        } catch (UnsupportedOperatorsException e) {
            throw new FoveaException(String.valueOf(e.getMessage()), e);
        }
    }

    private static GradientGraph fast(
            Graph written,
            Value logits,
            Value scored,
            Value cotangent,
            String source,
            RuleBook book,
            Lowering before,
            Lowering after) {
        GraphTypes types = GraphTypes.infer(written);
        Graph forward = before.apply(written, types);
        Derived derived = new Differentiator(book)
                .differentiate(forward, types.of(forward), scored.name(), cotangent.name(), List.of(source));
        String gradient = derived.gradient(source);
        Graph both =
                derived.graph().withOutputs(List.of(logits.name(), gradient)).pruned();
        return new GradientGraph(
                after.apply(both, GraphTypes.infer(both)),
                logits.name(),
                gradient,
                !derived.disconnected().isEmpty());
    }

    /** In float64 and not lowered, which would round what it folds. */
    private static GradientGraph exact(
            Graph written, Value logits, Value scored, Value cotangent, String source, RuleBook book) {
        Graph wide = wide(written);
        String inside = DoublePrecision.inside(written, source);
        Derived derived = new Differentiator(book)
                .differentiate(wide, GraphTypes.infer(wide), scored.name(), cotangent.name(), List.of(inside));
        Emitter to = new Emitter("fovea/single");
        String scores = single(to, logits.name());
        String gradient = single(to, derived.gradient(inside));
        Graph both = derived.graph().plus(to.nodes(), to.constants()).withOutputs(List.of(scores, gradient));
        return new GradientGraph(
                both.pruned(), scores, gradient, !derived.disconnected().isEmpty());
    }

    /** The scores alone, as NxK. */
    static GradientGraph forward(PreparedModel model, Precision precision) {
        Emitter to = new Emitter("fovea/score");
        Value logits = flat(to, model.types().of(model.head().logits()));
        return forward(model.graph().plus(to.nodes(), to.constants()), logits.name(), precision);
    }

    /** The values of a layer alone, in their own shape. */
    static GradientGraph layer(PreparedModel model, Value layer, Precision precision) {
        return forward(model.graph(), layer.name(), precision);
    }

    private static GradientGraph forward(Graph graph, String value, Precision precision) {
        Graph needed = graph.withOutputs(List.of(value)).pruned();
        if (precision == Precision.SINGLE) {
            return new GradientGraph(needed, value, "", true);
        }
        Emitter after = new Emitter("fovea/single");
        String narrow = single(after, value);
        Graph wide = wide(needed).plus(after.nodes(), after.constants()).withOutputs(List.of(narrow));
        return new GradientGraph(wide, narrow, "", true);
    }

    private static Graph wide(Graph graph) {
        try {
            return DoublePrecision.of(StoredWeights.inlined(graph), GraphTypes.infer(graph));
        } catch (UnsupportedPrecisionException e) {
            throw new FoveaException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String single(Emitter to, String value) {
        return to.cast(new Value(value, ElementType.DOUBLE, null), ElementType.FLOAT)
                .name();
    }

    private static Value flat(Emitter to, Value logits) {
        return switch (logits.rank()) {
            case 1 -> to.unsqueeze(logits, 0);
            case 2 -> to.op("Identity", logits);
            default -> to.op("Flatten", Attributes.of("axis", 1L), logits);
        };
    }

    private static Dim rows(Value logits) {
        Dim first = logits.rank() == 1
                ? new Dim(1, null)
                : logits.knownShape().dims().get(0);
        return first.isKnown() || first.symbol() != null ? first : new Dim(-1, "fovea_n");
    }

    private static Value score(Emitter to, Value logits, Score score, ScoreHead head) {
        if (score == Score.LOGIT) {
            return logits;
        }
        boolean sigmoid = head.normalization() == ScoreHead.Normalization.SIGMOID;
        if (score == Score.PROBABILITY) {
            return sigmoid ? to.op("Sigmoid", logits) : to.op("Softmax", Attributes.of("axis", 1L), logits);
        }
        // log sigmoid(x) = -softplus(-x), exact where sigmoid underflows.
        return sigmoid
                ? to.neg(to.op("Softplus", to.neg(logits)))
                : to.op("LogSoftmax", Attributes.of("axis", 1L), logits);
    }
}
