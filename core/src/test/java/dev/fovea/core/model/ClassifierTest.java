package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.Execution.Provider;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
    /** A small convolutional net for {@code batch} grey or colour pictures of 8x8; -1 for any number. */
    static ToyModel net(long batch) {
        return ToyModel.taking(batch, 3, 8, 8)
                .then("Conv", Tensors.floats(ElementType.FLOAT, new long[] {4, 3, 3, 3}, ToyModel.numbers(108, 1)))
                .then("Relu")
                .then("GlobalAveragePool")
                .then("Flatten")
                .dense(5, ToyModel.numbers(20, 2), ToyModel.numbers(5, 3));
    }

    static Tensor pictures(int count, long seed) {
        float[] values = new float[count * 192];
        double[] numbers = ToyModel.numbers(values.length, seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return new Tensor(new long[] {count, 3, 8, 8}, values);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "2, 1", "2, 2", "2, 5", "4, 3"})
    void aFixedBatchGivesWhatSinglePicturesGive(int fixed, int count) {
        Tensor batch = pictures(count, 7);
        try (Classifier any = Classifier.from(net(-1).bytes()).load();
                Classifier fix = Classifier.from(net(fixed).bytes()).load()) {
            List<ClassScores> scores = fix.scores(batch);
            ScoreGradients gradients = fix.gradients(batch, Target.top(), Score.LOGIT);
            assertThat(scores).hasSize(count);
            assertThat(gradients.gradient().shape()).containsExactly(count, 3, 8, 8);
            assertThat(gradients.selections()).hasSize(count);
            for (int i = 0; i < count; i++) {
                ScoreGradients one = any.gradients(batch.row(i), Target.top(), Score.LOGIT);
                assertThat(scores.get(i).logits())
                        .containsExactly(one.scores().get(0).logits(), within(1e-6f));
                assertThat(gradients.selections().get(i))
                        .isEqualTo(one.selections().get(0));
                assertThat(gradients.gradient().row(i).values())
                        .containsExactly(one.gradient().values(), within(1e-6f));
            }
        }
    }

    @Test
    void takesATargetForEachPictureOfAFixedBatch() {
        Tensor batch = pictures(3, 7);
        List<Target> targets = List.of(Target.index(4), new Target.Ranked(2), Target.parse("1-vs-0"));
        try (Classifier any = Classifier.from(net(-1).bytes()).load();
                Classifier two = Classifier.from(net(2).bytes()).load()) {
            ScoreGradients a = any.gradients(batch, targets, Score.LOGIT);
            ScoreGradients b = two.gradients(batch, targets, Score.LOGIT);
            assertThat(b.selections()).isEqualTo(a.selections());
            assertThat(b.gradient().values()).containsExactly(a.gradient().values(), within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 0})
    void runsWithAnyNumberOfThreads(int threads) {
        try (Classifier classifier = Classifier.from(net(-1).bytes())
                        .withExecution(Execution.DEFAULT.withThreads(threads))
                        .load();
                Classifier plain = Classifier.from(net(-1).bytes()).load()) {
            assertThat(classifier.execution().threads()).isEqualTo(threads);
            assertThat(classifier
                            .gradients(pictures(1, 7), Target.top(), Score.LOGIT)
                            .gradient()
                            .values())
                    .containsExactly(
                            plain.gradients(pictures(1, 7), Target.top(), Score.LOGIT)
                                    .gradient()
                                    .values(),
                            within(1e-6f));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Execution.DEFAULT.withThreads(-1));
    }

    /** The ONNX Runtime that Fovea comes with computes on the processor. */
    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"CUDA", "TENSORRT", "DIRECTML"})
    void saysThatAProviderIsMissing(Provider provider) {
        try (Classifier classifier = Classifier.from(net(-1).bytes())
                .withExecution(Execution.DEFAULT.withProvider(provider))
                .load()) {
            OneLine.refuses(
                    () -> classifier.scores(pictures(1, 1)),
                    "This ONNX Runtime has no " + provider + " provider (",
                    "use CPU");
        }
    }

    @Test
    void refusesNaNScores() {
        byte[] model = ToyModel.taking(1, 3, 2, 2)
                .then("Sqrt")
                .then("Flatten")
                .dense(2, ToyModel.numbers(24, 1), 0, 0)
                .bytes();
        float[] negative = new float[12];
        negative[3] = -1;
        Tensor picture = new Tensor(new long[] {1, 3, 2, 2}, negative);
        try (Classifier classifier = Classifier.from(model).load()) {
            OneLine.refuses(() -> classifier.scores(picture), "answers NaN; check its weights and the preprocessing");
            OneLine.refuses(() -> classifier.gradients(picture, Target.top(), Score.LOGIT), "answers NaN");
        }
    }

    @Test
    void refusesInfiniteScores() {
        byte[] model = ToyModel.taking(1, 3, 2, 2)
                .then("Flatten")
                .dense(2, new double[24], 1, -1)
                .then("Mul", Tensors.scalar(ElementType.FLOAT, 3e38))
                .then("Mul", Tensors.scalar(ElementType.FLOAT, 10))
                .bytes();
        try (Classifier classifier = Classifier.from(model).load()) {
            OneLine.refuses(
                    () -> classifier.scores(new Tensor(new long[] {1, 3, 2, 2}, new float[12])),
                    "answers Infinity; check its weights and the preprocessing");
        }
    }

    /** Rows of scores that do not belong to one picture each. */
    @Test
    void refusesAnotherNumberOfRows() {
        byte[] model = ToyModel.taking(-1, 3, 2, 2)
                .then("Reshape", Tensors.ints(-1, 4))
                .bytes();
        try (Classifier classifier = Classifier.from(model).load()) {
            OneLine.refuses(
                    () -> classifier.scores(new Tensor(new long[] {1, 3, 2, 2}, new float[12])),
                    "answered 1 pictures with 3 rows of scores, expected one for each");
        }
    }

    /** Batch statistics left in the graph; and a reshape that takes one picture only. */
    @Test
    void runsPicturesOneAtATimeWhereTheModelMixesThem() {
        byte[] single = ToyModel.taking(-1, 3, 8, 8)
                .then("Reshape", Tensors.ints(1, 192))
                .dense(5, ToyModel.numbers(960, 2), 0, 0, 0, 0, 0)
                .bytes();
        for (byte[] model : List.of(mixing(), single)) {
            Tensor batch = pictures(3, 7);
            try (Classifier classifier = Classifier.from(model).load()) {
                List<ClassScores> scores = classifier.scores(batch);
                ScoreGradients gradients = classifier.gradients(batch, Target.index(1), Score.LOGIT);
                for (int i = 0; i < 3; i++) {
                    ScoreGradients one = classifier.gradients(batch.row(i), Target.index(1), Score.LOGIT);
                    assertThat(scores.get(i).logits())
                            .isEqualTo(one.scores().get(0).logits());
                    assertThat(gradients.gradient().row(i)).isEqualTo(one.gradient());
                }
            }
        }
    }

    private static byte[] mixing() {
        ToyModel model = ToyModel.taking(-1, 3, 8, 8);
        // Half of the mean is subtracted, as the whole would leave nothing of a single picture.
        model.then("ReduceMean", Attributes.of("keepdims", 1L), Tensors.ints(0))
                .then("Mul", Tensors.scalar(ElementType.FLOAT, 0.5));
        String mean = model.last();
        var proto = model
                .output("unused", "x")
                .then("Flatten")
                .dense(5, ToyModel.numbers(960, 2), 0, 0, 0, 0, 0)
                .model()
                .toBuilder();
        proto.getGraphBuilder().removeOutput(0);
        int flatten = proto.getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .toList()
                .indexOf("Flatten");
        proto.getGraphBuilder()
                .addNodeBuilder()
                .setName("centre")
                .setOpType("Sub")
                .addInput("x")
                .addInput(mean)
                .addOutput("centred");
        proto.getGraphBuilder().getNodeBuilder(flatten).setInput(0, "centred");
        return proto.build().toByteArray();
    }

    @Test
    void oneClassifierServesManyThreads() throws Exception {
        Tensor picture = pictures(1, 7);
        try (Classifier classifier = Classifier.from(net(-1).bytes()).load()) {
            Tensor expected =
                    classifier.gradients(picture, Target.index(2), Score.LOGIT).gradient();
            List<List<Tensor>> found = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                List<Tensor> mine = new ArrayList<>();
                found.add(mine);
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 20; i++) {
                        mine.add(classifier
                                .gradients(picture, Target.index(2), Score.LOGIT)
                                .gradient());
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(found).allSatisfy(mine -> assertThat(mine).hasSize(20).containsOnly(expected));
        }
    }

    /** All threads start on a classifier that has not run yet: the sessions are opened once. */
    @Test
    void manyThreadsMayComeFirst() throws Exception {
        Tensor picture = pictures(1, 7);
        try (Classifier classifier = Classifier.from(net(-1).bytes()).load()) {
            List<Tensor> found = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Score score = Score.values()[t % 3];
                threads.add(new Thread(() -> {
                    classifier.scores(picture);
                    found.add(classifier.gradients(picture, Target.top(), score).gradient());
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(found).hasSize(8);
            assertThat(found.stream().distinct()).hasSize(3);
        }
    }

    /** Closing waits for whoever runs; whoever comes later is told. */
    @Test
    void closingWhileOthersRunIsSafe() throws Exception {
        for (int round = 0; round < 10; round++) {
            Classifier classifier = Classifier.from(net(-1).bytes()).load();
            Tensor picture = pictures(1, round);
            classifier.scores(picture);
            List<Throwable> ends = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(new Thread(() -> {
                    try {
                        while (true) {
                            classifier.gradients(picture, Target.top(), Score.LOGIT);
                            classifier.near(picture).switches(picture, picture);
                        }
                    } catch (IllegalStateException e) {
                        ends.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            classifier.gradients(picture, Target.index(0), Score.LOGIT);
            classifier.close();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(ends).hasSize(4).allSatisfy(e -> assertThat(e).hasMessage("This classifier is closed"));
        }
    }

    @Test
    void mayBeClosedTwice() {
        Classifier classifier = Classifier.from(net(-1).bytes()).load();
        classifier.gradients(pictures(1, 7), Target.top(), Score.LOGIT);
        classifier.near(pictures(1, 7)).switches(pictures(1, 7), pictures(1, 8));
        classifier.close();
        assertThatCode(classifier::close).doesNotThrowAnyException();
        assertThatCode(() -> Classifier.from(net(-1).bytes()).load().close()).doesNotThrowAnyException();
    }

    @Test
    void saysWhichShapesItTakes() {
        try (Classifier classifier = Classifier.from(net(-1).bytes()).load()) {
            OneLine.refuses(
                    () -> classifier.scores(new Tensor(new long[] {1, 3, 9, 8}, new float[216])),
                    "has shape 1x3x9x8, the model takes Nx3x8x8 (NCHW)");
            OneLine.refuses(
                    () -> classifier.gradients(
                            new Tensor(new long[] {3, 8, 8}, new float[192]), Target.top(), Score.LOGIT),
                    "has shape 3x8x8, the model takes Nx3x8x8 (NCHW)");
            OneLine.refuses(
                    () -> classifier.scores(new Tensor(new long[] {0, 3, 8, 8}, new float[0])), "holds no picture");
            OneLine.refuses(
                    () -> classifier.gradients(pictures(2, 1), List.of(Target.top()), Score.LOGIT),
                    "There are 1 classes to explain for 2 pictures");
        }
    }
}
