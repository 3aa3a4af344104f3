package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.core.image.Picture;
import dev.fovea.core.render.LinePlot.Curve;
import dev.fovea.core.render.LinePlot.Point;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinePlotTest {
    private static final int BLUE = 0x0072B2;
    private static final int VERMILION = 0xD55E00;
    private static final Curve RISING = Curve.of("rising", new double[] {0, 1}, new double[] {0, 1});
    private static final Curve FALLING = Curve.of("falling", new double[] {0, 1}, new double[] {1, 0});

    private static LinePlot plot(Curve... curves) {
        return new LinePlot("title", "x", "y", List.of(curves));
    }

    /** The mean row of a colour in a column, below the key. */
    private static double row(Picture picture, int x, int color) {
        return IntStream.range(92, picture.height())
                .filter(y -> picture.rgb(x, y) == color)
                .average()
                .orElseThrow();
    }

    @Test
    void drawsEachCurveInItsColour() {
        Picture picture = plot(RISING, FALLING).draw(600, 400);

        assertThat(row(picture, 150, BLUE)).isGreaterThan(row(picture, 500, BLUE) + 100);
        assertThat(row(picture, 150, VERMILION)).isLessThan(row(picture, 500, VERMILION) - 100);
        assertThat(row(picture, 150, BLUE) - row(picture, 500, BLUE))
                .isEqualTo(row(picture, 500, VERMILION) - row(picture, 150, VERMILION));
    }

    @Test
    void drawsTheSameBytesAgain() {
        assertThat(plot(RISING).draw().toRgb()).isEqualTo(plot(RISING).draw().toRgb());
    }

    @Test
    void drawsASinglePointInTheMiddle() {
        Picture picture =
                plot(Curve.of("p", new double[] {3}, new double[] {-7})).draw(600, 400);

        int[] columns = IntStream.range(0, 600)
                .filter(x -> IntStream.range(92, 330).anyMatch(y -> picture.rgb(x, y) == BLUE))
                .toArray();
        assertThat(columns).hasSizeBetween(5, 7);
    }

    @Test
    void copesWithLongTextAndTheSmallestSize() {
        String wordy = "a very long name ".repeat(50);
        Curve curve = new Curve(wordy, RISING.points());
        Picture picture = new LinePlot(wordy, wordy, wordy, Collections.nCopies(4, curve)).draw(320, 240);

        assertThat(IntStream.range(0, 240)
                        .allMatch(y -> picture.rgb(0, y) == 0xFFFFFF && picture.rgb(319, y) == 0xFFFFFF))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1.5e308})
    void refusesCoordinatesThatCannotBeDrawn(double value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Point(value, 0))
                .withMessageContaining("x=" + value);
        assertThatIllegalArgumentException().isThrownBy(() -> new Point(0, value));
    }

    @Test
    void refusesWhatIsNoPlot() {
        assertThatIllegalArgumentException().isThrownBy(() -> plot()).withMessageContaining("1 to 4 curves, found 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plot(RISING, RISING, RISING, RISING, RISING))
                .withMessageContaining("found 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.of("c", new double[2], new double[3]))
                .withMessageContaining("'c' has 2 x but 3 y");
        assertThatIllegalArgumentException().isThrownBy(() -> Curve.of("c", new double[0], new double[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plot(RISING).draw(10, 10))
                .withMessageContaining("found 10 x 10");
    }
}
