package dev.fovea.scenes;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Writes scenes as raw bytes, for training. One scene after the other: {@code 112 * 112 * 3} bytes of RGB, row by row,
 * {@code 112 * 112} bytes of mask (1 where the object is seen), one byte of class index. No header.
 */
public final class SceneExport {
    private static final int CHUNK = 64;

    private SceneExport() {}

    /** {@code SceneExport FILE FIRST_SEED COUNT} writes the scenes of consecutive seeds. */
    public static void main(String[] args) throws IOException {
        PrintStream err = System.err;
        if (args.length != 3) {
            err.println("usage: SceneExport FILE FIRST_SEED COUNT");
            System.exit(2);
        }
        write(Path.of(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]));
    }

    /** Writes {@code count} scenes, the first of seed {@code firstSeed}, drawn on all processors. */
    public static void write(Path file, long firstSeed, int count) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int start = 0; start < count; start += CHUNK) {
                byte[][] chunk = IntStream.range(start, Math.min(count, start + CHUNK))
                        .parallel()
                        .mapToObj(i -> bytes(SceneGenerator.render(firstSeed + i)))
                        .toArray(byte[][]::new);
                for (byte[] scene : chunk) {
                    out.write(scene);
                }
            }
        }
    }

    static byte[] bytes(Scene scene) {
        int pixels = scene.width() * scene.height();
        int[] rgb = scene.toRgb();
        boolean[] mask = scene.mask().toArray();
        byte[] bytes = new byte[4 * pixels + 1];
        for (int i = 0; i < pixels; i++) {
            bytes[3 * i] = (byte) (rgb[i] >> 16);
            bytes[3 * i + 1] = (byte) (rgb[i] >> 8);
            bytes[3 * i + 2] = (byte) rgb[i];
            bytes[3 * pixels + i] = (byte) (mask[i] ? 1 : 0);
        }
        bytes[4 * pixels] = (byte) scene.classIndex();
        return bytes;
    }
}
