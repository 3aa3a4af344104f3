package dev.fovea.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * JPEG of four components: CMYK, or YCCK (Adobe Technical Note 5116, section 18). Both are taken to be stored inverted,
 * as light instead of ink, which is what Adobe does and what Pillow assumes of everybody.
 *
 * <p>Converted by Pillow's plain formula. A press profile would give the duller colours of paper; moreover, which
 * profile Java finds depends on the machine.
 */
final class InkJpeg {
    private static final int COMPONENTS = 4;
    private static final int YCCK = 2;

    private InkJpeg() {}

    static boolean isInk(ImageReader jpeg) throws IOException {
        return jpeg.getRawImageType(0).getNumBands() == COMPONENTS;
    }

    /**
     * The picture in RGB.
     *
     * @param adobeTransform what the Adobe segment says, -1 if there is none
     */
    static BufferedImage read(ImageReader jpeg, int adobeTransform) throws IOException {
        Raster stored = jpeg.readRaster(0, null);
        int width = stored.getWidth();
        BufferedImage image = new BufferedImage(width, stored.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width * COMPONENTS];
        int[] rgb = new int[width];
        for (int y = 0; y < stored.getHeight(); y++) {
            stored.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                if (adobeTransform == YCCK) {
                    yccToLight(row, x * COMPONENTS);
                }
                rgb[x] = Pixels.lightToRgb(row, x * COMPONENTS);
            }
            image.getRaster().setDataElements(0, y, width, 1, rgb);
        }
        return image;
    }

    /** Stored YCC to what CMY is stored as. The fixed point is libjpeg's (jdcolor.c), the complement YCCK's own. */
    private static void yccToLight(int[] row, int at) {
        int y = row[at];
        int cb = row[at + 1] - 128;
        int cr = row[at + 2] - 128;
        row[at] = 255 - clip(y + ((91881 * cr + 32768) >> 16));
        row[at + 1] = 255 - clip(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
        row[at + 2] = 255 - clip(y + ((116130 * cb + 32768) >> 16));
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
