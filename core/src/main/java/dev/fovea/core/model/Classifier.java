package dev.fovea.core.model;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.rules.Rectifiers;
import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);

    private final ModelFile file;
    private final PreparedModel model;
    private final Optional<Preprocessing> preprocessing;
    private final Labels labels;
    private final Execution execution;
    private final RuleBook rules;
    private final Map<Object, Opened> sessions = new ConcurrentHashMap<>();
    /** Runs hold the read lock, so that closing waits for them: a closed native session must not be run. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private volatile boolean closed;
    /** Whether the scores of a picture hang on the others of its batch; null until it matters. */
    private volatile @Nullable Boolean mixing;

    /** A derived graph with the session it runs in. */
    private record Opened(GradientGraph graph, OnnxSession session) {}

    /** What a derived graph answers. */
    private record ScoreKey(Score score, BackwardRule rule) {}

    private record LayerKey(String layer, BackwardRule rule) {}

    private @Nullable Surroundings surroundings;

    Classifier(ClassifierOptions options) {
        this.file = options.file();
        this.model = PreparedModel.of(file, options.output());
        ModelDescription described = ModelDescription.of(file, options.sidecar());
        this.preprocessing = options.preprocessing().or(described::preprocessing);
        this.labels = options.labels().orElse(described.labels()).fitting(classCount(), file.source());
        this.execution = options.execution();
        this.rules = options.rules();
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
        return model.input();
    }

    public ScoreHead head() {
        return model.head();
    }

    public Labels labels() {
        return labels;
    }

    public Execution execution() {
        return execution;
    }

    /** The value that gradients are taken at: the input, or what a uint8 input is cast to. */
    public String gradientSource() {
        return model.source();
    }

    /** The number of classes; -1 if the model does not say before it has run. */
    public long classCount() {
        long[] sizes = model.types().of(model.head().logits()).knownShape().sizes();
        long count = 1;
        for (int i = sizes.length == 1 ? 0 : 1; i < sizes.length; i++) {
            count = sizes[i] < 0 || count < 0 ? -1 : count * sizes[i];
        }
        return count;
    }

    /** The number of ReLUs before the score: where the {@linkplain BackwardRule backward rules} differ. */
    public long rectifiers() {
        return Rectifiers.count(model.graph(), model.head().logits());
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

    /** The class scores of a batch of preprocessed pictures. */
    public List<ClassScores> scores(Tensor batch) {
        check(batch);
        List<ClassScores> all = new ArrayList<>();
        for (Tensor part : Batches.split(batch, together(batch))) {
            all.addAll(forward(part));
        }
        return all.subList(0, batch.batch());
    }

    /** The scores of pictures run at once. */
    private List<ClassScores> forward(Tensor part) {
        Opened opened = opened("forward", () -> GradientGraph.forward(model, execution.precision()));
        Map<String, Tensor> out = run(
                opened.session(),
                Map.of(input().name(), part),
                Set.of(opened.graph().logits()));
        return scores(out, opened.graph(), part.batch());
    }

    private void check(Tensor batch) {
        input().check(batch.shape(), "the tensor");
        if (batch.batch() < 1) {
            throw new FoveaException("The tensor for '%s' holds no picture".formatted(file.source()));
        }
    }

    /** How many pictures are run at once: as many as the model says, any number (-1), or one if it mixes them. */
    private long together(Tensor batch) {
        if (input().batch() >= 0 || batch.batch() == 1) {
            return input().batch();
        }
        Boolean known = mixing;
        if (known == null) {
            known = Batches.mixes(batch.row(0), this::forward);
            mixing = known;
            if (known) {
                LOG.warn(
                        "The scores of '{}' hang on which pictures are run together: they are run one at a time",
                        file.source());
            }
        }
        return known ? 1 : -1;
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
     * Scores and d score / d input of a batch, in one run of the derived graph.
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
        Opened opened = opened(
                new ScoreKey(score, rule),
                () -> GradientGraph.derive(model, score, rule.over(rules), execution.precision()));
        List<ClassScores> scores = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        int at = 0;
        for (Tensor part : Batches.split(batch, together(batch))) {
            Cotangents cotangents = Cotangents.of(part.batch(), at, targets, known, this);
            Map<String, Tensor> inputs = Map.of(
                    input().name(),
                    part,
                    GradientGraph.TOP,
                    cotangents.top(),
                    GradientGraph.WEIGHTS,
                    cotangents.weights());
            Map<String, Tensor> out = run(
                    opened.session(),
                    inputs,
                    Set.of(opened.graph().logits(), opened.graph().gradient()));
            scores.addAll(scores(out, opened.graph(), part.batch()));
            gradients.add(tensor(out, opened.graph().gradient()));
            at += part.batch();
        }
        List<ClassScores> kept = scores.subList(0, batch.batch());
        List<Selection> selections = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            selections.add(Selection.of(targets.get(i), kept.get(i), labels));
        }
        return new ScoreGradients(kept, selections, Batches.join(gradients, batch.batch()));
    }

    private List<ClassScores> scores(Map<String, Tensor> out, GradientGraph graph, int count) {
        boolean independent = head().normalization() == ScoreHead.Normalization.SIGMOID;
        return ClassScores.rows(tensor(out, graph.logits()), count, independent, file.source());
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
        Value value = Layers.value(model, layer);
        Opened opened = opened(value, () -> GradientGraph.layer(model, value, execution.precision()));
        List<Tensor> parts = new ArrayList<>();
        for (Tensor part : Batches.split(batch, together(batch))) {
            String name = opened.graph().logits();
            parts.add(tensor(run(opened.session(), Map.of(input().name(), part), Set.of(name)), name));
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
        Opened opened = opened(
                new LayerKey(layer, rule),
                () -> LayerGraph.derive(model, layer, rule.over(rules), execution.precision()));
        List<Tensor> activations = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor part : Batches.split(batch, together(batch))) {
            Map<String, Tensor> out = run(
                    opened.session(),
                    Map.of(
                            input().name(),
                            part,
                            LayerGraph.WEIGHTS,
                            weights,
                            LayerGraph.OWN,
                            new Tensor(new long[] {1}, new float[] {(float) own})),
                    Set.of(opened.graph().logits(), opened.graph().gradient()));
            activations.add(tensor(out, opened.graph().logits()));
            gradients.add(tensor(out, opened.graph().gradient()));
        }
        return new LayerGradients(Batches.join(activations, batch.batch()), Batches.join(gradients, batch.batch()));
    }

    /** The model's graph, to look into. */
    public ModelGraph graph() {
        return new ModelGraph(model);
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
        return new Nearby(this, surroundings(), picture);
    }

    private synchronized Surroundings surroundings() {
        checkOpen();
        Surroundings found = surroundings == null ? new Surroundings(model) : surroundings;
        surroundings = found;
        return found;
    }

    private synchronized Opened opened(Object key, Supplier<GradientGraph> make) {
        checkOpen();
        return sessions.computeIfAbsent(key, k -> {
            GradientGraph graph = make.get();
            return new Opened(graph, OnnxSession.open(graph.graph(), execution));
        });
    }

    private Map<String, Tensor> run(OnnxSession session, Map<String, Tensor> inputs, Set<String> outputs) {
        return whileOpen(() -> session.run(inputs, outputs));
    }

    /** Runs something that closing waits for. */
    <T> T whileOpen(Supplier<T> running) {
        life.readLock().lock();
        try {
            checkOpen();
            return running.get();
        } finally {
            life.readLock().unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("This classifier is closed");
        }
    }

    /** The prepared graph, to inspect. */
    PreparedModel prepared() {
        return model;
    }

    @Override
    public synchronized void close() {
        life.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            sessions.values().forEach(o -> o.session().close());
            sessions.clear();
            if (surroundings != null) {
                surroundings.close();
            }
        } finally {
            life.writeLock().unlock();
        }
    }
}
