package dev.fovea.scenes;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Scenes and masks as PNG files, to look at. */
public final class ScenePng {
    private ScenePng() {}

    /** {@code ScenePng FOLDER SEED...} writes {@code scene-SEED.png} and {@code scene-SEED.mask.png}. */
    public static void main(String[] args) throws IOException {
        PrintStream err = System.err;
        if (args.length < 2) {
            err.println("usage: ScenePng FOLDER SEED...");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (int i = 1; i < args.length; i++) {
            Scene scene = SceneGenerator.render(Long.parseLong(args[i]));
            Files.write(folder.resolve("scene-" + scene.seed() + ".png"), picture(scene));
            Files.write(folder.resolve("scene-" + scene.seed() + ".mask.png"), mask(scene.mask()));
        }
    }

    /** The picture as a PNG file. */
    public static byte[] picture(Scene scene) {
        BufferedImage image = new BufferedImage(scene.width(), scene.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, scene.width(), scene.height(), scene.toRgb(), 0, scene.width());
        return encoded(image);
    }

    /** The mask as a grey PNG file: white where the object is seen, black elsewhere. */
    public static byte[] mask(Mask mask) {
        BufferedImage image = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                image.getRaster().setSample(x, y, 0, mask.contains(x, y) ? 255 : 0);
            }
        }
        return encoded(image);
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
