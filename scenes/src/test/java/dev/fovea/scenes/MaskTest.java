package dev.fovea.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.draw.Light;
import dev.fovea.scenes.draw.Noise;
import dev.fovea.scenes.draw.Pattern;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mask against two other renderings of the same layout. */
class MaskTest {
    /** In neutral light, a white object among black things on black ground is white just where the mask is. */
    @ParameterizedTest
    @CsvSource({"3, 0", "4, 1", "5, 2", "6, 3", "7, 4", "8, 5", "9, 6", "10, 7", "11, 8", "12, 9"})
    void theMaskIsTheObjectInWhite(long seed, int classIndex) {
        Composition scene = SceneGenerator.compose(seed, classIndex);
        List<Composition.Item> inked = scene.items().stream()
                .map(item -> new Composition.Item(
                        item.figure().silhouette(item.subject() == 0 ? Colour.WHITE : Colour.BLACK),
                        item.pose(),
                        item.subject(),
                        item.height()))
                .toList();
        int[] rgb = neutral(Pattern.plain(Colour.BLACK), inked).paint().rgb();
        Mask mask = SceneGenerator.render(seed, classIndex).mask();
        for (int i = 0; i < rgb.length; i++) {
            assertThat(mask.toArray()[i]).as("pixel %d", i).isEqualTo((rgb[i] & 0xFF) >= 128);
        }
    }

    /** Without shadows, taking the object away changes nothing but the mask and the pixels of which it covers less than half. */
    @ParameterizedTest
    @CsvSource({"3, 0", "4, 1", "5, 2", "6, 3", "7, 4", "8, 5", "9, 6", "10, 7", "11, 8", "12, 9"})
    void nothingChangesOutsideTheMask(long seed, int classIndex) {
        Composition scene = SceneGenerator.compose(seed, classIndex);
        List<Composition.Item> rest =
                scene.items().stream().filter(item -> item.subject() < 0).toList();
        int[] with = neutral(scene.ground(), scene.items()).paint().rgb();
        int[] without = neutral(scene.ground(), rest).paint().rgb();
        Mask mask = SceneGenerator.render(seed, classIndex).mask();
        double[] visible = scene.paint().visible().get(0);
        int changed = 0;
        for (int i = 0; i < with.length; i++) {
            if (with[i] != without[i]) {
                changed += visible[i] >= 0.5 ? 1 : 0;
                assertThat(visible[i]).as("pixel %d", i).isPositive();
            }
        }
        assertThat(changed).isGreaterThan((int) (0.98 * mask.count()));
    }

    private static Composition neutral(Pattern ground, List<Composition.Item> items) {
        return new Composition(ground, Light.NEUTRAL, items, new Noise(new Dice(0)), 0);
    }
}
