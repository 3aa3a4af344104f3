package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.ModelInput;
import dev.fovea.core.model.Presets;
import dev.fovea.core.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelSpaceTest {

    static PixelSpace space(String preset, int channels) {
        return PixelSpace.of(input(ModelInput.Layout.NCHW, channels), Presets.named(preset));
    }

    private static ModelInput input(ModelInput.Layout layout, int channels) {
        return new ModelInput("x", ElementType.FLOAT, layout, 1, channels, 4, 5);
    }

    private static Picture picture() {
        int[] rgb = new int[20];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = i * 13 << 16 | (255 - i * 7) << 8 | i * 3;
        }
        return Picture.of(5, 4, rgb);
    }

    @ParameterizedTest
    @CsvSource({"imagenet,NCHW", "imagenet,NHWC", "imagenet-caffe-bgr,NCHW", "unit,NHWC", "symmetric,NCHW"})
    void thePictureComesBackExactly(String preset, ModelInput.Layout layout) {
        PixelSpace space = PixelSpace.of(input(layout, 3), Presets.named(preset));
        assertThat(space.picture(space.planes(picture())).toRgb())
                .isEqualTo(picture().toRgb());
    }

    @Test
    void theTensorIsThePreprocessedPicture() {
        ModelInput input = input(ModelInput.Layout.NHWC, 3);
        PixelSpace space = PixelSpace.of(input, Presets.named("imagenet-caffe-bgr"));
        Tensor expected = Presets.named("imagenet-caffe-bgr").tensor(picture(), input);
        Tensor found = space.tensor(space.planes(picture()));
        assertThat(found.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.values().length; i++) {
            assertThat(found.values()[i]).isCloseTo(expected.values()[i], within(1e-4f));
        }
    }

    @Test
    void zeroIsTheMeanAndOneIsTheSameLengthOnEveryModel() {
        assertThat(space("imagenet-caffe-bgr", 3).unit()).isCloseTo(57.375, within(1e-9));
        assertThat(space("imagenet-caffe-bgr", 3).picture(Planes.zeros(3, 1, 1)).rgb(0, 0))
                .as("BGR means 104 117 123")
                .isEqualTo(123 << 16 | 117 << 8 | 104);
        for (String preset : new String[] {"imagenet-caffe-bgr", "symmetric", "unit"}) {
            PixelSpace space = space(preset, 3);
            assertThat(space.value(157.375, 1) - space.value(100, 1)).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void greyShowsInAllColours() {
        Planes middle =
                new Planes(1, 1, 1, new float[] {(float) space("unit", 1).value(100, 0)});
        assertThat(space("unit", 1).picture(middle).rgb(0, 0)).isEqualTo(0x646464);
    }

    @Test
    void farColoursAreClipped() {
        Planes far = new Planes(3, 1, 1, new float[] {50, -50, 0});
        assertThat(space("symmetric", 3).picture(far).rgb(0, 0) >> 8).isEqualTo(0xFF00);
    }

    @ParameterizedTest
    @CsvSource({"imagenet,3", "imagenet-caffe-bgr,3", "unit,1"})
    void decorrelatedColoursHaveTheirGradient(String preset, int channels) {
        PixelSpace space = space(preset, channels);
        DecorrelatedColors colors = new DecorrelatedColors(space);
        Planes t = AdjointTest.noise(channels, 2, 3, 1);
        Planes g = AdjointTest.noise(channels, 2, 3, 2);
        float[] gradient = colors.gradient(t, g).values();
        float step = 1e-2f;
        for (int i = 0; i < gradient.length; i++) {
            Planes up = t.with(t.values().clone());
            Planes down = t.with(t.values().clone());
            up.values()[i] += step;
            down.values()[i] -= step;
            double slope = (AdjointTest.dot(colors.picture(up).values(), g.values())
                            - AdjointTest.dot(colors.picture(down).values(), g.values()))
                    / (2 * step);
            assertThat(gradient[i]).isCloseTo((float) slope, within(2e-3f));
        }
    }

    @ParameterizedTest
    @CsvSource({"imagenet,3", "imagenet-caffe-bgr,3", "unit,1"})
    void decorrelatedColoursComeBackAndStayInRange(String preset, int channels) {
        PixelSpace space = space(preset, channels);
        DecorrelatedColors colors = new DecorrelatedColors(space);
        Planes t = AdjointTest.noise(channels, 2, 3, 1);
        float[] again = colors.planes(colors.picture(t)).values();
        for (int i = 0; i < again.length; i++) {
            assertThat(again[i]).isCloseTo(t.values()[i], within(1e-3f));
        }
        Planes wild = colors.picture(t.plus(1000, t));
        assertThat(new PixelRange().apply(wild, wild, 1, space).values()).isEqualTo(wild.values());
    }

    @Test
    void anEvenStepInDecorrelatedColoursChangesBrightnessMost() {
        DecorrelatedColors colors = new DecorrelatedColors(space("imagenet-caffe-bgr", 3));
        Picture brighter =
                space("imagenet-caffe-bgr", 3).picture(colors.picture(new Planes(3, 1, 1, new float[] {1, 0, 0})));
        Picture redder =
                space("imagenet-caffe-bgr", 3).picture(colors.picture(new Planes(3, 1, 1, new float[] {0, 1, 0})));
        // 255 sigmoid of the columns of the matrix over its largest norm: .5629 .5845 .5845 and .1949 0 -.1949.
        assertThat(brighter.rgb(0, 0)).isEqualTo(162 << 16 | 164 << 8 | 164);
        assertThat(redder.rgb(0, 0)).isEqualTo(140 << 16 | 128 << 8 | 115);
    }
}
