package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input: one line that says what is wrong and what to do. */
class PictureReaderTest {
    @TempDir
    Path folder;

    record Bad(String what, byte[] bytes, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Bad> bad() throws IOException {
        byte[] png = Fixtures.bytes("formats/rgb8.png");
        byte[] wrongBit = png.clone();
        wrongBit[60] ^= 1;
        return List.of(
                new Bad("empty", new byte[0], "it is empty (0 bytes). Copy or download it again."),
                new Bad(
                        "text",
                        "Hello, I am a text.".getBytes(StandardCharsets.UTF_8),
                        "not a picture in a known format. Fovea reads JPEG, PNG, WebP, BMP, GIF and TIFF."),
                new Bad(
                        "HEIC",
                        "\0\0\0\u0018ftypheic".getBytes(StandardCharsets.UTF_8),
                        "not a picture in a known format. It looks like HEIC or AVIF: convert it to JPEG. "
                                + "Fovea reads JPEG, PNG, WebP, BMP, GIF and TIFF."),
                new Bad(
                        "a wrong bit",
                        wrongBit,
                        "the PNG is damaged (chunk IDAT at byte 33 fails its checksum). Copy or download it again."),
                new Bad(
                        "pixels missing though every chunk is whole",
                        png(8, 8, deflated(20)),
                        "the PNG is truncated: its data ends too early. Copy or download it again."),
                new Bad(
                        "40,000 x 40,000 in some bytes",
                        png(40_000, 40_000, deflated(20)),
                        "it is 40000 x 40000, the limit is 100,000,000 pixels. "
                                + "Shrink it, or raise the limit (maxPixels, --limit-pixels)."),
                new Bad(
                        "sides whose product overflows",
                        png(Integer.MAX_VALUE, Integer.MAX_VALUE, deflated(20)),
                        "it is 2147483647 x 2147483647, the limit is 100,000,000 pixels. "
                                + "Shrink it, or raise the limit (maxPixels, --limit-pixels)."));
    }

    @ParameterizedTest
    @MethodSource
    void bad(Bad bad) {
        assertThatThrownBy(() -> new PictureReader().read(bad.bytes(), "x"))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("Cannot read picture x: " + bad.message());
    }

    @Test
    void aMissingFile() {
        Path missing = folder.resolve("missing.png");
        assertThatThrownBy(() -> new PictureReader().read(missing))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("Cannot read picture " + missing + ": there is no such file. Check the path.");
    }

    @Test
    void aFolder() {
        assertThatThrownBy(() -> new PictureReader().read(folder))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("Cannot read picture " + folder + ": it is a folder. Name a picture in it.");
    }

    @Test
    void aFileLargerThanTheLimit() throws IOException {
        byte[] bytes = Fixtures.bytes("formats/rgb8.png");
        Path file = Files.write(folder.resolve("a.png"), bytes);
        PictureLimits exact = PictureLimits.DEFAULT.withMaxBytes(bytes.length);

        assertThat(new PictureReader(exact).read(file).width()).isEqualTo(24);
        assertThatThrownBy(() -> new PictureReader(exact.withMaxBytes(bytes.length - 1)).read(file))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessage("Cannot read picture " + file + ": the file is larger than the limit of "
                        + (bytes.length - 1) + " bytes. Shrink it, or raise the limit (maxBytes).");
    }

    /** Some kilobytes that unpack to 64 MB each: the decoder never gets to see them. */
    @Test
    void compressedTextsAreNotUnpacked() throws IOException {
        byte[] bomb = deflated(64 << 20);
        byte[] text = concat("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1), bomb);
        byte[] profile = concat("ICC\0\0".getBytes(StandardCharsets.ISO_8859_1), bomb);
        byte[] plain = png(1, 1, deflated(4));
        byte[] png = png(1, 1, deflated(4), chunk("zTXt", text), chunk("iTXt", text), chunk("iCCP", profile));

        assertThat(PngChunks.open(png).bytes()).isEqualTo(plain);
        assertThat(new PictureReader().read(png, "bomb").rgb(0, 0)).isZero();
    }

    @Test
    void theNameOfTheFileDoesNotMatter() throws IOException {
        Path file = Files.write(folder.resolve("picture.jpg"), Fixtures.bytes("formats/rgb8.png"));

        assertThat(new PictureReader().read(file).toRgb())
                .isEqualTo(Fixtures.ppm("expected/rgb8-png.ppm").toRgb());
    }

    private static byte[] png(int width, int height, byte[] data, byte[]... before) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put(new byte[] {8, 2, 0, 0, 0});
        return concat(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
                chunk("IHDR", header.array()),
                concat(before),
                chunk("IDAT", data),
                chunk("IEND", new byte[0]));
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] typed = concat(type.getBytes(StandardCharsets.ISO_8859_1), data);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(typed.length + 8)
                .putInt(data.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] deflated(int zeros) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            byte[] block = new byte[Math.min(zeros, 1 << 16)];
            for (int left = zeros; left > 0; left -= block.length) {
                deflater.write(block, 0, Math.min(left, block.length));
            }
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
