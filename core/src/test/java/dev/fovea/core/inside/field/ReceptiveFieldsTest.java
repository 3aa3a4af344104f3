package dev.fovea.core.inside.field;

import static dev.fovea.autodiff.graph.ElementType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.ToyModel;
import dev.fovea.core.inside.field.Span.Window;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ReceptiveFieldsTest {
    private static final int SIDE = 32;

    private static TensorProto ones(long... dims) {
        double[] values = new double[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, 1);
        return Tensors.floats(FLOAT, dims, values);
    }

    private static Attributes square(long stride, long pad) {
        return Attributes.of("strides", new long[] {stride, stride}).with("pads", new long[] {pad, pad, pad, pad});
    }

    private static ToyModel conv(ToyModel net, int in, int out, int kernel, long stride, long pad) {
        return net.then("Conv", square(stride, pad), ones(out, in, kernel, kernel));
    }

    private static ToyModel pool(ToyModel net, int kernel, int stride) {
        return net.then("MaxPool", square(stride, 0).with("kernel_shape", new long[] {kernel, kernel}));
    }

    private static ReceptiveField field(Classifier net, String value) {
        return ReceptiveFields.of(net).of(net.graph().layer(value));
    }

    private static Classifier scored(ToyModel net) {
        return Classifier.from(net.then("GlobalAveragePool")
                        .then("Flatten")
                        .then("Tile", Tensors.ints(1, 2))
                        .bytes())
                .load();
    }

    /** Simonyan and Zisserman's layers as published: after pool5 a unit sees 212 pixels, every 32 (VGG-16). */
    @Test
    void fieldsOfVgg16AreThePublishedOnes() {
        ToyModel net = ToyModel.taking(1, 3, 224, 224);
        int[] convolutions = {2, 2, 3, 3, 3};
        int[] sizes = {6, 16, 44, 100, 212};
        String[] pools = new String[5];
        int channels = 3;
        for (int block = 0; block < 5; block++) {
            for (int i = 0; i < convolutions[block]; i++) {
                conv(net, channels, 2, 3, 1, 1).then("Relu");
                channels = 2;
            }
            pools[block] = pool(net, 2, 2).last();
        }
        try (Classifier vgg = scored(net)) {
            for (int block = 0; block < 5; block++) {
                Window rows = (Window) field(vgg, pools[block]).rows();
                assertThat(rows.size()).as("pool%d", block + 1).isEqualTo(sizes[block]);
                assertThat(rows.step()).isEqualTo(2 << block);
            }
        }
    }

    /** 7x7/2, 3x3/2 pooling, then basic blocks: 43 pixels after the first stage, 99 after the second (ResNet-18). */
    @Test
    void aResidualStackHasTheFieldOfItsLongestPath() {
        ToyModel net = ToyModel.taking(1, 3, 224, 224);
        conv(net, 3, 2, 7, 2, 3).then("Relu");
        net.then("MaxPool", square(2, 1).with("kernel_shape", new long[] {3, 3}));
        String first = block(block(net, 1), 1).last();
        String second = block(block(net, 2), 1).last();
        try (Classifier resnet = scored(net)) {
            assertThat(field(resnet, first).description()).isEqualTo("43 x 43 pixels, every 4");
            assertThat(field(resnet, second).description()).isEqualTo("99 x 99 pixels, every 8");
        }
    }

    private static ToyModel block(ToyModel net, int stride) {
        String in = net.last();
        conv(net, 2, 2, 3, stride, 1).then("Relu");
        String out = conv(net, 2, 2, 3, 1, 1).last();
        if (stride > 1) {
            net.back(in);
            in = conv(net, 2, 2, 1, stride, 0).last();
        }
        return net.back(out).join("Add", Attributes.NONE, in).then("Relu");
    }

    private record Case(String name, boolean filled, ToyModel net) {}

    private static ToyModel start() {
        return ToyModel.taking(1, 1, SIDE, SIDE);
    }

    private static List<Case> cases() {
        return List.of(
                new Case("3x3", true, conv(start(), 1, 1, 3, 1, 1)),
                new Case("5x5, stride 2, then 3x3", true, conv(conv(start(), 1, 1, 5, 2, 2), 1, 1, 3, 1, 0)),
                new Case(
                        "dilated",
                        true,
                        conv(start(), 1, 1, 3, 1, 1)
                                .then("Conv", Attributes.of("dilations", new long[] {3, 2}), ones(1, 1, 3, 3))),
                new Case(
                        "uneven sides",
                        true,
                        start().then(
                                        "Conv",
                                        Attributes.of("strides", new long[] {2, 1})
                                                .with("pads", new long[] {0, 2, 1, 0}),
                                        ones(1, 1, 2, 5))),
                new Case(
                        "SAME_UPPER, stride 2",
                        true,
                        start().then(
                                        "Conv",
                                        Attributes.of("auto_pad", "SAME_UPPER").with("strides", new long[] {2, 2}),
                                        ones(1, 1, 5, 5))),
                new Case(
                        "SAME_LOWER, stride 3",
                        true,
                        start().then(
                                        "Conv",
                                        Attributes.of("auto_pad", "SAME_LOWER").with("strides", new long[] {3, 3}),
                                        ones(1, 1, 4, 4))),
                new Case(
                        "average pooling",
                        true,
                        conv(start(), 1, 1, 3, 2, 1)
                                .then("AveragePool", square(2, 1).with("kernel_shape", new long[] {3, 3}))),
                new Case(
                        "padded before",
                        true,
                        conv(start().then("Pad", Tensors.ints(0, 0, 2, 1, 0, 0, 1, 0)), 1, 1, 3, 2, 0)),
                new Case(
                        "sliced",
                        true,
                        conv(
                                start().then("Slice", Tensors.ints(4, -20), Tensors.ints(30, 1000), Tensors.ints(2, 3)),
                                1,
                                1,
                                3,
                                1,
                                0)),
                new Case("transposed convolution", false, upsampled()),
                new Case(
                        "depth to space",
                        false,
                        conv(start(), 1, 4, 3, 2, 1).then("DepthToSpace", Attributes.of("blocksize", 2L))),
                new Case(
                        "space to depth",
                        true,
                        conv(start().then("SpaceToDepth", Attributes.of("blocksize", 2L)), 4, 1, 3, 1, 1)),
                new Case("linear resize", false, resized("linear", "half_pixel", 2)),
                new Case("nearest resize", false, resized("nearest", "asymmetric", 2)),
                new Case("shrinking", false, resized("linear", "align_corners", 0.5)),
                new Case("joined", true, joined()),
                new Case(
                        "mean over channels", true, conv(start(), 1, 3, 3, 1, 1).then("ReduceMean", Tensors.ints(1))),
                new Case(
                        "a layout behind a transposition",
                        true,
                        conv(start(), 1, 3, 5, 2, 0).then("Transpose", Attributes.of("perm", new long[] {0, 2, 3, 1}))),
                new Case(
                        "shuffled channels",
                        true,
                        conv(
                                conv(start(), 1, 4, 3, 1, 1)
                                        .then("Reshape", Tensors.ints(1, 2, 2, SIDE, SIDE))
                                        .then("Transpose", Attributes.of("perm", new long[] {0, 2, 1, 3, 4}))
                                        .then("Reshape", Tensors.ints(1, 4, SIDE, SIDE)),
                                4,
                                1,
                                3,
                                2,
                                1)));
    }

    private static ToyModel upsampled() {
        return conv(start(), 1, 1, 3, 2, 1).then("ConvTranspose", square(2, 1), ones(1, 1, 4, 4));
    }

    private static ToyModel resized(String mode, String places, double scale) {
        return conv(start(), 1, 1, 3, 2, 1)
                .then(
                        "Resize",
                        Attributes.of("mode", mode).with("coordinate_transformation_mode", places),
                        Tensors.floats(FLOAT, new long[] {0}),
                        Tensors.floats(FLOAT, new long[] {4}, 1, 1, scale, scale));
    }

    private static ToyModel joined() {
        ToyModel net = start();
        String wide = conv(net, 1, 1, 7, 2, 3).last();
        String narrow = conv(net.back("x"), 1, 1, 1, 2, 0).last();
        return net.back(wide).join("Concat", Attributes.of("axis", 1L), narrow);
    }

    /**
     * With weights of 1 only, every pixel that a unit can hang on has a gradient, and no other; where a grid is made finer,
     * units see different parts and the field is that of them all.
     */
    @TestFactory
    Stream<DynamicTest> gradientsLieInTheFieldAndFillIt() {
        return cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    String layer = c.net().last();
                    try (Classifier net = scored(c.net())) {
                        ReceptiveField field = field(net, layer);
                        assertThat(field.isMap()).isTrue();
                        assertThat(field.isWhole()).isFalse();
                        Tensor input = new Tensor(new long[] {1, 1, SIDE, SIDE}, new float[SIDE * SIDE]);
                        Arrays.fill(input.values(), 1);
                        long[] shape = net.activations(input, layer).shape();
                        int[][] units = {
                            {0, 0},
                            {(int) shape[field.rowAxis()] / 2, 1},
                            {(int) shape[field.rowAxis()] - 1, (int) shape[field.columnAxis()] - 1}
                        };
                        for (int[] unit : units) {
                            Region found = extent(gradient(net, input, layer, shape, field, unit));
                            Region claimed = clipped(field.at(unit[0], unit[1], SIDE, SIDE));
                            if (c.filled()) {
                                assertThat(found).isEqualTo(claimed);
                            } else {
                                assertThat(found.x()).isBetween(claimed.x(), claimed.x() + 4);
                                assertThat(found.y()).isBetween(claimed.y(), claimed.y() + 4);
                                assertThat(found.x() + found.width())
                                        .isBetween(claimed.x() + claimed.width() - 4, claimed.x() + claimed.width());
                                assertThat(found.y() + found.height())
                                        .isBetween(claimed.y() + claimed.height() - 4, claimed.y() + claimed.height());
                            }
                        }
                    }
                }));
    }

    private static float[] gradient(
            Classifier net, Tensor input, String layer, long[] shape, ReceptiveField field, int[] unit) {
        Tensor weights = new Tensor(shape, new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
        int at = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            at = at * (int) shape[axis]
                    + (axis == field.rowAxis() ? unit[0] : axis == field.columnAxis() ? unit[1] : 0);
        }
        weights.values()[at] = 1;
        return net.layerGradients(input, layer, weights, 0, BackwardRule.GRADIENT)
                .gradient()
                .values();
    }

    private static Region extent(float[] gradient) {
        int[] xs = IntStream.range(0, gradient.length)
                .filter(i -> gradient[i] != 0)
                .map(i -> i % SIDE)
                .sorted()
                .toArray();
        int[] ys = IntStream.range(0, gradient.length)
                .filter(i -> gradient[i] != 0)
                .map(i -> i / SIDE)
                .sorted()
                .toArray();
        int last = xs.length - 1;
        return new Region(xs[0], ys[0], xs[last] - xs[0] + 1, ys[last] - ys[0] + 1);
    }

    private static Region clipped(Region r) {
        int left = Math.max(0, r.x());
        int top = Math.max(0, r.y());
        return new Region(
                left, top, Math.min(SIDE, r.x() + r.width()) - left, Math.min(SIDE, r.y() + r.height()) - top);
    }

    @Test
    void globalPoolingSeesEverythingAndSaysWhere() {
        ToyModel net = conv(start(), 1, 2, 3, 1, 1);
        String map = net.last();
        String gated = net.then("GlobalAveragePool")
                .then("Sigmoid")
                .join("Mul", Attributes.NONE, map)
                .last();
        try (Classifier squeezed = scored(net)) {
            ReceptiveField field = field(squeezed, gated);
            assertThat(field.isWhole()).isTrue();
            assertThat(field.isMap()).isTrue();
            assertThat(field.description()).matches("the whole picture, through 'GlobalAveragePool_y\\d+' .*");
            assertThat(field.at(3, 3, SIDE, SIDE)).isEqualTo(new Region(0, 0, SIDE, SIDE));
        }
    }

    @Test
    void aDenseLayerHasNoRowsAndColumns() {
        ToyModel net = start().then("Flatten").dense(3, ToyModel.numbers(3 * SIDE * SIDE, 1), 0, 0, 0);
        String dense = net.last();
        try (Classifier mlp = Classifier.from(net.bytes()).load()) {
            assertThat(field(mlp, dense).isMap()).isFalse();
            assertThat(field(mlp, dense).isWhole()).isTrue();
        }
    }

    @Test
    void whatDoesNotHangOnThePictureIsSaidToSeeNothing() {
        try (Classifier net = scored(conv(start(), 1, 1, 3, 1, 1))) {
            ReceptiveFields fields = ReceptiveFields.of(net);
            assertThat(fields.reaches(net.graph()
                            .types()
                            .of(net.graph()
                                    .nodes()
                                    .constants()
                                    .keySet()
                                    .iterator()
                                    .next())))
                    .isFalse();
        }
    }
}
