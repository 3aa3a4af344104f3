package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ObjectMaskTest {
    @Test
    void knowsItsBoxAndItsShare() {
        ObjectMask mask = mask("......", "..#...", ".###..");

        assertThat(mask.box()).isEqualTo(new BoundingBox(1, 1, 3, 2));
        assertThat(mask.count()).isEqualTo(4);
        assertThat(mask.share()).isEqualTo(4 / 18.0);
        assertThat(mask.contains(2, 1)).isTrue();
        assertThat(mask.contains(1, 1)).isFalse();
        assertThat(ObjectMask.of(6, 3, mask.box()).count()).isEqualTo(6);
    }

    @Test
    void overlaps() {
        assertThat(mask("##..").iou(mask(".##."))).isEqualTo(1 / 3.0);
        assertThatIllegalArgumentException().isThrownBy(() -> mask("##..").iou(mask("##", "..")));
    }

    @Test
    void refusesToBeEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> mask("....")).withMessageContaining("at least one");
    }

    @Test
    void keepsTheLargestPieceThatTouchesBySides() {
        ObjectMask mask = mask(
                "#..##", "#..#.", // the corner of the next row's pixel touches only
                "#.#..", "#.###");

        boolean[] largest = ConnectedComponents.largest(mask.toArray(), 5);

        assertThat(ObjectMask.of(5, 4, largest).box()).isEqualTo(new BoundingBox(0, 0, 1, 4));
        assertThat(ConnectedComponents.largest(new boolean[6], 3)).containsOnly(false);
    }

    private static ObjectMask mask(String... rows) {
        boolean[] inside = new boolean[rows.length * rows[0].length()];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#';
        }
        return ObjectMask.of(rows[0].length(), rows.length, inside);
    }
}
