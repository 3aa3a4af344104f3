package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MaxFlowTest {
    private static final int CASES = 25;

    /** Every grid of at most 12 pixels, against the least of all 2^n cuts; of equal ones the smallest source side. */
    @ParameterizedTest
    @EnumSource(Connectivity.class)
    void findsTheLeastOfAllCuts(Connectivity connectivity) {
        SplittableRandom random = new SplittableRandom(2001);
        for (int width = 1; width <= 12; width++) {
            for (int height = 1; width * height <= 12; height++) {
                for (int i = 0; i < CASES; i++) {
                    GridNetwork network = GridNetwork.random(width, height, connectivity, random);
                    boolean[] least = network.leastCut();
                    MaxFlow flow = network.maxFlow();

                    assertThat(flow.solve())
                            .as("%d x %d, case %d", width, height, i)
                            .isEqualTo(network.cutValue(least));
                    assertThat(network.sides(flow)).isEqualTo(least);
                }
            }
        }
    }

    /** Larger grids, against shortest augmenting paths; and the cut it gives costs what flows. */
    @ParameterizedTest
    @CsvSource({"5, 5, 40", "17, 3, 20", "1, 40, 20", "12, 19, 60", "40, 31, 4"})
    void agreesWithShortestAugmentingPaths(int width, int height, int cases) {
        SplittableRandom random = new SplittableRandom(2004);
        for (Connectivity connectivity : Connectivity.values()) {
            for (int i = 0; i < cases; i++) {
                GridNetwork network = GridNetwork.random(width, height, connectivity, random);
                MaxFlow flow = network.maxFlow();
                long value = flow.solve();

                assertThat(value).as("case %d", i).isEqualTo(AugmentingPaths.maxFlow(network));
                assertThat(network.cutValue(network.sides(flow))).isEqualTo(value);
            }
        }
    }

    @Test
    void takesTheLargestCapacities() {
        MaxFlow flow = new MaxFlow(2, 2, Connectivity.EIGHT);
        for (int i = 0; i < 4; i++) {
            flow.terminals(i % 2, i / 2, i % 2 == 0 ? MaxFlow.LARGEST : 0, i % 2 == 0 ? 0 : MaxFlow.LARGEST);
        }
        for (int y = 0; y < 2; y++) {
            flow.edge(0, y, 0, MaxFlow.LARGEST, MaxFlow.LARGEST);
        }

        assertThat(flow.solve()).isEqualTo(2L * MaxFlow.LARGEST);
    }

    @Test
    void refusesWhatIsNoCapacityOrNoNeighbour() {
        MaxFlow flow = new MaxFlow(2, 2, Connectivity.FOUR);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> flow.terminals(0, 0, -1, 0))
                .withMessageContaining("found -1");
        assertThatIllegalArgumentException().isThrownBy(() -> flow.edge(0, 0, 0, MaxFlow.LARGEST + 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> flow.edge(1, 0, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> flow.edge(0, 0, 4, 1, 1));
    }
}
