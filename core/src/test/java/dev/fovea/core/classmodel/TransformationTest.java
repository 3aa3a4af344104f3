package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.FoveaException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each transformation does what it says; that gradients come back through it is {@link AdjointTest}'s business. */
class TransformationTest {
    private static final int DRAWS = 400;

    /** Row 0 holds 1, 2, 3, …: every pixel can be told from every other. */
    private static Planes numbered(int height, int width) {
        Planes planes = Planes.zeros(1, height, width);
        for (int i = 0; i < planes.values().length; i++) {
            planes.values()[i] = i + 1;
        }
        return planes;
    }

    private static List<Planes> drawn(Transformation transformation, Planes picture) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, DRAWS)
                .mapToObj(i -> transformation
                        .draw(random, picture.height(), picture.width())
                        .apply(picture))
                .toList();
    }

    private static float at(Planes planes, int row, int column) {
        return planes.values()[row * planes.width() + column];
    }

    @Test
    void padAddsAMarginOfTheMeanColour() {
        Planes found = drawn(new Pad(2), numbered(3, 4)).get(0);

        assertThat(new int[] {found.height(), found.width()}).containsExactly(7, 8);
        float sum = 0;
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(at(found, row + 2, column + 2)).isEqualTo(4 * row + column + 1);
                sum += at(found, row + 2, column + 2);
            }
        }
        assertThat(IntStream.range(0, 56).mapToDouble(i -> found.values()[i]).sum())
                .isEqualTo(sum);
    }

    @Test
    void jitterLooksAtEveryWindowOfThePicture() {
        Set<Float> corners = new HashSet<>();
        for (Planes found : drawn(new Jitter(3), numbered(10, 12))) {
            assertThat(new int[] {found.height(), found.width()}).containsExactly(7, 9);
            corners.add(at(found, 0, 0));
            for (int row = 0; row < 7; row++) {
                for (int column = 0; column < 9; column++) {
                    assertThat(at(found, row, column)).isEqualTo(at(found, 0, 0) + 12 * row + column);
                }
            }
        }
        assertThat(corners).hasSize(4 * 4);
    }

    @Test
    void rollMovesEveryWayAndLosesNothing() {
        Planes picture = numbered(6, 7);
        Set<Float> corners = new HashSet<>();
        for (Planes found : drawn(new Roll(2), picture)) {
            corners.add(at(found, 0, 0));
            float[] sorted = found.values().clone();
            Arrays.sort(sorted);
            assertThat(sorted).isEqualTo(picture.values());
            int from = (int) at(found, 0, 0) - 1;
            assertThat(at(found, 1, 1)).isEqualTo(at(picture, (from / 7 + 1) % 6, (from % 7 + 1) % 7));
        }
        assertThat(corners).hasSize(5 * 5);
    }

    @Test
    void scaleStaysBetweenItsFactorsAndKeepsAFlatPicture() {
        Planes flat = Planes.zeros(1, 100, 50);
        Arrays.fill(flat.values(), 3);
        Set<Integer> heights = new HashSet<>();
        for (Planes found : drawn(new RandomScale(0.9, 1.1), flat)) {
            heights.add(found.height());
            assertThat((double) found.width()).isCloseTo(found.height() / 2.0, within(1.0));
            for (float v : found.values()) {
                assertThat(v).isCloseTo(3, within(1e-5f));
            }
        }
        assertThat(heights).hasSize(21).contains(90, 110);
    }

    @Test
    void rotationTurnsAboutTheMiddleBothWaysUpToItsAngle() {
        int side = 41;
        Planes point = Planes.zeros(1, side, side);
        point.values()[5 * side + 20] = 1;
        double leftmost = 0;
        double rightmost = 0;
        for (Planes found : drawn(new RandomRotation(30), point)) {
            double sum = 0;
            double column = 0;
            double row = 0;
            for (int i = 0; i < side * side; i++) {
                double v = found.values()[i];
                sum += v;
                column += v * (i % side - 20);
                row += v * (20 - i / side);
            }
            assertThat(Math.hypot(column / sum, row / sum)).as("its distance").isCloseTo(15, within(0.5));
            double degrees = Math.toDegrees(Math.atan2(column, row));
            leftmost = Math.min(leftmost, degrees);
            rightmost = Math.max(rightmost, degrees);
        }
        assertThat(leftmost).isBetween(-32.0, -26.0);
        assertThat(rightmost).isBetween(26.0, 32.0);
    }

    @Test
    void whatIsTurnedInIsOfTheMeanColour() {
        Planes flat = Planes.zeros(1, 21, 21);
        Arrays.fill(flat.values(), 1);
        Planes found = new Rotation(Math.toRadians(45)).apply(flat);
        assertThat(at(found, 0, 0)).isZero();
        assertThat(at(found, 10, 10)).isCloseTo(1, within(1e-5f));
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Pad(-1)).isInstanceOf(FoveaException.class);
        assertThatThrownBy(() -> new RandomScale(1.1, 0.9)).isInstanceOf(FoveaException.class);
        assertThatThrownBy(() -> new RandomRotation(200))
                .isInstanceOf(FoveaException.class)
                .hasMessage("rotate must be 0 to 180 (degrees), found 200");
    }
}
