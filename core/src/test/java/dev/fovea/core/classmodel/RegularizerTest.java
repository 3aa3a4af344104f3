package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.FoveaException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegularizerTest {
    private static final PixelSpace SPACE = PixelSpaceTest.space("imagenet", 3);
    /** Two channels, pixels of norm 5, 1, 2 and 0.5. */
    private static final Planes PICTURE = new Planes(2, 2, 2, new float[] {3, 1, 0, 0.3f, 4, 0, 2, 0.4f});

    @Test
    void decayTakesAShare() {
        assertThat(apply(new Decay(0.25), PICTURE)).containsExactly(2.25f, 0.75f, 0, 0.22500001f, 3, 0, 1.5f, 0.3f);
    }

    @Test
    void smallNormsAreCleared() {
        assertThat(apply(new ClipSmallNorm(50), PICTURE)).containsExactly(3, 0, 0, 0, 4, 0, 2, 0);
        assertThat(apply(new ClipSmallNorm(25), PICTURE)).containsExactly(3, 1, 0, 0, 4, 0, 2, 0);
        assertThat(apply(new ClipSmallNorm(0), PICTURE)).isEqualTo(PICTURE.values());
        assertThat(apply(new ClipSmallNorm(100), PICTURE)).containsOnly(0);
    }

    @Test
    void smallContributionsAreClearedWhateverTheirSign() {
        // Contributions: 3*1 - 4*1 = -1, 1*3 = 3, 2*-2 = -4, 0.3*0 + 0.4*0 = 0.
        Planes gradient = new Planes(2, 2, 2, new float[] {1, 3, 9, 0, -1, 9, -2, 0});
        Planes found = new ClipSmallContribution(50).apply(PICTURE, gradient, 1, SPACE);
        assertThat(found.values()).containsExactly(0, 1, 0, 0, 0, 0, 2, 0);
    }

    @Test
    void blurSpreadsAPointAsAGaussianAndKeepsTheSum() {
        Planes point = Planes.zeros(1, 15, 15);
        point.values()[7 * 15 + 7] = 1;
        float[] blurred = apply(new GaussianBlur(1, 1), point);
        assertThat(sum(blurred)).isCloseTo(1, within(1e-5));
        assertThat(blurred[7 * 15 + 8] / blurred[7 * 15 + 7]).isCloseTo((float) Math.exp(-0.5), within(1e-5f));
        assertThat(blurred[6 * 15 + 8] / blurred[7 * 15 + 7]).isCloseTo((float) Math.exp(-1), within(1e-5f));
    }

    @Test
    void blurLeavesAFlatPictureAndMirrorsAtTheBorder() {
        Planes flat = new Planes(1, 3, 4, new float[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});
        for (float v : apply(new GaussianBlur(2, 1), flat)) {
            assertThat(v).isCloseTo(2, within(1e-5f));
        }
        Planes corner = Planes.zeros(1, 9, 9);
        corner.values()[0] = 1;
        assertThat(sum(apply(new GaussianBlur(1, 1), corner))).isCloseTo(1, within(1e-5));
    }

    @Test
    void blurComesEveryFewSteps() {
        GaussianBlur blur = new GaussianBlur(1, 4);
        int[] blurred = IntStream.rangeClosed(1, 12)
                .filter(step -> blur.apply(PICTURE, PICTURE, step, SPACE) != PICTURE)
                .toArray();
        assertThat(blurred).containsExactly(4, 8, 12);
    }

    @Test
    void pixelsStayWithinTheRangeOfAFile() {
        Planes wild = new Planes(3, 1, 2, new float[] {-100, 100, -100, 100, 0, 0.5f});
        Planes kept = new PixelRange().apply(wild, wild, 1, SPACE);
        assertThat(kept.values()[0]).isEqualTo((float) SPACE.value(0, 0));
        assertThat(kept.values()[3]).isEqualTo((float) SPACE.value(255, 1));
        assertThat(kept.values()[5]).isEqualTo(0.5f);
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Decay(1.5))
                .isInstanceOf(FoveaException.class)
                .hasMessage("decay must be 0 to 1 (a share lost each step), found 1.5");
        assertThatThrownBy(() -> new ClipSmallNorm(Double.NaN)).isInstanceOf(FoveaException.class);
        assertThatThrownBy(() -> new GaussianBlur(1, 0)).isInstanceOf(FoveaException.class);
    }

    private static float[] apply(Regularizer regularizer, Planes picture) {
        return regularizer.apply(picture, picture, 1, SPACE).values();
    }

    private static double sum(float[] values) {
        return AdjointTest.dot(values, filled(values.length));
    }

    private static float[] filled(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
