package dev.fovea.core.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;

/**
 * Colour profiles that are a table only (tag A2B0, no primaries): the samples are no RGB in any usual sense, and shown
 * raw they are false colours. JPEG XL's XYB in JPEG clothing is such.
 */
final class IccTable {
    private IccTable() {}

    /** The image in sRGB if the profile is such a table, the image as it is otherwise. */
    static BufferedImage toSrgb(BufferedImage image, byte[] icc) {
        if (image.getRaster().getNumBands() != 3 || image.getRaster().getTransferType() != DataBuffer.TYPE_BYTE) {
            return image;
        }
        try {
            ICC_Profile profile = ICC_Profile.getInstance(icc);
            if (profile.getColorSpaceType() != ColorSpace.TYPE_RGB
                    || profile.getData(ICC_Profile.icSigRedColorantTag) != null
                    || profile.getData(ICC_Profile.icSigAToB0Tag) == null) {
                return image;
            }
            ColorModel colors = new ComponentColorModel(
                    new ICC_ColorSpace(profile), false, false, ColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
            WritableRaster samples = colors.createCompatibleWritableRaster(image.getWidth(), image.getHeight());
            samples.setRect(image.getRaster());
            BufferedImage srgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
            return new ColorConvertOp(null).filter(new BufferedImage(colors, samples, false, null), srgb);
        } catch (IllegalArgumentException | CMMException e) {
            return image; // a broken profile says nothing
        }
    }
}
