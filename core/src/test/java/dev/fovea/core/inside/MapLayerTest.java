package dev.fovea.core.inside;

import static dev.fovea.autodiff.graph.ElementType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.FoveaException;
import dev.fovea.core.ToyModel;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MapLayerTest {
    private static final int SIDE = 8;

    /** Channel 0 is the picture, channel 1 twice the picture, negated. */
    private static ToyModel doubled() {
        return ToyModel.taking(-1, 1, SIDE, SIDE).then("Conv", Tensors.floats(FLOAT, new long[] {2, 1, 1, 1}, 1, -2));
    }

    private static Classifier scored(ToyModel net) {
        return Classifier.from(net.then("GlobalAveragePool").then("Flatten").bytes())
                .load();
    }

    private static Tensor ramp() {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return new Tensor(new long[] {1, 1, SIDE, SIDE}, values);
    }

    @Test
    void mapsHaveTheLayersValues() {
        ToyModel net = doubled();
        String layer = net.last();
        try (Classifier classifier = scored(net)) {
            ChannelMaps maps = MapLayer.named(classifier, layer).maps(ramp());
            assertThat(maps.channels()).isEqualTo(2);
            assertThat(maps.at(0, 2, 3)).isEqualTo(19);
            assertThat(maps.at(1, 2, 3)).isEqualTo(-38);
            assertThat(maps.byStrength()).containsExactly(1, 0);
            assertThat(maps.highest(0)).isEqualTo(63);
            assertThat(maps.highest(1)).isZero();
            assertThat(maps.map(0).signed()).isTrue();
        }
    }

    @Test
    void channelsThatComeLastAreFound() {
        ToyModel net = doubled();
        String layer = net.then("Transpose", Attributes.of("perm", new long[] {0, 3, 2, 1}))
                .last();
        net.then("Transpose", Attributes.of("perm", new long[] {0, 3, 2, 1}));
        try (Classifier classifier = scored(net)) {
            SaliencyMap map = MapLayer.named(classifier, layer).maps(ramp()).map(1);
            assertThat(map.at(3, 2)).as("columns and rows are not exchanged").isEqualTo(-38);
        }
    }

    /** 8x8 pixels become 4x4 patches of 2x2, with a class token in front. */
    @Test
    void tokensAreLaidOutAsTheirSquare() {
        ToyModel net = ToyModel.taking(1, 1, SIDE, SIDE)
                .then(
                        "Conv",
                        Attributes.of("strides", new long[] {2, 2}),
                        Tensors.floats(FLOAT, new long[] {3, 1, 2, 2}, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0))
                .then("Reshape", Tensors.ints(1, 3, 16))
                .then("Transpose", Attributes.of("perm", new long[] {0, 2, 1}));
        String tokens = net.last();
        String padded = net.then("Pad", Tensors.ints(0, 1, 0, 0, 0, 0)).last();
        net.then("ReduceMean", Attributes.of("keepdims", 0L), Tensors.ints(1));
        try (Classifier classifier = Classifier.from(net.bytes()).load()) {
            for (String layer : new String[] {tokens, padded}) {
                ChannelMaps maps = MapLayer.named(classifier, layer).maps(ramp());
                assertThat(maps.height()).isEqualTo(4);
                assertThat(maps.at(0, 1, 2)).isEqualTo(20);
                assertThat(maps.at(2, 3, 3)).isEqualTo(3 * 54);
            }
        }
    }

    @Test
    void theStandardLayerIsTheLastThatIsLargeEnough() {
        ToyModel net = doubled();
        String layer = net.then("Relu").last();
        net.then("MaxPool", Attributes.of("kernel_shape", new long[] {2, 2}).with("strides", new long[] {2, 2}));
        try (Classifier classifier = scored(net)) {
            assertThat(MapLayer.standard(classifier).name()).isEqualTo("Relu_" + layer);
        }
    }

    @Test
    void aLayerWithoutMapsIsRefusedAndOthersAreNamed() {
        ToyModel net = doubled();
        try (Classifier classifier = scored(net)) {
            String dense = "Flatten_" + net.last();
            assertThatThrownBy(() -> MapLayer.named(classifier, dense))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContainingAll("has no maps", "'Conv_", "fovea inspect");
        }
    }

    /** Windows of a Swin transformer, say, come where the pictures of a batch should be. */
    @Test
    void aFirstAxisThatIsNotTheBatchMakesNoMaps() {
        ToyModel net = ToyModel.taking(1, 1, SIDE, SIDE)
                .then("Conv", Tensors.floats(FLOAT, new long[] {2, 1, 1, 1}, 1, -2))
                .then("Reshape", Tensors.ints(2, 64, 1));
        String windows = "Reshape_" + net.last();
        net.then("Reshape", Tensors.ints(1, 2, SIDE, SIDE));
        try (Classifier classifier = scored(net)) {
            assertThatThrownBy(() -> MapLayer.named(classifier, windows))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("has no maps");
            assertThatThrownBy(() -> classifier.activations(ramp(), windows))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("no row for each picture");
        }
    }

    /** Behind a reshaping that cannot be followed, a convolution's rows and columns are still known to be that. */
    @Test
    void aConvolutionMakesMapsWhateverCameBefore() {
        ToyModel net = ToyModel.taking(1, 1, SIDE, SIDE)
                .then("Flatten")
                .then("Reshape", Tensors.ints(1, 4, 4, 4))
                .then("Conv", Tensors.floats(FLOAT, new long[] {2, 4, 1, 1}, 1, 0, 0, 0, 0, 0, 0, 2));
        String layer = net.last();
        try (Classifier classifier = scored(net)) {
            MapLayer maps = MapLayer.named(classifier, layer);
            assertThat(maps.field().isWhole()).isTrue();
            assertThat(maps.maps(ramp()).at(1, 1, 2)).isEqualTo(2 * (48 + 6));
        }
    }
}
