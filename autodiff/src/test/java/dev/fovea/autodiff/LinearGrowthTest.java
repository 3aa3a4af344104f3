package dev.fovea.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Lowering;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is done to differentiate and to lower a graph grows with its number of nodes, and not faster. */
class LinearGrowthTest {
    private static final Shape MAPS = Shape.of(1, 16, 4, 4);
    private static final int SMALL = 1000;
    private static final int LARGE = 5000;

    /**
     * What was counted.
     *
     * @param rules backward rules applied
     * @param lookups types asked for, which every pass does at every node
     * @param nodes written
     */
    private record Work(int rules, int lookups, int nodes) {}

    /** A chain of blocks, each with a skip connection that is read twice. */
    private static Graph chain(int length) {
        Sketch s = Sketch.at(18).input("v0", 1, 16, 4, 4);
        for (int i = 0; i < length; i++) {
            String y = "v" + i;
            String skip = "v" + i / 4 * 4;
            switch (i % 4) {
                case 0 -> s.node("Relu", y, "v" + (i + 1));
                case 1 -> s.node("Sigmoid", y, "v" + (i + 1));
                case 2 -> s.node("Mul", y + " " + skip, "v" + (i + 1));
                default -> s.node("Add", y + " " + skip, "v" + (i + 1));
            }
        }
        return s.outputs("v" + length).graph();
    }

    private static Work of(int length) {
        AtomicInteger rules = new AtomicInteger();
        AtomicInteger lookups = new AtomicInteger();
        Types types = name -> {
            lookups.incrementAndGet();
            return new Value(name, ElementType.FLOAT, MAPS);
        };
        RuleBook book = RuleBook.gradient().with("Sigmoid", s -> {
            rules.incrementAndGet();
            return s.first(s.mul(s.dy(), s.mul(s.y(), s.sub(1, s.y()))));
        });
        Graph forward = Lowering.forward().apply(chain(length), types);
        Graph derived = new Differentiator(book)
                .differentiate(forward, types, "v" + length, "cotangent", List.of("v0"))
                .graph();
        int nodes = Lowering.cpu().apply(derived, types).nodes().size();
        return new Work(rules.get(), lookups.get(), nodes);
    }

    @Test
    void isProportionalToTheNumberOfNodes() {
        Work small = of(SMALL);
        Work large = of(LARGE);
        int times = LARGE / SMALL;
        assertThat(large.rules()).isEqualTo(LARGE / 4).isEqualTo(times * small.rules());
        // What is there once, such as the gradient's name, does not grow at all.
        assertThat(large.lookups()).isLessThanOrEqualTo(times * small.lookups());
        assertThat(large.nodes()).isLessThanOrEqualTo(times * small.nodes());
        assertThat(small.lookups()).isLessThan(100 * SMALL);
    }
}
