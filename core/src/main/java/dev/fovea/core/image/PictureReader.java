package dev.fovea.core.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads pictures as a person sees them and as the training pipelines of classifiers (Pillow, torchvision) decode them.
 *
 * <ul>
 *   <li>JPEG, PNG, WebP, BMP, GIF and TIFF, known by their content, not by the file name. Of an animation the first
 *       frame, of a TIFF the first page.
 *   <li>Turned upright by the EXIF orientation. Bad EXIF is ignored.
 *   <li>Grey, palette, 16-bit (the upper 8 bits are kept) and CMYK (Pillow's plain formula) become 8-bit RGB;
 *       transparency is laid over white.
 *   <li>Colour profiles made of curves and a matrix (sRGB, Display P3, Adobe RGB, …) are ignored, as in training. A
 *       JPEG whose profile is a table (such as JPEG XL's XYB) is converted to sRGB, since its samples alone are no
 *       colours.
 * </ul>
 *
 * <p>Sizes are checked before decoding. A damaged or truncated picture is an error, never half a picture. Immutable and
 * thread-safe.
 */
public final class PictureReader {
    private static final String FORMATS = "Fovea reads JPEG, PNG, WebP, BMP, GIF and TIFF";

    private final PictureLimits limits;

    /** A reader with {@link PictureLimits#DEFAULT}. */
    public PictureReader() {
        this(PictureLimits.DEFAULT);
    }

    public PictureReader(PictureLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads a picture file.
     *
     * @throws UnreadablePictureException if the file is missing, too large, damaged or not a picture
     */
    public Picture read(Path file) {
        return read(bytes(file), file.toString());
    }

    /**
     * Reads a picture from the bytes of a file.
     *
     * @param name what error messages call the picture
     * @throws UnreadablePictureException if the picture is too large, damaged or not a picture
     */
    public Picture read(byte[] bytes, String name) {
        if (bytes.length == 0) {
            throw unreadable(name, "it is empty (0 bytes). Copy or download it again", null);
        }
        checkBytes(bytes.length, name);
        PictureFormat format = PictureFormat.of(bytes)
                .orElseThrow(() -> unreadable(name, "not a picture in a known format. " + advice(bytes), null));
        try {
            return PictureDecoder.decode(format, bytes, limits.maxPixels());
        } catch (TooManyPixelsException e) {
            throw unreadable(
                    name,
                    String.format(
                            Locale.ROOT,
                            "it is %d x %d, the limit is %,d pixels. Shrink it, or raise the limit (maxPixels, --limit-pixels)",
                            e.width(),
                            e.height(),
                            limits.maxPixels()),
                    e);
        } catch (UnsupportedOperationException e) {
            throw unreadable(
                    name,
                    "a %s of a kind that Fovea does not read (%s). Convert it to an 8-bit PNG"
                            .formatted(format, reason(e)),
                    e);
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, damage(format, e) + ". Copy or download it again", e);
        } catch (OutOfMemoryError e) {
            throw unreadable(
                    name,
                    "it does not fit into Java's memory (%d MB). Shrink it, or give Java more (-Xmx)"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20),
                    e);
        }
    }

    private byte[] bytes(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw unreadable(name, "it is a folder. Name a picture in it", null);
        }
        try {
            checkBytes(Files.size(file), name);
            try (InputStream in = Files.newInputStream(file)) {
                // Not readAllBytes: a device or a growing file has no size to trust.
                return in.readNBytes((int) limits.maxBytes() + 1);
            }
        } catch (NoSuchFileException e) {
            throw unreadable(name, "there is no such file. Check the path", e);
        } catch (IOException e) {
            throw unreadable(name, "the file cannot be read (" + e + "). Check its permissions", e);
        }
    }

    private void checkBytes(long size, String name) {
        if (size > limits.maxBytes()) {
            throw unreadable(
                    name,
                    String.format(
                            Locale.ROOT,
                            "the file is larger than the limit of %,d bytes. Shrink it, or raise the limit (maxBytes)",
                            limits.maxBytes()),
                    null);
        }
    }

    private static String advice(byte[] bytes) {
        return PictureFormat.has(bytes, 4, "ftyp")
                ? "It looks like HEIC or AVIF: convert it to JPEG. " + FORMATS
                : FORMATS;
    }

    private static String damage(PictureFormat format, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException) {
                return "the " + format + " is truncated: its data ends too early";
            }
        }
        return "the " + format + " is damaged (" + reason(e) + ")";
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || (e instanceof RuntimeException && !(e instanceof UnsupportedOperationException))
                ? "its structure makes no sense"
                : message.strip().replaceAll("\\s+", " ");
    }

    private static UnreadablePictureException unreadable(String name, String problem, @Nullable Throwable cause) {
        return new UnreadablePictureException(name, problem + ".", cause);
    }
}
