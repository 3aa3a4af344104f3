package dev.fovea.scenes.draw;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesTest {
    private static final Map<String, Shape> SHAPES = Map.of(
            "circle", Shapes.circle(0.2, -0.1, 0.6),
            "box", Shapes.box(0.7, 0.3),
            "ellipse", Shapes.ellipse(0.8, 0.4),
            "bar", Shapes.bar(-0.5, -0.2, 0.6, 0.4, 0.15),
            "arc", Shapes.arc(0.7, 1.2, 0.1),
            "polygon", Shapes.polygon(-0.6, -0.5, 0.7, -0.3, 0.1, 0.8),
            "star", Shapes.star(5, 0.9, 0.4),
            "turned box minus circle", Shapes.box(0.7, 0.5).turned(0.4).minus(Shapes.circle(0.3)));

    @ParameterizedTest
    @CsvSource({
        "circle, 0.2, 0.9, 0.4",
        "circle, 0.2, -0.1, -0.6",
        "box, 1, 0, 0.3",
        "box, 1, 0.7, 0.5",
        "bar, -0.5, -0.2, -0.15",
        "arc, 0, 0.7, -0.1",
        "arc, 0, 0, 0.6",
        "polygon, -0.6, -0.5, 0",
        "star, 0, -0.9, 0",
        "star, 0, -1.4, 0.5",
    })
    void knownDistances(String name, double x, double y, double expected) {
        assertThat(requireNonNull(SHAPES.get(name)).distance(x, y)).isCloseTo(expected, within(1e-9));
    }

    /** The canvas skips pixels by this: a distance never promises more room than there is. */
    @TestFactory
    Stream<DynamicTest> noPointInsideIsNearerThanTheDistanceSays() {
        return SHAPES.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> staysClear(entry.getValue())));
    }

    private static void staysClear(Shape shape) {
        Dice dice = new Dice(11);
        int outside = 0;
        for (int i = 0; i < 2000; i++) {
            double x = dice.range(-1.5, 1.5);
            double y = dice.range(-1.5, 1.5);
            double reach = shape.distance(x, y);
            if (reach > 0) {
                outside++;
                double angle = dice.range(0, 2 * StrictMath.PI);
                double step = 0.95 * dice.unit() * reach;
                assertThat(shape.distance(x + step * StrictMath.cos(angle), y + step * StrictMath.sin(angle)))
                        .isPositive();
            }
        }
        assertThat(outside).isPositive();
    }
}
