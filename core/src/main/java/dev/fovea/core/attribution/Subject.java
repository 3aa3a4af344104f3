package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureLimits;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is explained: a picture as one classifier sees it, or a tensor that is preprocessed already. Immutable.
 *
 * @param name what to call it: the file's name without its ending
 * @param tensor what the model is fed, N = 1
 * @param picture the picture; null for a tensor
 * @param framing how the tensor lies on the picture; null for a tensor
 * @param sha256 of the file's bytes, or of the pixels or elements
 */
public record Subject(
        String name,
        Tensor tensor,
        @Nullable Picture picture,
        @Nullable Framing framing,
        String sha256) {

    /** A picture in memory. */
    public static Subject of(Picture picture, String name, Classifier classifier) {
        ByteBuffer pixels = ByteBuffer.allocate(4 * picture.width() * picture.height() + 8);
        pixels.putInt(picture.width()).putInt(picture.height());
        for (int rgb : picture.toRgb()) {
            pixels.putInt(rgb);
        }
        return of(picture, name, sha256(pixels.array()), classifier);
    }

    private static Subject of(Picture picture, String name, String sha256, Classifier classifier) {
        return new Subject(name, classifier.tensor(picture), picture, classifier.framing(picture), sha256);
    }

    /** A tensor preprocessed already, with N = 1. */
    public static Subject of(Tensor tensor, String name, Classifier classifier) {
        return of(tensor, name, name, classifier);
    }

    private static Subject of(Tensor tensor, String name, String source, Classifier classifier) {
        classifier.input().check(tensor.shape(), source);
        if (tensor.batch() != 1) {
            throw new FoveaException(
                    "'%s' holds %d pictures, expected one (first axis 1)".formatted(source, tensor.batch()));
        }
        for (float v : tensor.values()) {
            if (!Float.isFinite(v)) {
                throw new FoveaException(
                        "'%s' holds NaN or infinite values; every score would be NaN".formatted(source));
            }
        }
        return new Subject(name, tensor, null, null, sha256(Npy.toBytes(tensor)));
    }

    /** A picture file, or a preprocessed tensor in a {@code .npy} file. */
    public static Subject read(Path file, Classifier classifier) {
        return read(file, classifier, PictureLimits.DEFAULT);
    }

    /** A picture file within the given limits, or a preprocessed tensor in a {@code .npy} file. */
    public static Subject read(Path file, Classifier classifier, PictureLimits limits) {
        return decode(file, limits).apply(classifier);
    }

    /**
     * Reads and decodes a file at once; what is left to do is to see it as a classifier does. For those who decode while a
     * classifier is being loaded.
     */
    public static Function<Classifier, Subject> decode(Path file, PictureLimits limits) {
        Path last = file.getFileName();
        String fileName = last == null ? file.toString() : last.toString();
        int dot = fileName.lastIndexOf('.');
        String name = dot > 0 ? fileName.substring(0, dot) : fileName;
        if (fileName.toLowerCase(Locale.ROOT).endsWith(".npy")) {
            Tensor tensor = Npy.read(file);
            return classifier -> of(tensor, name, file.toString(), classifier);
        }
        Picture picture = new PictureReader(limits).read(file);
        String sha256 = sha256(file);
        return classifier -> of(picture, name, sha256, classifier);
    }

    /** The width of the map's grid: the model's. */
    public int width(Classifier classifier) {
        return classifier.input().size(tensor.shape())[1];
    }

    /** The height of the map's grid: the model's. */
    public int height(Classifier classifier) {
        return classifier.input().size(tensor.shape())[0];
    }

    private static String sha256(Path file) {
        try {
            return sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new FoveaException("Cannot read '%s'".formatted(file), e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }
}
