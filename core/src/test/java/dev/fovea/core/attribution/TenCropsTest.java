package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.attribution.TenCrops.Crop;
import dev.fovea.core.image.Framing;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class TenCropsTest {
    /** 500x333 resized to 384x256, of which the model sees 224x224. */
    private static final TenCrops IMAGENET =
            TenCrops.of(Framing.of(500, 333).resizeShorterSide(256).centerCrop(224));

    @Test
    void areTheCornersAndTheCentreAndTheirReflections() {
        assertThat(IMAGENET.crops())
                .extracting(c -> c.framing().cropX(), c -> c.framing().cropY(), Crop::reflected)
                .containsExactly(
                        tuple(0, 0, false),
                        tuple(160, 0, false),
                        tuple(0, 32, false),
                        tuple(160, 32, false),
                        tuple(80, 16, false),
                        tuple(0, 0, true),
                        tuple(160, 0, true),
                        tuple(0, 32, true),
                        tuple(160, 32, true),
                        tuple(80, 16, true));
        assertThat(IMAGENET.crops()).allSatisfy(c -> {
            assertThat(c.framing().width()).isEqualTo(224);
            assertThat(c.framing().height()).isEqualTo(224);
            assertThat(c.framing().resizedWidth()).isEqualTo(384);
            assertThat(c.framing().sourceWidth()).isEqualTo(500);
        });
        assertThat(IMAGENET.canvas().width()).isEqualTo(384);
        assertThat(IMAGENET.canvas().height()).isEqualTo(256);
    }

    private static Tuple tuple(Object... values) {
        return Tuple.tuple(values);
    }

    /** Where the usual framing leaves no margin, the picture is resized to 256/224 of the model's size. */
    @Test
    void makeRoomWhereThereIsNone() {
        TenCrops squashed = TenCrops.of(Framing.of(500, 333).squash(112, 112));
        assertThat(squashed.canvas().width()).isEqualTo(128);
        assertThat(squashed.canvas().height()).isEqualTo(128);
        assertThat(squashed.crops().get(3).framing().cropX()).isEqualTo(16);
    }

    /** Every crop's map holds the canvas's own columns and rows: pasted back, they are the canvas again. */
    @Test
    void goBackWhereTheyWereCut() {
        TenCrops crops = TenCrops.of(Framing.of(12, 8).centerCrop(6, 4));
        float[][] maps = new float[10][24];
        List<Crop> all = crops.crops();
        for (int i = 0; i < 10; i++) {
            Framing f = all.get(i).framing();
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 6; x++) {
                    int at = y * 6 + (all.get(i).reflected() ? 5 - x : x);
                    maps[i][at] = (f.cropX() + x) + 100 * (f.cropY() + y);
                }
            }
        }
        SaliencyMap pasted = crops.paste(maps, false);
        assertThat(pasted.width()).isEqualTo(12);
        assertThat(pasted.height()).isEqualTo(8);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 12; x++) {
                assertThat(pasted.at(x, y)).isCloseTo(x + 100 * y, within(1e-4f));
            }
        }
    }

    /** Where two crops meet, the pixel gets the mean of their maps; where none was, zero. */
    @Test
    void shareThePixelsThatSeveralCover() {
        TenCrops crops = TenCrops.of(Framing.of(9, 3).centerCrop(3, 3));
        float[][] maps = new float[10][9];
        Arrays.fill(maps[4], 8);
        SaliencyMap pasted = crops.paste(maps, true);
        assertThat(pasted.signed()).isTrue();
        assertThat(pasted.at(4, 1)).isEqualTo(4);
        assertThat(pasted.at(0, 1)).isZero();
    }
}
