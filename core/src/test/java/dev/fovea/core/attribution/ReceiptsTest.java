package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.scenes.EmbeddedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a map's receipt says. */
class ReceiptsTest {
    @TempDir
    private static Path folder;

    private static Path model;
    private static Path picture;
    private static Classifier scenes;

    @BeforeAll
    static void load() throws Exception {
        model = Files.write(folder.resolve("scenes.onnx"), EmbeddedModel.model());
        Files.write(folder.resolve("scenes.fovea.json"), EmbeddedModel.sidecar());
        picture = Files.write(folder.resolve("demo.png"), EmbeddedModel.demoPicture());
        scenes = Classifier.load(model);
    }

    @AfterAll
    static void close() {
        scenes.close();
    }

    private static List<String> paths(JsonNode node, String at) {
        List<String> all = new ArrayList<>();
        node.fields().forEachRemaining(e -> {
            all.add(at + e.getKey());
            all.addAll(paths(e.getValue(), at + e.getKey() + "."));
        });
        return all;
    }

    @Test
    void isCompleteAndInOrder() {
        Explanation why = new ImageSaliency().explain(scenes, Subject.read(picture, scenes), Target.top());
        assertThat(paths(why.receipt().json(), ""))
                .containsExactly(
                        "model",
                        "model.name",
                        "model.sha256",
                        "model.output",
                        "model.scoreTakenAt",
                        "model.normalization",
                        "model.skipped",
                        "model.gradientTakenAt",
                        "model.threads",
                        "model.division",
                        "model.provider",
                        "model.precision",
                        "input",
                        "input.name",
                        "input.sha256",
                        "input.width",
                        "input.height",
                        "input.tensor",
                        "preprocessing",
                        "preprocessing.source",
                        "preprocessing.channels",
                        "preprocessing.filter",
                        "preprocessing.scale",
                        "preprocessing.mean",
                        "preprocessing.std",
                        "preprocessing.resized",
                        "preprocessing.crop",
                        "class",
                        "class.index",
                        "class.label",
                        "class.score",
                        "class.logit",
                        "class.probability",
                        "class.top",
                        "method",
                        "method.name",
                        "method.rule",
                        "method.magnitude",
                        "method.channels",
                        "method.repeat",
                        "method.units",
                        "method.seed",
                        "checks",
                        "checks.finite",
                        "checks.largestGradient",
                        "checks.warnings",
                        "versions",
                        "versions.fovea",
                        "versions.onnxruntime",
                        "versions.java",
                        "versions.platform",
                        "milliseconds");
    }

    @Test
    void saysWhatWasDone() throws Exception {
        ImageSaliency method = new ImageSaliency()
                .withMagnitude(Magnitude.SQUARE)
                .withChannels(ChannelReduction.L2)
                .withRepeat(new Repeat.Noise(3, 0.1))
                .withUnits(Units.PIXEL)
                .withScore(Score.LOG_PROBABILITY)
                .withSeed(42);
        Explanation why = method.explain(scenes, Subject.read(picture, scenes), Target.parse("butterfly-vs-leaf"));
        JsonNode json = why.receipt().json();
        assertThat(json.at("/model/name").asText()).isEqualTo("scenes.onnx");
        assertThat(json.at("/model/sha256").asText()).isEqualTo(sha256(Files.readAllBytes(model)));
        assertThat(json.at("/input/name").asText()).isEqualTo("demo");
        assertThat(json.at("/input/sha256").asText()).isEqualTo(sha256(Files.readAllBytes(picture)));
        assertThat(json.at("/input/tensor").toString()).isEqualTo("[1,3,112,112]");
        assertThat(json.at("/preprocessing/crop").toString()).isEqualTo("[0,0,112,112]");
        assertThat(json.at("/class/label").asText()).isEqualTo("butterfly - leaf");
        assertThat(json.at("/class/score").asText()).isEqualTo("log_probability");
        int first = json.at("/class/index").asInt();
        int second = json.at("/class/against").asInt();
        assertThat(json.at("/class/logit").asDouble())
                .isCloseTo(why.scores().logit(first) - why.scores().logit(second), within(1e-6));
        assertThat(json.get("method").toString())
                .contains(
                        "\"magnitude\":\"square\",\"channels\":\"l2\",\"repeat\":\"noise:3:0.1\",\"units\":\"pixel\",\"seed\":42");
        assertThat(json.at("/checks/finite").asBoolean()).isTrue();
        assertThat(json.at("/checks/warnings")).isEmpty();
    }

    @Test
    void sameInputsGiveTheSameReceiptButForTheTime() {
        ImageSaliency method =
                new ImageSaliency().withRepeat(new Repeat.Noise(3, 0.1)).withSeed(5);
        List<JsonNode> found = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ObjectNode json = (ObjectNode) method.explain(scenes, Subject.read(picture, scenes), Target.top())
                    .receipt()
                    .json();
            assertThat(json.remove("milliseconds").asDouble()).isPositive();
            found.add(json);
        }
        assertThat(found.get(0).toString()).isEqualTo(found.get(1).toString());
    }

    @Test
    void hashesWhatIsNoFileByItsContent() throws Exception {
        Tensor tensor = new Tensor(new long[] {1, 3, 112, 112}, new float[3 * 112 * 112]);
        assertThat(Subject.of(tensor, "zeros", scenes).sha256()).isEqualTo(sha256(Npy.toBytes(tensor)));
        Path npy = Files.write(folder.resolve("zeros.npy"), Npy.toBytes(tensor));
        assertThat(Subject.read(npy, scenes).sha256()).isEqualTo(sha256(Files.readAllBytes(npy)));
        Picture one = Picture.of(2, 1, new int[] {1, 2});
        Picture same = Picture.of(2, 1, new int[] {1, 2});
        Picture tall = Picture.of(1, 2, new int[] {1, 2});
        assertThat(Subject.of(one, "a", scenes).sha256())
                .isEqualTo(Subject.of(same, "b", scenes).sha256())
                .isNotEqualTo(Subject.of(tall, "a", scenes).sha256());
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void leavesThePreprocessingOfATensorOut() {
        Tensor tensor = new Tensor(new long[] {1, 3, 112, 112}, new float[3 * 112 * 112]);
        JsonNode json = new ImageSaliency()
                .explain(scenes, Subject.of(tensor, "zeros", scenes), Target.top())
                .receipt()
                .json();
        assertThat(json.has("preprocessing")).isFalse();
        assertThat(json.at("/input").has("width")).isFalse();
    }

    private static Explanation explain(ToyModel model, Score score, float... pixels) {
        try (Classifier classifier = Classifier.from(model.bytes()).load()) {
            Tensor tensor = new Tensor(new long[] {1, 1, 1, pixels.length}, pixels);
            return new ImageSaliency()
                    .withScore(score)
                    .explain(classifier, Subject.of(tensor, "pixels", classifier), Target.index(0));
        }
    }

    private static List<String> warnings(Explanation why) {
        List<String> all = new ArrayList<>();
        why.receipt().json().at("/checks/warnings").forEach(w -> all.add(w.asText()));
        return all;
    }

    private static ToyModel twoPixels() {
        return ToyModel.taking(1, 1, 1, 2).then("Flatten");
    }

    /** Dead units, and a score that hangs on nothing. */
    @Test
    void warnsOfAGradientThatIsZeroEverywhere() {
        ToyModel dead = twoPixels().then("Relu").dense(2, new double[] {1, 2, 3, 4}, 0, 0);
        ToyModel rounded = twoPixels().then("Floor").dense(2, new double[] {1, 2, 3, 4}, 0, 0);
        for (ToyModel model : List.of(dead, rounded)) {
            Explanation why = explain(model, Score.LOGIT, -1, -2);
            assertThat(warnings(why))
                    .containsExactly("the gradient is zero everywhere: the score does not hang on the picture here");
            assertThat(why.map().max()).isZero();
        }
        assertThat(warnings(explain(dead(), Score.LOGIT, 1, -2))).isEmpty();
    }

    @Test
    void saysWhichRuleAndThatItIsNoDerivative() {
        ImageSaliency checked = new ImageSaliency().withCheck(true);
        Subject subject = Subject.read(picture, scenes);
        JsonNode gradient =
                checked.explain(scenes, subject, Target.top()).receipt().json();
        Explanation why = checked.withRule(BackwardRule.GUIDED).explain(scenes, subject, Target.top());
        JsonNode guided = why.receipt().json();
        assertThat(gradient.at("/method/rule").asText()).isEqualTo("gradient");
        assertThat(gradient.at("/checks/finiteDifference/verdict").asText()).isEqualTo("agrees");
        assertThat(guided.at("/method/rule").asText()).isEqualTo("guided");
        assertThat(guided.at("/method/name").asText()).isEqualTo("guided backpropagation (Springenberg et al. 2015)");
        assertThat(guided.at("/checks/finiteDifference").toString())
                .isEqualTo(
                        "{\"verdict\":\"does_not_apply\",\"why\":\"guided backpropagation is not the derivative of a score\"}");
        assertThat(why.settings().meaning()).isEqualTo("|guided dS/dI|, largest channel");
        assertThat(warnings(why)).isEmpty();
    }

    @Test
    void warnsOfARuleThatChangesNothing() {
        ToyModel smooth = twoPixels().then("Tanh").dense(2, new double[] {1, 2, 3, 4}, 0, 0);
        try (Classifier classifier = Classifier.from(smooth.bytes()).load()) {
            Tensor tensor = new Tensor(new long[] {1, 1, 1, 2}, new float[] {1, 2});
            Explanation why = new ImageSaliency()
                    .withRule(BackwardRule.DECONVNET)
                    .explain(classifier, Subject.of(tensor, "pixels", classifier), Target.index(0));
            assertThat(warnings(why)).containsExactly("the model has no ReLU: this is the gradient");
        }
    }

    @Test
    void warnsOfADeconvnetThatHardlySeesThePicture() {
        ToyModel flat = twoPixels().then("Relu").dense(2, new double[] {1, 2, 3, 4}, 0, 0);
        try (Classifier classifier = Classifier.from(flat.bytes()).load()) {
            Tensor tensor = new Tensor(new long[] {1, 1, 1, 2}, new float[] {1, 2});
            ImageSaliency deconvnet = new ImageSaliency().withRule(BackwardRule.DECONVNET);
            Subject subject = Subject.of(tensor, "pixels", classifier);
            assertThat(warnings(deconvnet.explain(classifier, subject, Target.index(0))))
                    .containsExactly(
                            "a deconvnet sees the picture by max-pooling, and the model has none: every picture gets nearly this map");
            assertThat(warnings(deconvnet.withRule(BackwardRule.GUIDED).explain(classifier, subject, Target.index(0))))
                    .isEmpty();
        }
        assertThat(warnings(new ImageSaliency()
                        .withRule(BackwardRule.DECONVNET)
                        .explain(scenes, Subject.read(picture, scenes), Target.top())))
                .isEmpty();
    }

    private static ToyModel dead() {
        return twoPixels().then("Relu").dense(2, new double[] {1, 2, 3, 4}, 0, 0);
    }

    @Test
    void warnsOfASaturatedSoftmax() {
        ToyModel sure = twoPixels().dense(2, new double[] {50, 0, 0, 50}, 0, 0);
        assertThat(warnings(explain(sure, Score.PROBABILITY, 1, 0)))
                .anySatisfy(w -> assertThat(w).contains("the softmax is saturated", "explain the logit"));
    }

    /** The square root's slope at zero is infinite: no map can be drawn of that. */
    @Test
    void refusesAnInfiniteGradient() {
        ToyModel root = twoPixels()
                .then("Sqrt")
                .dense(2, new double[] {1, 2, 3, 4}, 0, 0)
                .then("Add", Tensors.floats(ElementType.FLOAT, new long[] {1}, 1));
        OneLine.refuses(
                () -> explain(root, Score.LOGIT, 4, 0),
                "The gradient through 'model of",
                "is Infinity at column 1, row 0");
    }
}
