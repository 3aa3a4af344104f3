package dev.fovea.core.model;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.lowering.Lowering;
import dev.fovea.autodiff.rules.Rectifiers;
import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An image classifier from an ONNX file: its preprocessing, its labels, its scores and their gradients.
 *
 * <p>Thread-safe: one classifier serves many threads. Close it to free ONNX Runtime's memory.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("model.onnx"))) {
 *     ClassScores scores = classifier.scores(classifier.tensor(picture));
 * }
 * }</pre>
 */
public final class Classifier implements AutoCloseable {
    private final ModelFile file;
    private final String output;
    private final Outline outline;
    private final DerivedModels derived;
    private final Sessions sessions = new Sessions();
    private final Abreast abreast;
    private final Optional<Preprocessing> preprocessing;
    private final Labels labels;
    private final Execution execution;
    private final Optional<RuleBook> rules;
    private final BatchSizes sizes;
    /** The model made ready; null as long as the cache answers. */
    private @Nullable PreparedModel prepared;

    Classifier(ClassifierOptions options) {
        this.file = options.file();
        this.output = options.output();
        this.derived = DerivedModels.of(options);
        this.outline = derived.outline(this::prepared);
        ModelDescription described = ModelDescription.of(file, options.sidecar());
        this.preprocessing = options.preprocessing().or(described::preprocessing);
        this.labels = options.labels().orElse(described.labels()).fitting(classCount(), file.source());
        this.execution = options.execution();
        this.abreast = new Abreast(execution.abreast());
        this.rules = options.rules();
        this.sizes = new BatchSizes(file, input(), execution, part -> forward(List.of(part)));
    }

    /** Loads a model with all defaults; preprocessing and labels come from what lies beside it. */
    public static Classifier load(Path path) {
        return ClassifierOptions.of(path).load();
    }

    /** Options for a model in a file. */
    public static ClassifierOptions from(Path path) {
        return ClassifierOptions.of(path);
    }

    /** Options for a model in memory. */
    public static ClassifierOptions from(byte[] bytes) {
        return ClassifierOptions.of(bytes);
    }

    public ModelFile file() {
        return file;
    }

    public ModelInput input() {
        return outline.input();
    }

    public ScoreHead head() {
        return outline.head();
    }

    public Labels labels() {
        return labels;
    }

    public Execution execution() {
        return execution;
    }

    /** The value that gradients are taken at: the input, or what a uint8 input is cast to. */
    public String gradientSource() {
        return outline.source();
    }

    /** The number of classes; -1 if the model does not say before it has run. */
    public long classCount() {
        return outline.classes();
    }

    /** The number of ReLUs before the score: where the {@linkplain BackwardRule backward rules} differ. */
    public long rectifiers() {
        return Rectifiers.count(prepared().graph(), head().logits());
    }

    /** Whether there is max-pooling before the score: what else of a picture a deconvnet looks at. */
    public boolean poolsMaxima() {
        return prepared().graph().ancestors(List.of(head().logits())).stream().anyMatch(n -> n.is("MaxPool"));
    }

    /** Whether it is known how pictures become tensors. */
    public boolean hasPreprocessing() {
        return preprocessing.isPresent();
    }

    /**
     * How pictures become tensors.
     *
     * @throws FoveaException if nothing says it; the message shows the choices
     */
    public Preprocessing preprocessing() {
        return preprocessing.orElseThrow(() -> new FoveaException(
                ("Nothing says how '%s' wants its pictures: name a preset (%s), put a sidecar '<model>.fovea.json' or Hugging Face's"
                                + " preprocessor_config.json beside the model, or give a .npy tensor")
                        .formatted(file.source(), String.join(", ", Presets.names()))));
    }

    /** How a picture is resized and cropped for this model. */
    public Framing framing(Picture picture) {
        return preprocessing().framing(picture, input());
    }

    /** The preprocessed picture: 1xCxHxW or 1xHxWxC, as the model takes it. */
    public Tensor tensor(Picture picture) {
        return preprocessing().tensor(preprocessing().view(picture, framing(picture)), input());
    }

    /**
     * How many pictures are best run at once: the number the model is made for; else one on a CPU, where threads take a
     * picture each, or {@code many} where the model's weights are worth sharing.
     */
    public int batchSize(int many) {
        return sizes.best(many);
    }

    /** The class scores of a batch of preprocessed pictures. */
    public List<ClassScores> scores(Tensor batch) {
        check(batch);
        return forward(Batches.split(batch, abreast.most() > 1 ? sizes.apart(batch) : sizes.together(batch)))
                .subList(0, batch.batch());
    }

    /** The scores of the parts of a batch. */
    private List<ClassScores> forward(List<Tensor> parts) {
        ScoreSession forward = opened("forward", () -> GradientGraph.forward(prepared(), execution.precision()));
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        parts.forEach(part -> inputs.add(Map.of(input().name(), part)));
        List<ClassScores> all = new ArrayList<>();
        for (Map<String, Tensor> out : run(forward, inputs)) {
            all.addAll(scores(out, forward, parts.get(0).batch()));
        }
        return all;
    }

    private void check(Tensor batch) {
        input().check(batch.shape(), "the tensor");
        if (batch.batch() < 1) {
            throw new FoveaException("The tensor for '%s' holds no picture".formatted(file.source()));
        }
    }

    /** The gradient of the same score for every picture of a batch. */
    public ScoreGradients gradients(Tensor batch, Target target, Score score) {
        return gradients(batch, Collections.nCopies(batch.batch(), target), score);
    }

    /** The gradients of a batch, each of its own class. */
    public ScoreGradients gradients(Tensor batch, List<Target> targets, Score score) {
        return gradients(batch, targets, score, BackwardRule.GRADIENT);
    }

    /**
     * Scores and d score / d input of a batch, by the derived graph; on a CPU mostly picture by picture, which is faster.
     *
     * @param batch preprocessed pictures, N first
     * @param targets the class per picture
     * @param rule how the score goes back through ReLUs; with another than {@link BackwardRule#GRADIENT} what is returned
     *     as gradient is what arrives at the input by that rule
     * @throws FoveaException if a class does not exist, the shape does not fit, or an operator has no backward rule
     */
    public ScoreGradients gradients(Tensor batch, List<Target> targets, Score score, BackwardRule rule) {
        check(batch);
        if (targets.size() != batch.batch()) {
            throw new FoveaException("There are %d classes to explain for %d pictures; give one for each"
                    .formatted(targets.size(), batch.batch()));
        }
        boolean decidable = classCount() > 0 && targets.stream().noneMatch(Target::needsScores);
        List<ClassScores> known = decidable ? List.of() : scores(batch);
        ScoreSession opened = gradients(score, rule, derivedNow -> {});
        List<Tensor> parts = Batches.split(batch, sizes.apart(batch));
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        int at = 0;
        for (Tensor part : parts) {
            Cotangents cotangents = Cotangents.of(part.batch(), at, targets, known, this);
            inputs.add(Map.of(
                    input().name(),
                    part,
                    GradientGraph.CLASSES,
                    cotangents.classes(),
                    GradientGraph.WEIGHTS,
                    cotangents.weights()));
            at += part.batch();
        }
        List<ClassScores> scores = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        for (Map<String, Tensor> out : run(opened, inputs)) {
            gradients.add(tensor(out, opened.gradient()));
            scores.addAll(scores(out, opened, parts.get(0).batch()));
        }
        List<ClassScores> kept = scores.subList(0, batch.batch());
        List<Selection> selections = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            selections.add(Selection.of(targets.get(i), kept.get(i), labels));
        }
        return new ScoreGradients(kept, selections, Batches.join(gradients, batch.batch()));
    }

    /** The session for gradients, opened now if it is not yet; the graph derived for it is shown first. */
    ScoreSession gradients(Score score, BackwardRule rule, Consumer<GradientGraph> shown) {
        boolean many = execution.runs() == Execution.Runs.MANY;
        Lowering before = rules.isPresent() ? Lowering.forwardForAnyRules() : Lowering.forward();
        Lowering after = many ? Lowering.cpuForMany() : Lowering.cpu();
        return opened("gradient of %s by %s%s".formatted(score, rule, many ? ", for many" : ""), () -> {
            GradientGraph graph =
                    GradientGraph.derive(prepared(), score, book(rule), execution.precision(), before, after);
            shown.accept(graph);
            return graph;
        });
    }

    private List<ClassScores> scores(Map<String, Tensor> out, ScoreSession from, int count) {
        boolean independent = head().normalization() == ScoreHead.Normalization.SIGMOID;
        return ClassScores.rows(tensor(out, from.logits()), count, independent, file.source());
    }

    /**
     * A layer's values for a batch, in one run of the part of the model that they hang on.
     *
     * @param batch preprocessed pictures, N first
     * @param layer as {@link ModelInspection#layers} names it
     * @return the values in the layer's own shape, one row per picture
     * @throws FoveaException if there is no such layer, or the shape does not fit
     */
    public Tensor activations(Tensor batch, String layer) {
        check(batch);
        ScoreSession opened = opened(
                "layer " + layer,
                () -> GradientGraph.layer(prepared(), Layers.value(prepared(), layer), execution.precision()));
        List<Tensor> parts = new ArrayList<>();
        for (Tensor part : Batches.split(batch, sizes.together(batch))) {
            Tensor values = tensor(run(opened, Map.of(input().name(), part)), opened.logits());
            if (values.batch() != part.batch()) {
                throw new FoveaException("Layer '%s' has no row for each picture: its values are of shape %s for %d"
                        .formatted(layer, Arrays.toString(values.shape()), part.batch()));
            }
            parts.add(values);
        }
        return Batches.join(parts, batch.batch());
    }

    /**
     * A layer's values and {@code sum (weights + own * values) * d values / d input}, the cotangent held fixed, in one run
     * of the derived graph. With {@code own} 0 it is the gradient of the weighted sum of the layer; with weights 0 and {@code
     * own} 2 that of the sum of its squares.
     *
     * @param batch preprocessed pictures, N first
     * @param layer as {@link ModelInspection#layers} names it
     * @param weights as many axes as the layer has; sizes of 1 are broadcast, the first always
     * @param own what the layer's own values weigh
     * @param rule how it goes back through ReLUs
     * @throws FoveaException if there is no such layer, the shapes do not fit, an operator has no backward rule, or the
     *     precision is double
     */
    public LayerGradients layerGradients(Tensor batch, String layer, Tensor weights, double own, BackwardRule rule) {
        check(batch);
        ScoreSession opened = opened(
                "gradient of layer %s by %s".formatted(layer, rule),
                () -> LayerGraph.derive(prepared(), layer, book(rule), execution.precision()));
        List<Tensor> activations = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor part : Batches.split(batch, sizes.together(batch))) {
            Map<String, Tensor> out = run(
                    opened,
                    Map.of(
                            input().name(),
                            part,
                            LayerGraph.WEIGHTS,
                            weights,
                            LayerGraph.OWN,
                            new Tensor(new long[] {1}, new float[] {(float) own})));
            activations.add(tensor(out, opened.logits()));
            gradients.add(tensor(out, opened.gradient()));
        }
        return new LayerGradients(Batches.join(activations, batch.batch()), Batches.join(gradients, batch.batch()));
    }

    /** The model's graph, to look into. */
    public ModelGraph graph() {
        return new ModelGraph(prepared());
    }

    private static Tensor tensor(Map<String, Tensor> out, String name) {
        Tensor found = out.get(name);
        if (found == null) {
            throw new IllegalStateException("ONNX Runtime returned no '" + name + "'");
        }
        return found;
    }

    /** The model in the neighbourhood of a preprocessed picture, N = 1. */
    public Nearby near(Tensor picture) {
        check(picture);
        return new Nearby(
                this, sessions.get("surroundings", Surroundings.class, () -> new Surroundings(prepared())), picture);
    }

    private ScoreSession opened(String purpose, Supplier<GradientGraph> derive) {
        return sessions.get(purpose, ScoreSession.class, () -> derived.open(purpose, derive));
    }

    /** Runs one part of a batch after the other, or several abreast. */
    private List<Map<String, Tensor>> run(ScoreSession opened, List<Map<String, Tensor>> inputs) {
        List<Supplier<Map<String, Tensor>>> runs = new ArrayList<>();
        for (Map<String, Tensor> in : inputs) {
            runs.add(() -> sessions.whileOpen(() -> opened.run(in)));
        }
        return abreast.all(runs);
    }

    private Map<String, Tensor> run(ScoreSession opened, Map<String, Tensor> inputs) {
        return run(opened, List.of(inputs)).get(0);
    }

    private RuleBook book(BackwardRule rule) {
        return rule.over(rules.orElseGet(RuleBook::gradient));
    }

    /** What is open, for those that run it too. */
    Sessions sessions() {
        return sessions;
    }

    /** The graph made ready, to inspect and derive from. */
    synchronized PreparedModel prepared() {
        PreparedModel found = prepared == null ? PreparedModel.of(file, output) : prepared;
        prepared = found;
        return found;
    }

    @Override
    public void close() {
        abreast.close();
        sessions.close();
    }
}
