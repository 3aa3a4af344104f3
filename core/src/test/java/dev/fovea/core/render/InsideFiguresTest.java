package dev.fovea.core.render;

import static dev.fovea.autodiff.graph.ElementType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.ToyModel;
import dev.fovea.core.image.Picture;
import dev.fovea.core.inside.ChannelMaps;
import dev.fovea.core.inside.Filters;
import dev.fovea.core.inside.MapLayer;
import dev.fovea.core.inside.Patch;
import dev.fovea.core.inside.field.Region;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.render.Panel.Tile;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Filters, activation maps and patches as pictures. */
class InsideFiguresTest {
    private static Classifier net(int channels, double... weights) {
        int filters = weights.length / channels;
        return Classifier.from(ToyModel.taking(1, channels, 4, 4)
                        .then("Conv", Tensors.floats(FLOAT, new long[] {filters, channels, 1, 1}, weights))
                        .then("GlobalAveragePool")
                        .then("Flatten")
                        .bytes())
                .load();
    }

    private static int pixel(Tile tile) {
        return tile.picture().rgb(0, 0);
    }

    @Test
    void threeChannelsAreAColourInTheModelsOrder() {
        try (Classifier classifier = net(3, 2, 0, -2, 0.5, 0.25, 0)) {
            Filters filters = Filters.first(classifier);
            assertThat(new FilterSheet(true, false).tiles(filters, 9))
                    .extracting(InsideFiguresTest::pixel)
                    .containsExactly(0xFF8000, 0xFFBF80);
            assertThat(new FilterSheet(true, true).tiles(filters, 1))
                    .extracting(InsideFiguresTest::pixel)
                    .containsExactly(0x0080FF);
            assertThat(pixel(new FilterSheet(false, false).tiles(filters, 2).get(1)))
                    .as("pale on the common scale")
                    .isEqualTo(0x9F8F80);
        }
    }

    @Test
    void oneChannelIsGreyAndAFilterOfZerosIsTheMiddle() {
        try (Classifier classifier = net(1, -1, 0, 3)) {
            List<Tile> tiles = new FilterSheet(true, false).tiles(Filters.first(classifier), 9);
            assertThat(tiles).extracting(InsideFiguresTest::pixel).containsExactly(0x000000, 0x808080, 0xFFFFFF);
            assertThat(tiles).extracting(Tile::caption).containsExactly("0", "1", "2");
        }
    }

    @Test
    void mapsAreCaptionedWithTheValueFarthestFromZero() {
        try (Classifier classifier = net(1, 1, -2, 0.001)) {
            float[] ramp = new float[16];
            ramp[5] = 3;
            ChannelMaps maps = MapLayer.standard(classifier).maps(new Tensor(new long[] {1, 1, 4, 4}, ramp));
            List<Tile> tiles = new ActivationSheet().tiles(maps, maps.byStrength());
            assertThat(tiles).extracting(Tile::caption).containsExactly("1: -6", "0: 3", "2: 0.003");
            assertThat(tiles.get(1).picture().rgb(1, 1))
                    .isNotEqualTo(tiles.get(0).picture().rgb(1, 1));
            assertThat(tiles.get(1).picture().toRgb())
                    .as("each has its own range")
                    .isEqualTo(tiles.get(2).picture().toRgb());
        }
    }

    private static Picture view() {
        int[] rgb = new int[100];
        Arrays.setAll(rgb, i -> i);
        return Picture.of(10, 10, rgb);
    }

    @Test
    void aPatchReachesBeyondThePictureInGrey() {
        Region region = new Region(-1, 7, 3, 5);
        Picture patch = PatchFigure.draw(view(), new Patch(Path.of("a"), 0, 1, 0, 0, region, region));
        assertThat(patch.width()).isEqualTo(3);
        assertThat(patch.height()).isEqualTo(5);
        assertThat(patch.rgb(1, 0)).isEqualTo(70);
        assertThat(patch.rgb(2, 2)).isEqualTo(91);
        assertThat(patch.rgb(0, 0)).isEqualTo(patch.rgb(2, 4)).isEqualTo(0x9AA3AE);
    }

    @Test
    void whereTheFieldIsThePictureTheUnitIsFramed() {
        Patch patch = new Patch(Path.of("a"), 0, 1, 1, 1, new Region(0, 0, 10, 10), new Region(3, 4, 2, 2));
        Picture drawn = PatchFigure.draw(view(), patch);
        assertThat(drawn.rgb(2, 3)).isEqualTo(drawn.rgb(5, 6)).isEqualTo(0xFFD400);
        assertThat(drawn.rgb(3, 4)).isEqualTo(43);
        assertThat(drawn.rgb(9, 9)).isEqualTo(99);
    }
}
