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
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Lowering;
import dev.fovea.core.FoveaException;
import java.util.List;

/**
 * The graph that answers with scores and their gradient in one run.
 *
 * <p>Besides the picture it takes {@link #TOP} (Nx1: 1 adds the class with the highest logit) and {@link #WEIGHTS} (NxK:
 * weights over the classes), so that one graph serves every choice of class, contrasts included, a different one for
 * each picture of a batch, and the top class without a run beforehand.
 *
 * @param graph scores, gradient
 * @param logits the name of the NxK scores
 * @param gradient the name of the gradient
 * @param disconnected whether the score does not hang on the picture at all
 */
record GradientGraph(Graph graph, String logits, String gradient, boolean disconnected) {
    static final String TOP = "fovea/top";
    static final String WEIGHTS = "fovea/weights";

    static GradientGraph derive(PreparedModel model, Score score, RuleBook book) {
        Emitter to = new Emitter("fovea/score");
        Value logits = flat(to, model.types().of(model.head().logits()));
        Value scored = score(to, logits, score, model.head());
        // In the sizes of the scores: ONNX Runtime fuses products only of what it can tell to be of one shape.
        Dim count = rows(model.types().of(model.head().logits()));
        Value top = new Value(TOP, ElementType.FLOAT, new Shape(List.of(count, new Dim(1, null))));
        Value weights = new Value(WEIGHTS, ElementType.FLOAT, new Shape(List.of(count, new Dim(-1, "fovea_k"))));
        Value best =
                to.typed(ElementType.INT64, "ArgMax", Attributes.of("axis", 1L).with("keepdims", 1L), logits);
        Value classes = to.typed(ElementType.INT64, "Shape", Attributes.of("start", 1L), logits);
        Value range = to.typed(
                ElementType.INT64,
                "Range",
                Attributes.NONE,
                to.constant(Tensors.scalar(ElementType.INT64, 0)),
                to.squeeze(classes, 0),
                to.constant(Tensors.scalar(ElementType.INT64, 1)));
        Value oneHot = to.cast(to.equal(best, range), ElementType.FLOAT);
        Value cotangent = to.add(to.mul(oneHot, top), weights);
        Graph written = model.graph()
                .plus(to.nodes(), to.constants())
                .plusInputs(List.of(top, weights))
                .withOutputs(List.of(cotangent.name(), scored.name(), logits.name()));
        GraphTypes types = GraphTypes.infer(written);
        Graph forward = Lowering.forward().apply(written, types);
        try {
            Derived derived = new Differentiator(book)
                    .differentiate(
                            forward,
                            types.withConstants(forward),
                            scored.name(),
                            cotangent.name(),
                            List.of(model.source()));
            String gradient = derived.gradient(model.source());
            Graph both = derived.graph().withOutputs(List.of(logits.name(), gradient));
            return new GradientGraph(
                    lowered(both.pruned()),
                    logits.name(),
                    gradient,
                    !derived.disconnected().isEmpty());
        } catch (UnsupportedOperatorsException e) {
            throw new FoveaException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Graph lowered(Graph graph) {
        return Lowering.cpu().apply(graph, GraphTypes.infer(graph));
    }

    /** The scores alone, as NxK. */
    static GradientGraph forward(PreparedModel model) {
        Emitter to = new Emitter("fovea/score");
        Value logits = flat(to, model.types().of(model.head().logits()));
        Graph graph = model.graph()
                .plus(to.nodes(), to.constants())
                .withOutputs(List.of(logits.name()))
                .pruned();
        return new GradientGraph(graph, logits.name(), "", true);
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
