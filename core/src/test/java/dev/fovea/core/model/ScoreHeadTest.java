package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.ScoreHead.Normalization;
import dev.fovea.core.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreHeadTest {
    private static final Attributes LAST = Attributes.of("axis", 1L);
    private static final double[] WEIGHTS = ToyModel.numbers(36, 4);

    /** Three scores, linear in the picture. */
    private static ToyModel linear() {
        return ToyModel.taking(1, 3, 2, 2).then("Flatten").dense(3, WEIGHTS, 0.1, 0.2, 0.3);
    }

    private static Tensor picture() {
        float[] values = new float[12];
        for (int i = 0; i < 12; i++) {
            values[i] = i % 5 - 2;
        }
        return new Tensor(new long[] {1, 3, 2, 2}, values);
    }

    private static Arguments row(String name, Normalization found, List<String> skipped, UnaryOperator<ToyModel> end) {
        return Arguments.argumentSet(name, found, skipped, end);
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                row("nothing", Normalization.NONE, List.of(), m -> m),
                row("softmax", Normalization.SOFTMAX, List.of("Softmax"), m -> m.then("Softmax", LAST)),
                row("log softmax", Normalization.LOG_SOFTMAX, List.of("LogSoftmax"), m -> m.then("LogSoftmax", LAST)),
                row("sigmoid", Normalization.SIGMOID, List.of("Sigmoid"), m -> m.then("Sigmoid")),
                row(
                        "softmax, reshaped",
                        Normalization.SOFTMAX,
                        List.of("Softmax", "Reshape"),
                        m -> m.then("Softmax", LAST).then("Reshape", Tensors.ints(1, 3))),
                row(
                        "softmax over a map of one pixel, flattened",
                        Normalization.SOFTMAX,
                        List.of("Softmax", "Flatten"),
                        m -> m.then("Reshape", Tensors.ints(1, 3, 1, 1))
                                .then("Softmax", LAST)
                                .then("Flatten")),
                row(
                        "softmax, squeezed",
                        Normalization.SOFTMAX,
                        List.of("Softmax", "Squeeze"),
                        m -> m.then("Unsqueeze", Tensors.ints(2))
                                .then("Softmax", LAST)
                                .then("Squeeze", Tensors.ints(2))),
                row(
                        "softmax, unsqueezed twice",
                        Normalization.SOFTMAX,
                        List.of("Softmax", "Unsqueeze", "Unsqueeze"),
                        m -> m.then("Softmax", LAST)
                                .then("Unsqueeze", Tensors.ints(2))
                                .then("Unsqueeze", Tensors.ints(3))),
                row(
                        "sigmoid behind an identity",
                        Normalization.SIGMOID,
                        List.of("Sigmoid", "Identity"),
                        m -> m.then("Sigmoid").then("Identity")),
                row(
                        "log softmax behind a cast",
                        Normalization.LOG_SOFTMAX,
                        List.of("LogSoftmax", "Cast"),
                        m -> m.then("LogSoftmax", LAST).then("Cast", Attributes.of("to", 1L))),
                row(
                        "softmax in the middle",
                        Normalization.NONE,
                        List.of(),
                        m -> m.then("Softmax", LAST).dense(3, ToyModel.numbers(9, 5), 0, 0, 0)),
                row(
                        "softmax, rectified",
                        Normalization.NONE,
                        List.of(),
                        m -> m.then("Softmax", LAST).then("Relu")),
                row("reshaped only", Normalization.NONE, List.of(), m -> m.then("Reshape", Tensors.ints(1, 3))),
                row(
                        "a map of one pixel",
                        Normalization.NONE,
                        List.of(),
                        m -> m.then("Reshape", Tensors.ints(1, 3, 1, 1))),
                row("last axis", Normalization.NONE, List.of(), m -> m.then("Reshape", Tensors.ints(1, 1, 1, 3))),
                row("no batch axis", Normalization.NONE, List.of(), m -> m.then("Reshape", Tensors.ints(3))));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void findsTheScores(Normalization found, List<String> skipped, UnaryOperator<ToyModel> end) {
        ToyModel model = end.apply(linear());
        try (Classifier classifier = Classifier.from(model.bytes()).load()) {
            assertThat(classifier.head().output()).isEqualTo(model.last());
            assertThat(classifier.head().normalization()).isEqualTo(found);
            assertThat(classifier.head().skipped()).isEqualTo(skipped);
            assertThat(classifier.classCount()).isEqualTo(3);
            assertThat(classifier.scores(picture()).get(0).count()).isEqualTo(3);
            assertThat(classifier
                            .gradients(picture(), Target.index(1), Score.LOGIT)
                            .gradient()
                            .shape())
                    .containsExactly(1, 3, 2, 2);
        }
    }

    /** Whatever stands at the end, the score is the linear one and its gradient the weights. */
    @ParameterizedTest
    @MethodSource("ends")
    void takesTheScoresBeforeTheEnd(Normalization found, List<String> skipped, UnaryOperator<ToyModel> end) {
        try (Classifier plain = Classifier.from(linear().bytes()).load();
                Classifier ended = Classifier.from(end.apply(linear()).bytes()).load()) {
            if (found != Normalization.NONE) {
                assertThat(ended.scores(picture()).get(0).logits())
                        .containsExactly(plain.scores(picture()).get(0).logits(), within(1e-6f));
                float[] gradient = ended.gradients(picture(), Target.index(1), Score.LOGIT)
                        .gradient()
                        .values();
                for (int i = 0; i < 12; i++) {
                    assertThat(gradient[i]).isCloseTo((float) WEIGHTS[12 + i], within(1e-6f));
                }
            }
        }
    }

    @Test
    void takesTheSoftmaxOfOldOpsetsBackToo() {
        byte[] old = linear().then("Softmax", LAST).opset(11).bytes();
        try (Classifier classifier = Classifier.from(old).load()) {
            assertThat(classifier.head().normalization()).isEqualTo(Normalization.SOFTMAX);
            assertThat(classifier.scores(picture()).get(0).logits()).hasSize(3);
        }
    }

    private static ToyModel twoOutputs() {
        ToyModel model = linear();
        String scores = model.last();
        return model.then("Tanh").output("auxiliary", scores).then("Softmax", LAST);
    }

    @Test
    void asksWhichOfSeveralOutputsHoldsTheScores() {
        ToyModel two = twoOutputs();
        OneLine.refuses(
                () -> Classifier.from(two.bytes()).load(),
                "has 2 outputs that may be class scores: 'auxiliary' float 1x3, '" + two.last() + "' float 1x3;",
                "choose one by its name");
        try (Classifier chosen =
                        Classifier.from(two.bytes()).withOutput("auxiliary").load();
                Classifier other =
                        Classifier.from(two.bytes()).withOutput(two.last()).load()) {
            assertThat(chosen.head()).isEqualTo(new ScoreHead("auxiliary", "auxiliary", Normalization.NONE, List.of()));
            assertThat(other.head().normalization()).isEqualTo(Normalization.SOFTMAX);
        }
        OneLine.refuses(
                () -> Classifier.from(two.bytes()).withOutput("logits").load(),
                "has no output 'logits', only 'auxiliary' float 1x3, ");
    }

    /** Scores beside a feature map and the winning index: only one looks like scores. */
    @Test
    void findsTheOnlyOutputThatLooksLikeScores() {
        ToyModel model = ToyModel.taking(1, 3, 2, 2);
        model.then("Relu").output("features", "x").then("Flatten").dense(3, WEIGHTS, 0, 0, 0);
        String scores = model.last();
        model.then("ArgMax", LAST).output("label", scores);
        try (Classifier classifier = Classifier.from(model.bytes()).load()) {
            assertThat(classifier.head().output()).isEqualTo(scores);
        }
        OneLine.refuses(
                () -> Classifier.from(model.bytes()).withOutput("label").load(),
                "gives 'label' int64 1x1, expected float class scores NxK; choose another output");
        OneLine.refuses(
                () -> Classifier.from(model.bytes()).withOutput("features").load(),
                "gives 'features' float 1x3x2x2, expected float class scores NxK; choose another output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x21x8x8", "1x21x8x1"})
    void refusesWhatIsNoClassifier(String shape) {
        long[] sizes = Stream.of(shape.split("x")).mapToLong(Long::parseLong).toArray();
        int count = (int) Stream.of(shape.split("x")).mapToLong(Long::parseLong).reduce(1, (a, b) -> a * b);
        ToyModel model = ToyModel.taking(1, 3, 2, 2)
                .then("Flatten")
                .dense(count, new double[12 * count], new double[count])
                .then("Reshape", Tensors.ints(sizes));
        OneLine.refuses(
                () -> Classifier.from(model.bytes()).load(),
                "gives '" + model.last() + "' float " + shape
                        + ", expected float class scores NxK; is it a classifier?");
    }

    /** Two classes by one score, with or without its sigmoid: p = σ(w·x + b), dp/dx = p (1 - p) w. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneScoreDecidesBetweenTwoClasses(boolean sigmoid) {
        double[] w = ToyModel.numbers(12, 4);
        ToyModel model = ToyModel.taking(1, 3, 2, 2).then("Flatten").dense(1, w, 0.1);
        byte[] bytes = (sigmoid ? model.then("Sigmoid") : model).bytes();
        try (Classifier classifier =
                Classifier.from(bytes).withLabels(Labels.parse("healthy, ill")).load()) {
            double logit = 0.1;
            for (int i = 0; i < 12; i++) {
                logit += w[i] * picture().values()[i];
            }
            double p = 1 / (1 + Math.exp(-logit));
            assertThat(classifier.head().normalization()).isEqualTo(Normalization.SIGMOID);
            assertThat(classifier.labels().name(0)).isEqualTo("ill");
            ClassScores scores = classifier.scores(picture()).get(0);
            assertThat(scores.count()).isEqualTo(1);
            assertThat(scores.probability(0)).isCloseTo(p, within(1e-6));
            for (Target target : List.of(Target.top(), Target.label("ill"), Target.index(0))) {
                float[] logitGradient = classifier
                        .gradients(picture(), target, Score.LOGIT)
                        .gradient()
                        .values();
                float[] gradient = classifier
                        .gradients(picture(), target, Score.PROBABILITY)
                        .gradient()
                        .values();
                for (int i = 0; i < 12; i++) {
                    assertThat(logitGradient[i]).isCloseTo((float) w[i], within(1e-6f));
                    assertThat(gradient[i]).isCloseTo((float) (p * (1 - p) * w[i]), within(1e-6f));
                }
            }
        }
    }

    /** Beside class scores, one number for each picture is something else. */
    @Test
    void severalScoresGoBeforeOne() {
        ToyModel model = ToyModel.taking(1, 3, 2, 2).then("Flatten");
        String flat = model.last();
        model.dense(1, ToyModel.numbers(12, 2), 0).output("quality", flat).dense(3, WEIGHTS, 0, 0, 0);
        try (Classifier classifier = Classifier.from(model.bytes()).load();
                Classifier quality =
                        Classifier.from(model.bytes()).withOutput("quality").load()) {
            assertThat(classifier.head().output()).isEqualTo(model.last());
            assertThat(classifier.classCount()).isEqualTo(3);
            assertThat(quality.classCount()).isEqualTo(1);
        }
    }

    @Test
    void refusesIndicesAndSequences() {
        ToyModel index = linear().then("ArgMax", LAST);
        OneLine.refuses(
                () -> Classifier.from(index.bytes()).load(),
                "int64 1x1, expected float class scores NxK; is it a classifier?");
        ToyModel sequence = linear().then("SplitToSequence", LAST);
        OneLine.refuses(
                () -> Classifier.from(sequence.bytes()).load(),
                "without numbers (strings or a sequence), expected float class scores NxK");
    }

    /** A sequence hides the shape of all that follows: the error is about the sequence. */
    @Test
    void namesWhatHidesTheShapeOfTheScores() {
        ToyModel model = ToyModel.taking(1, 3, 2, 2)
                .then("SplitToSequence", LAST)
                .then("SequenceAt", Tensors.scalar(ElementType.INT64, 0))
                .then("Flatten");
        OneLine.refuses(
                () -> Classifier.from(model.bytes()).load(),
                "(SplitToSequence): sequences and optional values have no derivative here");
    }

    @Test
    void acceptsABatchOfAnySize() {
        ToyModel model = ToyModel.taking(-1, 3, 2, 2)
                .then("Flatten")
                .dense(3, WEIGHTS, 0, 0, 0)
                .then("Softmax", LAST);
        assertThatCode(() -> Classifier.from(model.bytes()).load().close()).doesNotThrowAnyException();
    }
}
