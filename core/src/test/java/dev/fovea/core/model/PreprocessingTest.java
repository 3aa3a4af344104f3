package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.core.OneLine;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.ModelInput.Layout;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.model.Preprocessing.ShorterSide;
import dev.fovea.core.model.Preprocessing.Squash;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PreprocessingTest {
    /** Red 128, green 64, blue 32; and black. */
    private static final Picture TWO_PIXELS = Picture.of(2, 1, new int[] {0x804020, 0x000000});

    private static ModelInput input(Layout layout, int channels, long height, long width) {
        return new ModelInput("x", ElementType.FLOAT, layout, 1, channels, height, width);
    }

    static Stream<Arguments> presets() {
        return Stream.of(
                row("imagenet", 0.07406456f, -0.9152661f, -1.24671f, -2.117904f, -2.035714f, -1.804444f),
                row("imagenet-caffe-bgr", -72, -53, 5, -104, -117, -123),
                row("tf", 0.003921569f, -0.4980392f, -0.7490196f, -1, -1, -1),
                row("clip", 0.07633607f, -0.7915999f, -1.025178f, -1.792263f, -1.752097f, -1.480220f),
                row("unit", 0.5019608f, 0.2509804f, 0.1254902f, 0, 0, 0),
                row("unit-bgr", 0.1254902f, 0.2509804f, 0.5019608f, 0, 0, 0),
                row("symmetric", 0.003921569f, -0.4980392f, -0.7490196f, -1, -1, -1),
                row("raw", 128, 64, 32, 0, 0, 0),
                row("raw-bgr", 32, 64, 128, 0, 0, 0));
    }

    /** The channels of the first pixel, then of the second. */
    private static Arguments row(String preset, float... channels) {
        return Arguments.argumentSet(preset, preset, channels);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void makesTheTensorThatTheModelWasTrainedOn(String preset, float[] e) {
        Preprocessing p = Presets.named(preset);
        assertThat(p.tensor(TWO_PIXELS, input(Layout.NHWC, 3, 1, 2)).values()).containsExactly(e, within(2e-6f));
        assertThat(p.tensor(TWO_PIXELS, input(Layout.NCHW, 3, 1, 2)).values())
                .containsExactly(new float[] {e[0], e[3], e[1], e[4], e[2], e[5]}, within(2e-6f));
        assertThat(p.tensor(TWO_PIXELS, input(Layout.NCHW, 3, 1, 2)).shape()).containsExactly(1, 3, 1, 2);
        assertThat(p.tensor(TWO_PIXELS, input(Layout.NHWC, 3, 1, 2)).shape()).containsExactly(1, 1, 2, 3);
    }

    @Test
    void thePresetsAreAllTested() {
        assertThat(presets().map(a -> a.get()[0])).containsExactlyElementsOf(Presets.names());
        assertThat(Presets.described()).contains(Presets.names());
        OneLine.refuses(
                () -> Presets.named("torch"),
                "There is no preprocessing preset 'torch'; choose one of imagenet, imagenet-caffe-bgr, tf");
    }

    /** Grey levels of Pillow 12, mode L. */
    @Test
    void makesGreyAsPillow() {
        Picture picture = Picture.of(4, 1, new int[] {0x804020, 0x00FF10, 0xFF0000, 0x0000FF});
        Preprocessing raw = Presets.named("raw");
        assertThat(raw.tensor(picture, input(Layout.NCHW, 1, 1, 4)).values()).containsExactly(79, 152, 76, 29);
        assertThat(raw.tensor(picture, input(Layout.NHWC, 1, 1, 4)).shape()).containsExactly(1, 1, 4, 1);
        Preprocessing grey = new Preprocessing(
                new Squash(0, 0), Resampling.BILINEAR, Channels.GREY, 1, List.of(0.0), List.of(1.0), "a test");
        float[] three = grey.tensor(Picture.of(1, 1, new int[] {0x804020}), input(Layout.NCHW, 3, 1, 1))
                .values();
        assertThat(three).containsExactly(79, 79, 79);
    }

    /** Sizes and corners: torchvision's Resize(n), CenterCrop(n). */
    @ParameterizedTest
    @CsvSource({
        "imagenet, 500, 333, 224, 224, 384, 256, 80, 16",
        "imagenet, 333, 500, 224, 224, 256, 384, 16, 80",
        "imagenet, 640, 480, 299, 299, 456, 342, 78, 22",
        "imagenet, 100, 100, 227, 227, 259, 259, 16, 16",
        "imagenet, 1000, 10, 224, 224, 25600, 256, 12688, 16",
        "imagenet, 500, 333, 224, 112, 192, 128, 40, -48",
        "imagenet, 500, 333, -1, -1, 384, 256, 80, 16",
        "clip, 500, 333, 224, 224, 336, 224, 56, 0",
        "clip, 333, 500, 224, 224, 224, 336, 0, 56",
        "unit, 500, 333, 64, 32, 32, 64, 0, 0",
        "raw, 500, 333, -1, -1, 500, 333, 0, 0",
        "raw, 500, 333, 100, -1, 500, 100, 0, 0"
    })
    void framesAsTorchvision(
            String preset, int width, int height, int h, int w, int resizedWidth, int resizedHeight, int x, int y) {
        Picture picture = Picture.of(width, height, new int[width * height]);
        Framing framing = Presets.named(preset).framing(picture, input(Layout.NCHW, 3, h, w));
        assertThat(framing.resizedWidth()).isEqualTo(resizedWidth);
        assertThat(framing.resizedHeight()).isEqualTo(resizedHeight);
        assertThat(framing.cropX()).isEqualTo(x);
        assertThat(framing.cropY()).isEqualTo(y);
        assertThat(framing.height()).isEqualTo(h > 0 ? h : preset.equals("raw") ? height : 224);
        assertThat(framing.width()).isEqualTo(w > 0 ? w : preset.equals("raw") ? width : 224);
    }

    @Test
    void showsTheModelWhatTheFramingSays() {
        Preprocessing p = Presets.named("raw");
        Picture picture = Picture.of(4, 2, new int[] {1, 2, 3, 4, 5, 6, 7, 8});
        ModelInput small = input(Layout.NCHW, 3, 1, 2);
        Picture view = p.view(picture, p.framing(picture, small));
        assertThat(view.width()).isEqualTo(2);
        assertThat(view.height()).isEqualTo(1);
    }

    @Test
    void refusesASizeThatTheModelDoesNotTake() {
        Picture picture = Picture.of(2, 2, new int[4]);
        Preprocessing squash = preprocessing(new Squash(384, 224));
        OneLine.refuses(
                () -> squash.framing(picture, input(Layout.NCHW, 3, 224, 224)),
                "Preprocessing from a test makes pictures of height 384, but the model takes 224");
        Preprocessing crop = preprocessing(new ShorterSide(256, 192));
        OneLine.refuses(
                () -> crop.framing(picture, input(Layout.NCHW, 3, 192, 224)), "of width 192, but the model takes 224");
        assertThat(squash.framing(picture, input(Layout.NCHW, 3, -1, -1)).height())
                .isEqualTo(384);
    }

    private static Preprocessing preprocessing(Preprocessing.Fit fit) {
        return new Preprocessing(fit, Resampling.BILINEAR, Channels.RGB, 1, List.of(0.0), List.of(1.0), "a test");
    }

    @Test
    void refusesValuesForAnotherNumberOfChannels() {
        OneLine.refuses(
                () -> Presets.named("imagenet").tensor(TWO_PIXELS, input(Layout.NCHW, 1, 1, 2)),
                "preset 'imagenet' has 3 channel values, but the model takes 1 channels; choose another preset");
    }

    @Test
    void refusesDivisionsByZero() {
        for (double std : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
            OneLine.refuses(
                    () -> new Preprocessing(
                            new Squash(0, 0),
                            Resampling.BILINEAR,
                            Channels.RGB,
                            1,
                            List.of(0.0),
                            List.of(1.0, std, 1.0),
                            "a test"),
                    "Preprocessing from a test",
                    "std [1.0, " + std + ", 1.0]");
        }
        OneLine.refuses(
                () -> new Preprocessing(
                        new Squash(0, 0), Resampling.BILINEAR, Channels.RGB, 0, List.of(0.0), List.of(1.0), "a test"),
                "scale 0");
        OneLine.refuses(
                () -> new Preprocessing(
                        new Squash(0, 0),
                        Resampling.BILINEAR,
                        Channels.RGB,
                        1,
                        List.of(Double.NaN),
                        List.of(1.0),
                        "a test"),
                "mean [NaN]");
    }

    /** d tensor / d pixel is what one more grey level changes. */
    @ParameterizedTest
    @MethodSource("presets")
    void knowsWhatAGreyLevelChanges(String preset, float[] ignored) {
        Preprocessing p = Presets.named(preset);
        ModelInput input = input(Layout.NHWC, 3, 1, 2);
        float[] here = p.tensor(TWO_PIXELS, input).values();
        float[] above =
                p.tensor(Picture.of(2, 1, new int[] {0x814121, 0}), input).values();
        for (int c = 0; c < 3; c++) {
            assertThat(p.pixelScale(c, input)).isCloseTo(above[c] - here[c], within(1e-6));
        }
    }
}
