package dev.fovea.core.inside.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.SharedData;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ModelInput;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields of the architectures as exporters write them: no unit has a gradient outside of its field. */
class ArchitectureFieldTest {
    /** Families whose layers are all convolution and pooling: that their fields are windows is part of the claim. */
    private static final Set<String> CONVOLUTIONAL = Set.of(
            "alexnet",
            "vgg",
            "googlenet",
            "inception_v3",
            "resnet_ts",
            "resnet_dynamo",
            "resnet_bottleneck",
            "wide_resnet",
            "densenet_ts",
            "densenet_dynamo",
            "mobilenet_v2_ts",
            "mobilenet_v2_dynamo",
            "mnasnet",
            "shufflenet_v1",
            "shufflenet_v2",
            "squeezenet_ts",
            "squeezenet_dynamo",
            "repvgg",
            "darknet",
            "cspdarknet",
            "keras_nhwc");

    private static Path folder() throws URISyntaxException {
        return Path.of(ArchitectureFieldTest.class
                        .getResource("/dev/fovea/core/architectures/index.json")
                        .toURI())
                .getParent();
    }

    static List<JsonNode> fixtures() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode row :
                new ObjectMapper().readTree(folder().resolve("index.json").toFile())) {
            if (row.path("kind").asText().equals("architecture")
                    || CONVOLUTIONAL.contains(row.path("name").asText())) {
                all.add(row);
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void gradientsLieInTheField(JsonNode fixture) throws Exception {
        String name = fixture.path("name").asText();
        Tensor input = Npy.read(folder().resolve(fixture.path("golden").asText() + ".input.npy"));
        try (Classifier classifier = Classifier.from(folder().resolve(name + ".onnx"))
                .withOutput(fixture.path("output").asText())
                .load()) {
            ReceptiveFields fields = ReceptiveFields.of(classifier);
            List<Value> windows = classifier.graph().layers().stream()
                    .map(n -> classifier.graph().types().of(n.output(0)))
                    .filter(v -> v.shape() != null && v.rank() == 4 && fields.reaches(v))
                    .filter(v -> fields.of(v).isMap() && !fields.of(v).isWhole())
                    .toList();
            if (CONVOLUTIONAL.contains(name)) {
                assertThat(windows).hasSizeGreaterThan(5);
            }
            if (!windows.isEmpty()) {
                Value layer = windows.get(windows.size() * 2 / 3);
                liesWithin(classifier, input.row(0), layer, fields.of(layer));
            }
        }
    }

    /**
     * Of the layer before the classifier, by hand. Araujo, Norris and Sim (2019, "Computing receptive fields of convolutional
     * neural networks") give the same for AlexNet, and 483 for a ResNet-50 that strides in its 1x1 convolutions; this file
     * strides in the 3x3 ones: 35 + (8 + 3 * 16) + (16 + 5 * 32) + (32 + 2 * 64) = 427.
     */
    @ParameterizedTest
    @CsvSource({"bvlc_alexnet, 195", "resnet50, 427", "vgg19, 268"})
    void fieldsOfRealTopologiesAreKnown(String name, int size) {
        Path file = SharedData.path("data/models/light/light_%s.onnx".formatted(name));
        try (Classifier classifier = Classifier.load(file)) {
            ReceptiveFields fields = ReceptiveFields.of(classifier);
            Value last = classifier.graph().layers().stream()
                    .map(n -> classifier.graph().types().of(n.output(0)))
                    .filter(v ->
                            v.shape() != null && v.rank() == 4 && v.knownShape().size(3) > 1)
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
            assertThat(fields.of(last).description()).startsWith("%d x %d pixels".formatted(size, size));
        }
    }

    private static void liesWithin(Classifier classifier, Tensor input, Value layer, ReceptiveField field) {
        long[] shape = classifier.activations(input, layer.name()).shape();
        int y = (int) shape[field.rowAxis()] / 2;
        int x = (int) shape[field.columnAxis()] / 2;
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] random = ToyModel.numbers(count, 5);
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            boolean here = index(i, shape, field.rowAxis()) == y && index(i, shape, field.columnAxis()) == x;
            weights[i] = here ? (float) random[i] : 0;
        }
        Tensor gradient = classifier
                .layerGradients(input, layer.name(), new Tensor(shape, weights), 0, BackwardRule.GRADIENT)
                .gradient();
        ModelInput picture = classifier.input();
        int[] size = picture.size(gradient.shape());
        Region region = field.at(y, x, size[0], size[1]);
        for (int p = 0; p < size[0] * size[1]; p++) {
            int row = p / size[1] - region.y();
            int column = p % size[1] - region.x();
            boolean inside = row >= 0 && row < region.height() && column >= 0 && column < region.width();
            for (int c = 0; c < picture.channels() && !inside; c++) {
                assertThat(gradient.values()[picture.offset(c, p, size[0] * size[1])])
                        .as(
                                "%s at row %d, column %d of %s, beyond %s",
                                layer.name(), p / size[1], p % size[1], classifier.input(), region)
                        .isZero();
            }
        }
    }

    private static int index(int at, long[] shape, int axis) {
        int step = 1;
        for (int a = axis + 1; a < shape.length; a++) {
            step *= (int) shape[a];
        }
        return at / step % (int) shape[axis];
    }
}
