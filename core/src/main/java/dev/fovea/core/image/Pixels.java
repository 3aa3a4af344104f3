package dev.fovea.core.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * The samples of a decoded image as packed 8-bit sRGB over white.
 *
 * <p>Samples are taken as they are stored, as Pillow and with it every training pipeline takes them: Java's own
 * conversion would run grey through a linear colour space and so brighten it. Of 16 bits the upper 8 are kept, as libpng
 * does. Transparent pixels are laid over white, since the colour hidden under a transparent pixel is arbitrary (often
 * black, often garbage) and a model must not see what a person does not.
 */
final class Pixels {
    private static final int WHITE = 255;

    private Pixels() {}

    /**
     * All pixels, row by row.
     *
     * @throws UnsupportedOperationException if samples have neither 8 bits nor less nor 16
     */
    static int[] overWhite(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        if (!(colors instanceof ComponentColorModel)) {
            return converted(image);
        }
        if (colors.getTransferType() != DataBuffer.TYPE_BYTE && colors.getTransferType() != DataBuffer.TYPE_USHORT) {
            throw new UnsupportedOperationException(
                    "signed, floating-point and 32-bit samples do not say where black and white are");
        }
        int type = colors.getColorSpace().getType();
        if (!colors.isAlphaPremultiplied()
                && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB || type == ColorSpace.TYPE_CMYK)) {
            return stored(image, type);
        }
        return converted(image);
    }

    private static int[] stored(BufferedImage image, int colorSpace) {
        Raster raster = image.getRaster();
        boolean alpha = image.getColorModel().hasAlpha();
        int colors = image.getColorModel().getNumColorComponents();
        int width = image.getWidth();
        int[] toEight = shifts(image.getColorModel());
        int[] pixels = new int[width * image.getHeight()];
        int bands = raster.getNumBands();
        int[] row = new int[width * bands];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int at = x * bands;
                for (int band = 0; band < bands; band++) {
                    row[at + band] = eightBits(row[at + band], toEight[band]);
                }
                if (colorSpace == ColorSpace.TYPE_CMYK) {
                    inkToLight(row, at);
                }
                int rgb = switch (colorSpace) {
                    case ColorSpace.TYPE_GRAY -> row[at] * 0x010101;
                    case ColorSpace.TYPE_CMYK -> lightToRgb(row, at);
                    default -> row[at] << 16 | row[at + 1] << 8 | row[at + 2];
                };
                pixels[y * width + x] = alpha ? overWhite(rgb, row[at + colors]) : rgb;
            }
        }
        return pixels;
    }

    /** Bits beyond eight per band. */
    private static int[] shifts(ColorModel colors) {
        int[] shifts = colors.getComponentSize().clone();
        for (int band = 0; band < shifts.length; band++) {
            shifts[band] -= 8;
        }
        return shifts;
    }

    private static int eightBits(int sample, int shift) {
        return shift >= 0 ? sample >> shift : sample * 255 / ((1 << (8 + shift)) - 1);
    }

    private static void inkToLight(int[] row, int at) {
        for (int band = at; band < at + 4; band++) {
            row[band] = 255 - row[band];
        }
    }

    /** From the light that cyan, magenta, yellow and black ink let through, by the plain formula Pillow uses. */
    static int lightToRgb(int[] light, int at) {
        int black = light[at + 3];
        return divideBy255(light[at] * black) << 16
                | divideBy255(light[at + 1] * black) << 8
                | divideBy255(light[at + 2] * black);
    }

    /** Palettes, packed pixels and rare colour spaces, by Java's colour models. */
    private static int[] converted(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = overWhite(pixels[i] & 0xFFFFFF, pixels[i] >>> 24);
        }
        return pixels;
    }

    private static int overWhite(int rgb, int alpha) {
        if (alpha == 255) {
            return rgb;
        }
        int white = WHITE * (255 - alpha);
        return divideBy255((rgb >> 16) * alpha + white) << 16
                | divideBy255((rgb >> 8 & 0xFF) * alpha + white) << 8
                | divideBy255((rgb & 0xFF) * alpha + white);
    }

    /** To the nearest. */
    private static int divideBy255(int product) {
        return (product + 127) / 255;
    }
}
