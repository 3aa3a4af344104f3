package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A red disk, noisy, on green; the map knows its middle only. */
class LocalizationTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final int X = 100;
    private static final int Y = 50;
    private static final int RADIUS = 30;

    @ParameterizedTest
    @EnumSource(Seeds.class)
    void findsTheWholeObjectFromItsMiddle(Seeds seeds) {
        LocalizedObject found = new Localization().withSeeds(seeds).localize(disk(WIDTH, HEIGHT), blob(WIDTH, HEIGHT));

        assertThat(found.mask().iou(truth())).isGreaterThan(0.97);
        assertThat(found.box().iou(truth().box())).isGreaterThan(0.95);
        assertThat(found.cut()).hasValueSatisfying(cut -> {
            assertThat(cut.width()).isEqualTo(WIDTH);
            assertThat(cut.foregroundSeeds()).isEqualTo(WIDTH * HEIGHT / 20);
            assertThat(cut.backgroundSeeds()).isEqualTo(WIDTH * HEIGHT * 3 / 10);
            assertThat(cut.value()).isPositive();
        });
    }

    /** The threshold sees the blob, the cut sees the disk. */
    @Test
    void beatsTheThresholdWhereTheMapKnowsOnlyAPart() {
        LocalizedObject plain = new ThresholdBox(0.5, 0, 256).localize(disk(WIDTH, HEIGHT), blob(WIDTH, HEIGHT));

        assertThat(plain.box().iou(truth().box())).isLessThan(0.5);
        assertThat(plain.cut()).isEmpty();
    }

    @Test
    void answersInThePicturesPixelsWhateverTheGridsAre() {
        SaliencyMap coarse = blob(40, 30);
        LocalizedObject found = new Localization().withResolution(80).localize(disk(WIDTH, HEIGHT), coarse);

        assertThat(found.cut().orElseThrow().width()).isEqualTo(80);
        assertThat(found.cut().orElseThrow().height()).isEqualTo(60);
        assertThat(found.mask().width()).isEqualTo(WIDTH);
        assertThat(found.box().iou(truth().box())).isGreaterThan(0.9);
    }

    /** The model saw the right half only, and of that the disk's right part: colour leads beyond the crop. */
    @Test
    void reachesBeyondTheCropThatTheModelSaw() {
        Framing rightHalf = Framing.of(WIDTH, HEIGHT).crop(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
        SaliencyMap whole = blob(WIDTH, HEIGHT);
        float[] seen = new float[WIDTH / 2 * HEIGHT];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = whole.at(WIDTH / 2 + i % (WIDTH / 2), i / (WIDTH / 2));
        }
        MappedPicture mapped =
                new MappedPicture(disk(WIDTH, HEIGHT), SaliencyMap.of(WIDTH / 2, HEIGHT, seen, false), rightHalf);

        LocalizedObject found = new Localization().localize(mapped);

        assertThat(truth().box().x()).isLessThan(WIDTH / 2);
        assertThat(found.box().iou(truth().box())).isGreaterThan(0.95);
    }

    @Test
    void countsTheMagnitudeOfSignedMaps() {
        float[] negative = blob(WIDTH, HEIGHT).toArray();
        for (int i = 0; i < negative.length; i++) {
            negative[i] = -negative[i];
        }
        Localization localization = new Localization();

        LocalizedObject found =
                localization.localize(disk(WIDTH, HEIGHT), SaliencyMap.of(WIDTH, HEIGHT, negative, true));

        assertThat(found.mask().toArray())
                .isEqualTo(localization
                        .localize(disk(WIDTH, HEIGHT), blob(WIDTH, HEIGHT))
                        .mask()
                        .toArray());
    }

    @Test
    void givesTheSameAgain() {
        Localization localization = new Localization();
        LocalizedObject first = localization.localize(disk(WIDTH, HEIGHT), blob(WIDTH, HEIGHT));
        LocalizedObject second = localization.localize(disk(WIDTH, HEIGHT), blob(WIDTH, HEIGHT));

        assertThat(second.mask().toArray()).isEqualTo(first.mask().toArray());
        assertThat(second.cut()).isEqualTo(first.cut());
    }

    /** The scale of gradients differs between models by many orders of magnitude. */
    @Test
    void doesNotDependOnTheMapsScale() {
        float[] tiny = blob(WIDTH, HEIGHT).toArray();
        for (int i = 0; i < tiny.length; i++) {
            tiny[i] *= 0x1p-100f;
        }
        Localization localization = new Localization();

        assertThat(localization
                        .localize(disk(WIDTH, HEIGHT), SaliencyMap.of(WIDTH, HEIGHT, tiny, false))
                        .cut())
                .isEqualTo(localization
                        .localize(disk(WIDTH, HEIGHT), blob(WIDTH, HEIGHT))
                        .cut());
    }

    @Test
    void refusesMapsThatSayNothing() {
        for (float value : new float[] {0, 0.25f}) {
            float[] values = new float[24];
            Arrays.fill(values, value);
            SaliencyMap map = SaliencyMap.of(6, 4, values, false);
            for (Localizer localizer : new Localizer[] {new Localization(), new ThresholdBox()}) {
                assertThatThrownBy(() -> localizer.localize(disk(WIDTH, HEIGHT), map))
                        .isInstanceOf(FoveaException.class)
                        .hasMessageContaining("everywhere");
            }
            assertThat(new CenteredBox(0.25).localize(disk(WIDTH, HEIGHT), map).box())
                    .isEqualTo(new BoundingBox(40, 30, 80, 60));
        }
    }

    /** So long a picture is all but cropped away: no pixel of the grid has its centre in what is left. */
    @Test
    void refusesPicturesOfWhichTheModelSawNextToNothing() {
        Framing strip = Framing.of(2000, 3).squash(170_000, 255).centerCrop(224);
        MappedPicture mapped = new MappedPicture(Picture.of(2000, 3, new int[6000]), blob(224, 224), strip);

        for (Localizer localizer : new Localizer[] {new Localization(), new ThresholdBox()}) {
            assertThatThrownBy(() -> localizer.localize(mapped))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageContaining("2000 x 3")
                    .hasMessageContaining("crop");
        }
    }

    /** Nothing lies above the 95 % quantile of a map with a clipped maximum, and nothing below the 30 % of zeros. */
    @Test
    void takesMapsWithManyEqualValues() {
        ObjectMask truth = truth();
        float[] values = new float[WIDTH * HEIGHT];
        for (int i = 0; i < values.length; i++) {
            values[i] = truth.contains(i % WIDTH, i / WIDTH) ? 1 : 0;
        }
        SaliencyMap map = SaliencyMap.of(WIDTH, HEIGHT, values, false);

        assertThat(truth.share()).isGreaterThan(0.05);
        LocalizedObject found = new Localization().withSmoothing(0).localize(disk(WIDTH, HEIGHT), map);
        assertThat(found.mask().iou(truth)).isGreaterThan(0.97);
    }

    /** No colour tells object from ground: the cut keeps nothing or all, and the answer is still a mask. */
    @Test
    void answersForAPictureOfOneColour() {
        LocalizedObject found =
                new Localization().localize(Picture.of(WIDTH, HEIGHT, new int[WIDTH * HEIGHT]), blob(WIDTH, HEIGHT));

        LocalizedObject.Cut cut = found.cut().orElseThrow();
        assertThat(cut.largestShare()).isZero();
        assertThat(cut.foregroundShare()).isZero();
        assertThat(truth().box().contains(found.box().x(), found.box().y())).isTrue();
    }

    @Test
    void takesPicturesOfAFewPixels() {
        Picture picture = Picture.of(2, 1, new int[] {0xFF0000, 0x00FF00});
        SaliencyMap map = SaliencyMap.of(2, 1, new float[] {1, 0}, false);

        assertThat(new Localization()
                        .withSmoothness(0)
                        .withSmoothing(0)
                        .localize(picture, map)
                        .box())
                .isEqualTo(new BoundingBox(0, 0, 1, 1));
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Localization().withQuantiles(0.3, 0.95))
                .withMessageContaining("found 0.95 and 0.3");
        assertThatIllegalArgumentException().isThrownBy(() -> new Localization().withComponents(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Localization().withSmoothness(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Localization().withSmoothing(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Localization().withResolution(100_000));
        assertThatIllegalArgumentException().isThrownBy(() -> new ThresholdBox(1, 0, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> new CenteredBox(0));
    }

    private static boolean inDisk(double x, double y) {
        return Math.hypot(x - X, y - Y) <= RADIUS;
    }

    private static ObjectMask truth() {
        boolean[] inside = new boolean[WIDTH * HEIGHT];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = inDisk(i % WIDTH + 0.5, i / WIDTH + 0.5);
        }
        return ObjectMask.of(WIDTH, HEIGHT, inside);
    }

    private static Picture disk(int width, int height) {
        SplittableRandom random = new SplittableRandom(7);
        int[] rgb = new int[width * height];
        for (int i = 0; i < rgb.length; i++) {
            int strong = 160 + random.nextInt(60);
            int weak = 30 + random.nextInt(40);
            boolean red = inDisk(i % width + 0.5, i / width + 0.5);
            rgb[i] = (red ? strong : weak) << 16 | (red ? weak : strong) << 8 | weak;
        }
        return Picture.of(width, height, rgb);
    }

    /** A Gaussian of a third of the disk's size at its centre. */
    private static SaliencyMap blob(int width, int height) {
        float[] values = new float[width * height];
        for (int i = 0; i < values.length; i++) {
            double x = (i % width + 0.5) * WIDTH / width - X;
            double y = (i / width + 0.5) * HEIGHT / height - Y;
            values[i] = (float) Math.exp(-(x * x + y * y) / (2 * 10 * 10));
        }
        return SaliencyMap.of(width, height, values, false);
    }
}
