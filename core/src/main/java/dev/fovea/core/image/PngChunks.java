package dev.fovea.core.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG. Only those that make the pixels go to the decoder: it would unpack compressed texts and profiles
 * without bound, and so a file of some kilobytes could fill the heap.
 */
final class PngChunks {
    private static final int SIGNATURE_BYTES = 8;
    private static final int FRAME_BYTES = 12;
    private static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private PngChunks() {}

    static EncodedPicture open(byte[] bytes) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
        kept.write(bytes, 0, SIGNATURE_BYTES);
        Orientation orientation = Orientation.UPRIGHT;
        int at = SIGNATURE_BYTES;
        while (true) {
            if (bytes.length - at < FRAME_BYTES) {
                throw new EOFException("no IEND chunk");
            }
            int length = file.getInt(at);
            String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (length < 0) {
                throw new IOException("chunk " + type + " at byte " + at + " has an impossible length");
            }
            if (length > bytes.length - at - FRAME_BYTES) {
                throw new EOFException("chunk " + type + " runs over the end of the file");
            }
            int data = at + 8;
            if (PIXELS.contains(type)) {
                checkCrc(bytes, at, length, type);
                kept.write(bytes, at, length + FRAME_BYTES);
            } else if (type.equals("eXIf")) {
                orientation = ExifBlock.orientation(Arrays.copyOfRange(bytes, data, data + length));
            }
            if (type.equals("IEND")) {
                return new EncodedPicture(kept.toByteArray(), orientation);
            }
            at = data + length + 4;
        }
    }

    private static void checkCrc(byte[] png, int at, int length, String type) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(png, at + 4, length + 4);
        if ((int) crc.getValue() != ByteBuffer.wrap(png).getInt(at + 8 + length)) {
            throw new IOException("chunk " + type + " at byte " + at + " fails its checksum");
        }
    }
}
