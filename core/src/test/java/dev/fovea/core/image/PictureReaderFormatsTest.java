package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format and kind against what Pillow makes of the same file; exact unless the table allows a difference. */
class PictureReaderFormatsTest {
    private static final int CUTS = 24;

    static List<List<String>> kinds() {
        return Fixtures.table("formats.tsv");
    }

    static List<String> files() {
        return Fixtures.column("formats.tsv", 0);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void readsAsPillow(List<String> kind) {
        Picture expected = Fixtures.ppm("expected/" + kind.get(1));

        Picture read = new PictureReader().read(Fixtures.bytes("formats/" + kind.get(0)), kind.get(0));

        assertThat(List.of(read.width(), read.height())).containsExactly(expected.width(), expected.height());
        int[] differences = Fixtures.differences(read, expected);
        assertThat(Arrays.stream(differences).max().orElseThrow()).isLessThanOrEqualTo(Integer.parseInt(kind.get(2)));
        assertThat(Arrays.stream(differences).average().orElseThrow())
                .isLessThanOrEqualTo(Double.parseDouble(kind.get(3)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aCutFileIsAnErrorOrStillTheWholePicture(String file) {
        byte[] bytes = Fixtures.bytes("formats/" + file);
        Picture whole = new PictureReader().read(bytes, file);
        Random random = new Random(file.hashCode());
        for (int i = 0; i < CUTS; i++) {
            byte[] cut = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
            try {
                // Bytes behind the picture data (a trailer, a second page) may be missing.
                assertThat(new PictureReader().read(cut, "cut").toRgb())
                        .as("%s cut to %d of %d bytes", file, cut.length, bytes.length)
                        .isEqualTo(whole.toRgb());
            } catch (UnreadablePictureException e) {
                assertThat(e).hasMessageStartingWith("Cannot read picture cut: ");
            }
        }
    }

    /** Without those of which half a file holds a whole first picture. */
    static List<String> filesOfOnePicture() {
        return files().stream()
                .filter(file -> !file.equals("two-pages.tif") && !file.equals("animated.gif"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("filesOfOnePicture")
    void halfAFileIsAnError(String file) {
        byte[] bytes = Fixtures.bytes("formats/" + file);
        assertThatThrownBy(() -> new PictureReader().read(Arrays.copyOf(bytes, bytes.length / 2), "half"))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessageMatching("Cannot read picture half: the \\w+ is (truncated|damaged).*download it again\\.");
    }

    /** Without that of one pixel, below which there is no limit. */
    static List<String> filesOfSeveralPixels() {
        return files().stream().filter(file -> !file.equals("one-pixel.jpg")).toList();
    }

    @ParameterizedTest
    @MethodSource("filesOfSeveralPixels")
    void sizesAreLimitedInEveryFormat(String file) {
        byte[] bytes = Fixtures.bytes("formats/" + file);
        Picture picture = new PictureReader().read(bytes, file);
        long pixels = (long) picture.width() * picture.height();
        PictureLimits tight = PictureLimits.DEFAULT.withMaxPixels(pixels - 1);

        assertThatThrownBy(() -> new PictureReader(tight).read(bytes, "big"))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessageMatching("Cannot read picture big: it is \\d+ x \\d+, the limit is [\\d,]+ pixels\\. .*");
        assertThat(new PictureReader(tight.withMaxPixels(pixels))
                        .read(bytes, file)
                        .width())
                .isEqualTo(picture.width());
    }
}
