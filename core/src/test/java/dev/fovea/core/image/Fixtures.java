package dev.fovea.core.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The pictures and tables that {@code picture_fixtures.py} makes. */
final class Fixtures {
    private Fixtures() {}

    static byte[] bytes(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cells of a tab-separated table. */
    static List<List<String>> table(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8)
                .lines()
                .map(line -> List.of(line.split("\t", -1)))
                .toList();
    }

    static List<String> column(String name, int column) {
        return table(name).stream().map(row -> row.get(column)).toList();
    }

    /** A binary PPM as Pillow writes it; a reader of its own, so that no decoder under test vouches for itself. */
    static Picture ppm(String name) {
        byte[] file = bytes(name);
        String[] header = new String(file, 0, Math.min(file.length, 32), StandardCharsets.ISO_8859_1).split("\\s", 5);
        int width = Integer.parseInt(header[1]);
        int height = Integer.parseInt(header[2]);
        int at = file.length - 3 * width * height;
        int[] rgb = new int[width * height];
        for (int i = 0; i < rgb.length; i++, at += 3) {
            rgb[i] = ((file[at] & 0xFF) << 16) | ((file[at + 1] & 0xFF) << 8) | (file[at + 2] & 0xFF);
        }
        return Picture.of(width, height, rgb);
    }

    /** Absolute differences of all channels. */
    static int[] differences(Picture a, Picture b) {
        int[] differences = new int[3 * a.width() * a.height()];
        for (int i = 0; i < differences.length; i++) {
            int x = i / 3 % a.width();
            int y = i / 3 / a.width();
            differences[i] = Math.abs(a.channel(x, y, i % 3) - b.channel(x, y, i % 3));
        }
        return differences;
    }
}
