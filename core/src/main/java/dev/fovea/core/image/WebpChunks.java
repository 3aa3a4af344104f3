package dev.fovea.core.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** The chunks of a WebP (RFC 9649, section 2). Metadata is taken out, and its flags are cleared. */
final class WebpChunks {
    private static final int HEADER_BYTES = 12;
    private static final int ANIMATION_FLAG = 0x02;
    private static final int ICC_EXIF_AND_XMP_FLAGS = 0x20 | 0x08 | 0x04;
    private static final Set<String> METADATA = Set.of("ICCP", "EXIF", "XMP ");
    private static final String JPEG_STYLE_PREFIX = "Exif\0\0";

    private WebpChunks() {}

    static EncodedPicture open(byte[] bytes) throws IOException {
        ByteBuffer file = PictureFormat.littleEndian(bytes);
        long end = 8 + Integer.toUnsignedLong(file.getInt(4));
        if (end > bytes.length) {
            throw new EOFException("the file ends before byte " + end);
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
        kept.write(bytes, 0, HEADER_BYTES);
        Orientation orientation = Orientation.UPRIGHT;
        int at = HEADER_BYTES;
        while (end - at >= 8) {
            String type = new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
            long length = Integer.toUnsignedLong(file.getInt(at + 4));
            int data = at + 8;
            if (length > end - data) {
                throw new EOFException("chunk " + type + " runs over the end of the file");
            }
            int next = (int) Math.min(end, data + length + (length & 1));
            if (type.equals("EXIF")) {
                orientation = orientation(Arrays.copyOfRange(bytes, data, data + (int) length));
            }
            if (!METADATA.contains(type)) {
                kept.write(bytes, at, next - at);
            }
            at = next;
        }
        byte[] picture = kept.toByteArray();
        PictureFormat.littleEndian(picture).putInt(4, picture.length - 8);
        if (PictureFormat.has(picture, HEADER_BYTES, "VP8X") && picture.length > HEADER_BYTES + 8) {
            picture[HEADER_BYTES + 8] &= (byte) ~ICC_EXIF_AND_XMP_FLAGS;
        }
        return new EncodedPicture(picture, orientation);
    }

    static boolean isAnimated(byte[] webp) {
        return PictureFormat.has(webp, HEADER_BYTES, "VP8X")
                && webp.length >= HEADER_BYTES + 18
                && (webp[HEADER_BYTES + 8] & ANIMATION_FLAG) != 0;
    }

    /** The canvas of an animation. */
    static Canvas canvas(byte[] webp) {
        return new Canvas(1 + int24(webp, HEADER_BYTES + 12), 1 + int24(webp, HEADER_BYTES + 15));
    }

    /** The first frame of an animation in its place; {@link #open} has found the chunks to be whole. */
    static BufferedImage onCanvas(BufferedImage frame, byte[] webp) {
        int at = HEADER_BYTES;
        while (!PictureFormat.has(webp, at, "ANMF")) {
            int length = PictureFormat.littleEndian(webp).getInt(at + 4);
            at += 8 + length + (length & 1);
        }
        return canvas(webp).with(frame, 2 * int24(webp, at + 8), 2 * int24(webp, at + 11));
    }

    private static int int24(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | ((bytes[at + 1] & 0xFF) << 8) | ((bytes[at + 2] & 0xFF) << 16);
    }

    private static Orientation orientation(byte[] exif) {
        return ExifBlock.orientation(
                PictureFormat.has(exif, 0, JPEG_STYLE_PREFIX)
                        ? Arrays.copyOfRange(exif, JPEG_STYLE_PREFIX.length(), exif.length)
                        : exif);
    }
}
