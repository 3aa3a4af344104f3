package dev.fovea.core.image;

/**
 * What a picture may cost; checked before anything is decoded.
 *
 * @param maxBytes largest file, in bytes
 * @param maxPixels largest width times height; decoding takes about 8 bytes of heap per pixel
 */
public record PictureLimits(long maxBytes, long maxPixels) {
    /** 256 MiB and 100 megapixels. */
    public static final PictureLimits DEFAULT = new PictureLimits(256L << 20, 100_000_000L);

    public PictureLimits {
        if (maxBytes < 1 || maxPixels < 1) {
            throw new IllegalArgumentException(
                    "Picture limits must be at least 1, found %d bytes and %d pixels".formatted(maxBytes, maxPixels));
        }
        // One Java array holds the file, another one the pixels.
        maxBytes = Math.min(maxBytes, Integer.MAX_VALUE - 16);
        maxPixels = Math.min(maxPixels, Integer.MAX_VALUE - 16);
    }

    public PictureLimits withMaxBytes(long bytes) {
        return new PictureLimits(bytes, maxPixels);
    }

    public PictureLimits withMaxPixels(long pixels) {
        return new PictureLimits(maxBytes, pixels);
    }
}
