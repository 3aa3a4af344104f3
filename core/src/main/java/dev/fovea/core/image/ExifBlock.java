package dev.fovea.core.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The one thing Fovea wants of EXIF (a TIFF structure without a picture): the orientation of the first directory. */
final class ExifBlock {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    private ExifBlock() {}

    /** The orientation; upright where the block does not say or makes no sense, since a bad tag spoils no picture. */
    static Orientation orientation(byte[] tiff) {
        boolean intel = PictureFormat.has(tiff, 0, "II*\0");
        if (tiff.length < 8 || (!intel && !PictureFormat.has(tiff, 0, "MM\0*"))) {
            return Orientation.UPRIGHT;
        }
        ByteBuffer block = ByteBuffer.wrap(tiff).order(intel ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(block.getInt(4));
        if (directory + 2 > tiff.length) {
            return Orientation.UPRIGHT;
        }
        int entries = Short.toUnsignedInt(block.getShort((int) directory));
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) i * ENTRY_BYTES;
            if (entry + ENTRY_BYTES > tiff.length) {
                return Orientation.UPRIGHT;
            }
            int at = (int) entry;
            if (Short.toUnsignedInt(block.getShort(at)) == ORIENTATION && block.getShort(at + 2) == SHORT) {
                return Orientation.ofExif(Short.toUnsignedInt(block.getShort(at + 8)));
            }
        }
        return Orientation.UPRIGHT;
    }
}
