package dev.fovea.scenes.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DiceTest {
    @Test
    void rollsStayInTheirBounds() {
        Dice dice = new Dice(1);
        int[] counts = new int[6];
        for (int i = 0; i < 6000; i++) {
            counts[dice.below(6)]++;
            assertThat(dice.range(-2, 3)).isBetween(-2.0, 3.0);
        }
        assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void splittingLeavesTheStreamInStep() {
        Dice once = new Dice(9);
        Dice twice = new Dice(9);
        Dice branch = once.split();
        twice.bits();
        branch.unit();
        assertThat(once.bits()).isEqualTo(twice.bits());
    }
}
