package dev.fovea.autodiff.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real models compute the same in canonical form; skipped where the folder of shared data is missing. */
class RealModelsTest {

    /** The middle column: the largest value of the input; the last: the largest difference relative to the largest score. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "cnn_cifar10, 1, 1e-5",
        "leafsnap, 1, 1e-5",
        "shapes_grey, 1, 1e-5",
        "mnist_pytorch, 1, 1e-5",
        "mnist_cntk, 255, 1e-5",
        "resnet8_cifar10_nhwc, 255, 1e-5",
        "squeezenet_fp32, 128, 1e-5",
        "squeezenet_fp16, 128, 1e-3",
        "mobilenetv2_fp32, 2, 1e-5",
        "light/light_bvlc_alexnet, 1, 1e-5",
        "light/light_densenet121, 1, 1e-5",
        "light/light_inception_v1, 1, 1e-5",
        "light/light_inception_v2, 1, 1e-5",
        "light/light_resnet50, 1, 1e-5",
        "light/light_shufflenet, 1, 1e-5",
        "light/light_squeezenet, 1, 1e-5",
        "light/light_vgg19, 1, 1e-5",
        "light/light_zfnet512, 1, 1e-5",
    })
    void computesTheSame(String name, float range, double tolerance) throws Exception {
        Graph original = withoutSoftmax(withRandomWeights(load(name)));
        Graph canonical = Canonical.of(original);
        Map<String, Array> picture = Map.of(input(original), noise(original, range));
        assertThat(SameOutputs.difference(original, canonical, picture)).isLessThanOrEqualTo(tolerance);
        assertStandard(canonical);
    }

    /**
     * A quantised network turns one rounding tie into steps everywhere below it, so only photographs it knows say
     * anything: the class stays and no score moves by more than a tenth of the largest.
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "mobilenetv2_int8, kitten",
        "mobilenetv2_int8, toucan",
        "shufflenetv2_int8, kitten",
        "shufflenetv2_int8, toucan"
    })
    void quantisedModelsSeeTheSame(String name, String photograph) throws Exception {
        Graph original = load(name);
        Graph canonical = Canonical.of(original);
        Path npy = shared("goldens/mobilenetv2_fp32." + photograph + ".input.npy");
        Map<String, Array> picture = Map.of(input(original), new Array(new long[] {1, 3, 224, 224}, floats(npy)));
        assertThat(SameOutputs.difference(original, canonical, picture)).isLessThanOrEqualTo(0.1);
        assertThat(classOf(canonical, picture)).isEqualTo(classOf(original, picture));
        assertStandard(canonical);
    }

    private static void assertStandard(Graph canonical) {
        assertThat(canonical.nodes())
                .extracting(Node::op)
                .noneMatch(op -> op.contains(".") || op.startsWith("QLinear"));
    }

    private static int classOf(Graph graph, Map<String, Array> picture) throws Exception {
        try (OnnxRuntimeRun run = new OnnxRuntimeRun(graph)) {
            double[] scores = run.run(picture).values().iterator().next();
            return IntStream.range(0, scores.length)
                    .reduce((a, b) -> scores[b] > scores[a] ? b : a)
                    .orElseThrow();
        }
    }

    private static Graph load(String name) throws IOException {
        return Graph.of(ModelProto.parseFrom(Files.readAllBytes(shared("data/models/" + name + ".onnx"))));
    }

    private static Path shared(String name) {
        String elsewhere = System.getenv("FOVEA_SHARED");
        Path file = (elsewhere == null ? Path.of("..", "..", "shared") : Path.of(elsewhere)).resolve(name);
        assumeTrue(Files.exists(file), () -> "No shared file " + file);
        return file;
    }

    /** The elements of a float32 array in NumPy's format: they end the file. */
    private static float[] floats(Path npy) throws IOException {
        float[] values = new float[3 * 224 * 224];
        byte[] bytes = Files.readAllBytes(npy);
        ByteBuffer.wrap(bytes, bytes.length - 4 * values.length, 4 * values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    /** The scores before a softmax at the end, which would hide differences. */
    private static Graph withoutSoftmax(Graph graph) {
        Node last = graph.producer(graph.outputs().get(0));
        return last != null && last.is("Softmax", "LogSoftmax") ? graph.withOutputs(List.of(last.input(0))) : graph;
    }

    /** The light models fill their weights with one value: seeded ones of a size that keeps signals alive instead. */
    private static Graph withRandomWeights(Graph graph) {
        Random random = new Random(1);
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        Set<String> variances = graph.nodes().stream()
                .filter(n -> n.is("BatchNormalization"))
                .map(n -> n.input(4))
                .collect(Collectors.toSet());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            TensorProto shape = constants.get(node.input(0));
            if (node.is("ConstantOfShape") && shape != null) {
                boolean variance = variances.contains(node.output(0));
                constants.put(node.output(0), weights(random, Tensors.toLongs(shape), variance));
            } else {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes).withConstants(constants).pruned();
    }

    private static TensorProto weights(Random random, long[] dims, boolean variance) {
        int fanIn = 1;
        for (int i = 1; i < dims.length; i++) {
            fanIn *= (int) dims[i];
        }
        float size = dims.length > 1 ? (float) Math.sqrt(6.0 / fanIn) : 0.1f;
        float[] block = new float[4099];
        for (int i = 0; i < block.length; i++) {
            block[i] = variance ? random.nextFloat(0.5f, 1.5f) : random.nextFloat(-size, size);
        }
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(ElementType.FLOAT.code());
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        int count = (int) Tensors.count(tensor.build());
        ByteBuffer raw = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            raw.putFloat(block[i % block.length]);
        }
        return tensor.setRawData(ByteString.copyFrom(raw.flip())).build();
    }

    private static String input(Graph graph) {
        return graph.inputs().get(0).getName();
    }

    private static Array noise(Graph graph, float range) {
        ValueInfoProto input = graph.inputs().get(0);
        long[] shape = input.getType().getTensorType().getShape().getDimList().stream()
                .mapToLong(d -> Math.max(1, d.getDimValue()))
                .toArray();
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] values = new float[n];
        Random random = new Random(2);
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat(-range, range);
        }
        return new Array(shape, values);
    }
}
