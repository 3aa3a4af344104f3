package dev.fovea.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.core.FoveaException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    private Path folder;

    /** A file as NumPy lays it out. */
    private Path file(int version, String header, byte... data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        out.write((version == 1 ? length.putShort((short) text.length) : length.putInt(text.length)).array());
        out.write(text);
        out.write(data);
        return Files.write(folder.resolve("a.npy"), out.toByteArray());
    }

    private static String header(String descr, String shape) {
        return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, shape);
    }

    private static byte[] bytes(String hex) {
        String digits = hex.replace(" ", "");
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "3", "0", "2,3", "1,3,2,2", "2,0,3"})
    void readsWhatItWrote(String sizes) throws IOException {
        long[] shape = Arrays.stream(sizes.split(","))
                .filter(s -> !s.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.1f * i - 0.7f;
        }
        Tensor tensor = new Tensor(shape, values);
        Path file = Files.write(folder.resolve("a.npy"), Npy.toBytes(tensor));
        assertThat(Npy.read(file)).isEqualTo(tensor);
    }

    /** The bytes of {@code numpy.save(f, numpy.array([1.5, -2], 'f4'))}: data start at a multiple of 64. */
    @Test
    void writesWhatNumpyWrites() {
        byte[] bytes = Npy.toBytes(new Tensor(new long[] {2}, new float[] {1.5f, -2}));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
        assertThat(bytes).hasSize(128 + 8);
        assertThat(Arrays.copyOf(bytes, 10)).isEqualTo(bytes("93 4e 55 4d 50 59 01 00 76 00"));
        assertThat(new String(bytes, 10, 118, StandardCharsets.US_ASCII))
                .startsWith(header + " ")
                .endsWith(" \n");
        assertThat(Arrays.copyOfRange(bytes, 128, 136)).isEqualTo(bytes("0000c03f 000000c0"));
    }

    /** The bytes of two elements in every type that is read, as NumPy stores them. */
    @ParameterizedTest
    @CsvSource({
        "<f4, 0000c03f 000000c0, 1.5, -2",
        ">f4, 3fc00000 c0000000, 1.5, -2",
        "=f4, 0000c03f 000000c0, 1.5, -2",
        "<f8, 000000000000f83f 00000000000000c0, 1.5, -2",
        ">f8, 3ff8000000000000 c000000000000000, 1.5, -2",
        "<f2, 003e 00c0, 1.5, -2",
        ">f2, 3e00 c000, 1.5, -2",
        "|i1, 07 ff, 7, -1",
        "|u1, 07 ff, 7, 255",
        "<i2, 0700 ffff, 7, -1",
        "<u2, 0700 ffff, 7, 65535",
        ">u2, 0007 ff00, 7, 65280",
        "<i4, 07000000 ffffffff, 7, -1",
        "<u4, 07000000 000000f0, 7, 4026531840",
        "<i8, 0700000000000000 ffffffffffffffff, 7, -1",
        "<u8, 0700000000000000 00000000000000f0, 7, 17293822569102704640"
    })
    void readsTheTypesOfNumbers(String descr, String data, float first, float second) throws IOException {
        Tensor read = Npy.read(file(1, header(descr, "(2,)"), bytes(data)));
        assertThat(read.shape()).containsExactly(2);
        assertThat(read.values()).containsExactly(first, second);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsAllVersions(int version) throws IOException {
        assertThat(Npy.read(file(version, header("<f4", "(1, 1)"), bytes("0000c03f")))
                        .values())
                .containsExactly(1.5f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "<f4; (3,); needs 12 bytes, found 8",
                "<f4; (1,); needs 4 bytes, found 8",
                "<f8; (2,); needs 16 bytes, found 8",
                "<f4; (4294967296, 4294967296); needs 73786976294838206464 bytes, found 8",
                "<f4; (999999999999999999, 99); needs 395999999999999999604 bytes, found 8",
                "<f4; (461168601842738790, 40); needs 73786976294838206400 bytes, found 8",
                "<f4; (99999999999999999999,); 'shape'",
                "<f4; (-2, -1); 'shape'",
                "<f4; (-1,); 'shape'",
                "<f4; (2x,); 'shape'",
                "<f4; (1 2,); 'shape'",
                "<f0; (8,); a plain float or integer type",
                "|b1; (8,); a plain float or integer type",
                "<c8; (1,); a plain float or integer type",
                "|O; (1,); a plain float or integer type",
                "<U2; (1,); a plain float or integer type",
                "<f1; (8,); elements of type 'f1' are not read"
            })
    void refusesWhatDoesNotFit(String descr, String shape, String why) throws IOException {
        Path file = file(1, header(descr, shape), new byte[8]);
        refused(file, why);
    }

    @Test
    void refusesOtherOrdersAndVersionsAndHeaders() throws IOException {
        refused(
                file(1, "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", new byte[4]),
                "save numpy.ascontiguousarray(x)");
        refused(file(1, "{'descr': '<f4', 'shape': (1,), }", new byte[4]), "'fortran_order'");
        refused(file(1, "{'descr': '<f4', 'fortran_order': False, }", new byte[4]), "'shape'");
        refused(file(1, "", new byte[4]), "a plain float or integer type");
        refused(file(9, header("<f4", "(1,)"), new byte[4]), "version 9");
        refused(file(0, header("<f4", "(1,)"), new byte[4]), "version 0");
        refused(file(2, " ".repeat(70_000) + header("<f4", "(1,)"), new byte[4]), "header has 70");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = Npy.toBytes(new Tensor(new long[] {2, 2}, new float[] {1, 2, 3, 4}));
        for (int length = 0; length < whole.length; length++) {
            refused(Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, length)), "");
        }
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        refused(Files.write(folder.resolve("long.npy"), longer), "needs 16 bytes, found 17");
    }

    @Test
    void refusesOtherFiles() throws IOException {
        refused(Files.writeString(folder.resolve("text.npy"), "1.0, 2.0, 3.0, 4.0"), "magic bytes");
        assertThatThrownBy(() -> Npy.read(folder.resolve("none.npy")))
                .isInstanceOf(FoveaException.class)
                .hasMessageContaining("none.npy': no such readable file");
        assertThatThrownBy(() -> Npy.read(folder)).isInstanceOf(FoveaException.class);
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FoveaException.class)
                .hasMessageStartingWith("'" + file + "' is not a .npy array that can be read: ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("\n");
    }
}
