package dev.fovea.core.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments before a JPEG's picture data (ITU-T T.81, annex B). Metadata is taken out; JFIF and Adobe stay, since they
 * tell the decoder the colour space.
 */
final class JpegSegments {
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COMMENT = 0xFE;
    private static final String EXIF = "Exif\0\0";
    private static final String ADOBE = "Adobe";
    private static final String ICC = "ICC_PROFILE\0";

    private JpegSegments() {}

    static EncodedPicture open(byte[] bytes) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
        kept.write(bytes, 0, 2);
        Orientation orientation = Orientation.UPRIGHT;
        SortedMap<Integer, byte[]> profile = new TreeMap<>();
        int at = 2;
        while (true) {
            int marker = marker(bytes, at);
            if (marker == 0xFF) {
                at++; // a fill byte
                continue;
            }
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                kept.write(bytes, at, bytes.length - at);
                return new EncodedPicture(kept.toByteArray(), orientation, joined(profile));
            }
            int data = at + 4;
            int end = at + 2 + length(bytes, at + 2);
            if (end > bytes.length) {
                throw new EOFException("a segment runs over the end of the file");
            }
            if (marker == APP1 && PictureFormat.has(bytes, data, EXIF)) {
                orientation =
                        ExifBlock.orientation(Arrays.copyOfRange(bytes, Math.min(end, data + EXIF.length()), end));
            } else if (marker == APP2 && PictureFormat.has(bytes, data, ICC) && end > data + ICC.length() + 2) {
                profile.put(bytes[data + ICC.length()] & 0xFF, Arrays.copyOfRange(bytes, data + ICC.length() + 2, end));
            }
            if (isPicture(bytes, marker, data)) {
                kept.write(bytes, at, end - at);
            }
            at = end;
        }
    }

    /** The colour transform the Adobe segment names (0 none, 1 YCC, 2 YCCK), -1 without such a segment. */
    static int adobeTransform(byte[] bytes) throws IOException {
        int at = 2;
        while (marker(bytes, at) != START_OF_SCAN) {
            if (marker(bytes, at) == APP14 && PictureFormat.has(bytes, at + 4, ADOBE)) {
                return bytes[at + 15] & 0xFF;
            }
            at += 2 + length(bytes, at + 2);
        }
        return -1;
    }

    private static int marker(byte[] bytes, int at) throws IOException {
        if (at + 4 > bytes.length) {
            throw new EOFException("no picture data");
        }
        if (bytes[at] != (byte) 0xFF) {
            throw new IOException("no marker at byte " + at);
        }
        return bytes[at + 1] & 0xFF;
    }

    private static int length(byte[] bytes, int at) throws IOException {
        int length = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
        if (length < 2) {
            throw new IOException("a segment of length " + length + " at byte " + at);
        }
        return length;
    }

    private static boolean isPicture(byte[] bytes, int marker, int data) throws IOException {
        return switch (marker) {
            case APP0 -> PictureFormat.has(bytes, data, "JFIF\0");
            case APP14 -> PictureFormat.has(bytes, data, ADOBE) && length(bytes, data - 2) >= 14;
            default -> marker != COMMENT && (marker < APP0 || marker > APP15);
        };
    }

    private static byte @Nullable [] joined(SortedMap<Integer, byte[]> parts) {
        if (parts.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.values().forEach(whole::writeBytes);
        return whole.toByteArray();
    }
}
