package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTest {
    static List<List<Integer>> framings() {
        return Fixtures.table("framings.tsv").stream()
                .map(row -> row.stream().map(Integer::valueOf).toList())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("framings")
    void resizesAndCropsAsTorchvision(List<Integer> row) {
        Framing framing =
                Framing.of(row.get(0), row.get(1)).resizeShorterSide(row.get(2)).centerCrop(row.get(3));

        assertThat(framing)
                .isEqualTo(new Framing(
                        row.get(0),
                        row.get(1),
                        row.get(4),
                        row.get(5),
                        row.get(6),
                        row.get(7),
                        row.get(3),
                        row.get(3)));
    }

    @Test
    void appliesResizeThenCropThenPadding() {
        Picture picture = new PictureReader().read(Fixtures.bytes("resizes/source.png"), "source");
        Picture resized = picture.resize(32, 24, Resampling.BILINEAR);

        Picture seen = Framing.of(picture).squash(32, 24).centerCrop(28).apply(picture, Resampling.BILINEAR);

        assertThat(List.of(seen.width(), seen.height())).containsExactly(28, 28);
        assertThat(seen.rgb(0, 2)).isEqualTo(resized.rgb(2, 0));
        assertThat(seen.rgb(27, 25)).isEqualTo(resized.rgb(29, 23));
        assertThat(seen.rgb(5, 1)).isZero();
        assertThat(seen.rgb(5, 26)).isZero();
    }

    @Test
    void aMapGoesBackToWhereItWasSeen() {
        Framing framing = Framing.of(100, 60).resizeShorterSide(30).centerCrop(20);
        float[] map = new float[20 * 20];
        map[3 * 20 + 4] = 8;

        float[] onSource = framing.toSource(map, 20, 20);

        // The crop starts at (15, 5) of 50 x 30, and a model pixel is two source pixels wide.
        assertThat(onSource[(2 * (5 + 3)) * 100 + 2 * (15 + 4)]).isEqualTo(8 * 0.75f * 0.75f, within(1e-5f));
        float sum = 0;
        for (float value : onSource) {
            sum += value;
        }
        assertThat(sum).isEqualTo(8 * 4, within(1e-3f));
    }

    @Test
    void whatTheModelDidNotSeeIsZero() {
        Framing framing = Framing.of(100, 60).resizeShorterSide(30).centerCrop(20);
        float[] ones = new float[49];
        Arrays.fill(ones, 1);

        float[] onSource = framing.toSource(ones, 7, 7);

        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 100; x++) {
                boolean seen = x >= 30 && x < 70 && y >= 10 && y < 50;
                assertThat(framing.sees(x, y)).isEqualTo(seen);
                assertThat(onSource[y * 100 + x]).isEqualTo(seen ? 1 : 0, within(1e-6f));
            }
        }
    }

    @Test
    void paddingFallsOffTheMap() {
        Framing framing = Framing.of(4, 2).centerCrop(4);
        float[] map = {9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9};

        assertThat(framing.toSource(map, 4, 4)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aPictureSmallerThanTheModelGetsAverages() {
        Framing framing = Framing.of(2, 2).squash(8, 8);
        float[] map = new float[64];
        Arrays.fill(map, 0, 32, 1);

        float[] onSource = framing.toSource(map, 8, 8);

        assertThat(onSource[0]).isEqualTo(onSource[1]).isGreaterThan(0.8f);
        assertThat(onSource[2]).isEqualTo(onSource[3]).isLessThan(0.2f);
    }

    @Test
    void resizingComesFirst() {
        Framing cropped = Framing.of(50, 40).centerCrop(30);
        assertThatThrownBy(() -> cropped.resizeShorterSide(20))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("resizes first and crops last");
    }

    @Test
    void anotherPictureIsRefused() {
        Picture dot = Picture.of(1, 1, new int[1]);
        assertThatThrownBy(() -> Framing.of(2, 1).apply(dot, Resampling.BILINEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("This framing is of a picture of 2 x 1, found 1 x 1");
    }
}
