package dev.fovea.core.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** The chunks of a WebP (RFC 9649, section 2). Metadata is taken out, and its flags are cleared. */
final class WebpChunks {
    private static final int HEADER_BYTES = 12;
    private static final int ICC_EXIF_AND_XMP_FLAGS = 0x20 | 0x08 | 0x04;
    private static final Set<String> METADATA = Set.of("ICCP", "EXIF", "XMP ");
    private static final String JPEG_STYLE_PREFIX = "Exif\0\0";

    private WebpChunks() {}

    static EncodedPicture open(byte[] bytes) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
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
        ByteBuffer.wrap(picture).order(ByteOrder.LITTLE_ENDIAN).putInt(4, picture.length - 8);
        if (PictureFormat.has(picture, HEADER_BYTES, "VP8X") && picture.length > HEADER_BYTES + 8) {
            picture[HEADER_BYTES + 8] &= (byte) ~ICC_EXIF_AND_XMP_FLAGS;
        }
        return new EncodedPicture(picture, orientation);
    }

    private static Orientation orientation(byte[] exif) {
        return ExifBlock.orientation(
                PictureFormat.has(exif, 0, JPEG_STYLE_PREFIX)
                        ? Arrays.copyOfRange(exif, JPEG_STYLE_PREFIX.length(), exif.length)
                        : exif);
    }
}
