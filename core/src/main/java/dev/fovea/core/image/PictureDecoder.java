package dev.fovea.core.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** From the bytes of a file whose format is known to a picture, sizes first. */
final class PictureDecoder {
    /** Decoders fill up what is missing, and only warn. Stray bytes between JPEG markers are common and harmless. */
    private static final Pattern DAMAGE = Pattern.compile(
            "truncat|premature|unexpected end|corrupt jpeg data(?!.*extraneous)", Pattern.CASE_INSENSITIVE);

    private PictureDecoder() {}

    /**
     * The upright picture.
     *
     * @throws TooManyPixelsException if the header says so; nothing has been decoded then
     * @throws EOFException if the data ends too early
     * @throws IOException or any unchecked exception if the data is damaged
     */
    static Picture decode(PictureFormat format, byte[] bytes, long maxPixels) throws IOException {
        EncodedPicture encoded = format.open(bytes);
        List<String> warnings = new ArrayList<>();
        ImageReader reader = format.newReader();
        try (ImageInputStream in = new ByteArrayImageInputStream(encoded.bytes())) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(in);
            format.checkHeader(encoded.bytes(), maxPixels);
            checkPixels(reader.getWidth(0), reader.getHeight(0), maxPixels);
            BufferedImage image = format.decode(reader, encoded.bytes());
            failOnDamage(warnings);
            if (encoded.iccProfile() != null) {
                image = IccTable.toSrgb(image, encoded.iccProfile());
            }
            return encoded.orientation().apply(Picture.of(image));
        } finally {
            reader.dispose();
        }
    }

    static void checkPixels(int width, int height, long maxPixels) throws IOException {
        if (width < 1 || height < 1) {
            throw new IOException("it says its size is " + width + " x " + height);
        }
        if ((long) width * height > maxPixels) {
            throw new TooManyPixelsException(width, height);
        }
    }

    private static void failOnDamage(List<String> warnings) throws EOFException {
        for (String warning : warnings) {
            if (DAMAGE.matcher(warning).find()) {
                throw new EOFException(warning);
            }
        }
    }
}
