package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.SharedData;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every real model file is differentiated and checked against finite differences of itself. */
class RealModelsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cnn_cifar10",
                "leafsnap",
                "mnist_cntk",
                "mnist_pytorch",
                "mobilenetv2_fp32",
                "resnet8_cifar10_nhwc",
                "shapes_grey",
                "squeezenet_fp16",
                "squeezenet_fp32"
            })
    void agreesWithFiniteDifferences(String name) {
        try (Classifier classifier = Classifier.load(SharedData.path("data/models/" + name + ".onnx"))) {
            check(name, classifier);
        }
    }

    /** Real topologies whose files hold constant weights; seeded random ones take their place. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bvlc_alexnet",
                "densenet121",
                "inception_v1",
                "inception_v2",
                "resnet50",
                "shufflenet",
                "squeezenet",
                "vgg19",
                "zfnet512"
            })
    void differentiatesTheTopology(String name) throws IOException {
        Path file = SharedData.path("data/models/light/light_" + name + ".onnx");
        byte[] bytes = withRandomWeights(ModelProto.parseFrom(Files.readAllBytes(file)))
                .toByteArray();
        try (Classifier classifier = Classifier.from(bytes).load()) {
            check("light_" + name, classifier);
        }
    }

    /** Against finite differences with the roundings held; the gradient is straight-through. */
    @ParameterizedTest
    @ValueSource(strings = {"mobilenetv2_int8", "shufflenetv2_int8"})
    void agreesForQuantisedModelsWithTheRoundingsHeld(String name) {
        try (Classifier classifier = Classifier.load(SharedData.path("data/models/" + name + ".onnx"))) {
            assertThat(classifier.near(picture(classifier)).holdsRoundings()).isTrue();
            check(name, classifier);
        }
    }

    private static void check(String name, Classifier classifier) {
        GradientCheck check = GradientCheck.run(classifier, picture(classifier), Target.top(), Score.LOGIT, 2, 1);
        assertThat(check.passed()).as("%s: %s", name, check.directions()).isTrue();
    }

    /** A smooth picture-like input in the range the model was trained on. */
    private static Tensor picture(Classifier classifier) {
        ModelInput input = classifier.input();
        long[] shape =
                input.shape(1, input.height() < 0 ? 224 : input.height(), input.width() < 0 ? 224 : input.width());
        int[] size = input.size(shape);
        int pixels = size[0] * size[1];
        float[] values = new float[pixels * input.channels()];
        Random random = new Random(5);
        for (int c = 0; c < input.channels(); c++) {
            double fx = 1 + 3 * random.nextDouble();
            double fy = 1 + 3 * random.nextDouble();
            for (int p = 0; p < pixels; p++) {
                double x = (double) (p % size[1]) / size[1];
                double y = (double) (p / size[1]) / size[0];
                values[input.offset(c, p, pixels)] =
                        (float) (Math.sin(6.28 * (fx * x + fy * y + c)) + 0.3 * random.nextGaussian());
            }
        }
        return new Tensor(shape, values);
    }

    private static ModelProto withRandomWeights(ModelProto model) {
        Graph graph = Graph.of(model);
        List<Node> rest = new ArrayList<>();
        Map<String, TensorProto> weights = new LinkedHashMap<>();
        Random random = new Random(1);
        for (Node node : graph.nodes()) {
            TensorProto shape = graph.constants().get(node.input(0));
            if (!node.is("ConstantOfShape") || shape == null) {
                rest.add(node);
                continue;
            }
            long[] dims = Tensors.toLongs(shape);
            int count = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            double fanIn = dims.length < 2 ? 0 : (double) count / dims[0];
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                // Kaiming's scale for weights; near 1 for vectors, which serve as scales and variances too.
                values[i] = dims.length < 2 ? 0.5 + random.nextDouble() : random.nextGaussian() * Math.sqrt(2 / fanIn);
            }
            weights.put(node.output(0), Tensors.floats(ElementType.FLOAT, dims, values));
        }
        return graph.withNodes(rest).plus(List.of(), weights).toModel();
    }
}
