package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizerTest {
    static List<List<String>> resizes() {
        return Fixtures.table("resizes.tsv");
    }

    @ParameterizedTest
    @MethodSource("resizes")
    void isPillowsResizeByteForByte(List<String> row) {
        Picture source = new PictureReader().read(Fixtures.bytes("resizes/" + row.get(0)), row.get(0));
        Picture expected = new PictureReader().read(Fixtures.bytes("resizes/" + row.get(1)), row.get(1));

        Picture resized = Resizer.resize(
                source, Integer.parseInt(row.get(2)), Integer.parseInt(row.get(3)), Resampling.valueOf(row.get(4)));

        assertThat(resized.width()).isEqualTo(expected.width());
        assertThat(resized.toRgb()).isEqualTo(expected.toRgb());
    }

    @ParameterizedTest
    @EnumSource(Resampling.class)
    void oneColourStaysThatColour(Resampling resampling) {
        Picture dot = Picture.of(1, 1, new int[] {0xFF8001});

        assertThat(dot.resize(7, 5, resampling).toRgb()).containsOnly(0xFF8001);
    }

    @Test
    void sidesMustBePositive() {
        Picture dot = Picture.of(1, 1, new int[1]);
        assertThatThrownBy(() -> dot.resize(0, 5, Resampling.BILINEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A picture cannot be resized to 0 x 5: both sides must be at least 1");
    }
}
