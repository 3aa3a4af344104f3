package dev.fovea.core.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The formats Fovea reads, each known by its first bytes, with its decoder.
 *
 * <p>Decoders are made here by class, not looked up by format name: which one a lookup finds depends on what else is on
 * the class path and on who scanned it.
 */
enum PictureFormat {
    JPEG("JPEG") {
        @Override
        boolean starts(byte[] bytes) {
            return has(bytes, 0, "\u00FF\u00D8\u00FF");
        }

        @Override
        EncodedPicture open(byte[] bytes) throws IOException {
            return JpegSegments.open(bytes);
        }

        @Override
        ImageReader newReader() throws IOException {
            ImageReaderSpi provider = new JPEGImageReaderSpi();
            // It wraps the JDK's own decoder, which it finds when it is told of a registry.
            provider.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
            return provider.createReaderInstance();
        }

        @Override
        BufferedImage decode(ImageReader reader, byte[] bytes) throws IOException {
            return InkJpeg.isInk(reader)
                    ? InkJpeg.read(reader, JpegSegments.adobeTransform(bytes))
                    : super.decode(reader, bytes);
        }
    },
    PNG("PNG") {
        @Override
        boolean starts(byte[] bytes) {
            return has(bytes, 0, "\u0089PNG\r\n\u001A\n");
        }

        @Override
        EncodedPicture open(byte[] bytes) throws IOException {
            return PngChunks.open(bytes);
        }

        @Override
        ImageReader newReader() throws IOException {
            return JdkPlugins.find(ImageReaderSpi.class, "com.sun.imageio.plugins.png.PNGImageReaderSpi")
                    .createReaderInstance();
        }
    },
    WEBP("WebP") {
        @Override
        boolean starts(byte[] bytes) {
            return has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP");
        }

        @Override
        EncodedPicture open(byte[] bytes) throws IOException {
            return WebpChunks.open(bytes);
        }

        @Override
        ImageReader newReader() {
            return new WebPImageReaderSpi().createReaderInstance(null);
        }

        @Override
        void checkHeader(byte[] bytes, long maxPixels) throws IOException {
            if (WebpChunks.isAnimated(bytes)) {
                Canvas canvas = WebpChunks.canvas(bytes);
                PictureDecoder.checkPixels(canvas.width(), canvas.height(), maxPixels);
            }
        }

        @Override
        BufferedImage decode(ImageReader reader, byte[] bytes) throws IOException {
            BufferedImage frame = super.decode(reader, bytes);
            return WebpChunks.isAnimated(bytes) ? WebpChunks.onCanvas(frame, bytes) : frame;
        }
    },
    BMP("BMP") {
        @Override
        boolean starts(byte[] bytes) {
            return has(bytes, 0, "BM");
        }

        @Override
        ImageReader newReader() throws IOException {
            return JdkPlugins.find(ImageReaderSpi.class, "com.sun.imageio.plugins.bmp.BMPImageReaderSpi")
                    .createReaderInstance();
        }

        @Override
        void checkHeader(byte[] bytes, long maxPixels) throws IOException {
            // The decoder makes room for whatever lies between header and pixels before it reads it.
            if (bytes.length < 14 || Integer.toUnsignedLong(littleEndian(bytes).getInt(10)) > bytes.length) {
                throw new EOFException("the pixels start behind the end of the file");
            }
        }
    },
    GIF("GIF") {
        @Override
        boolean starts(byte[] bytes) {
            return has(bytes, 0, "GIF87a") || has(bytes, 0, "GIF89a");
        }

        @Override
        ImageReader newReader() throws IOException {
            return JdkPlugins.find(ImageReaderSpi.class, "com.sun.imageio.plugins.gif.GIFImageReaderSpi")
                    .createReaderInstance();
        }

        @Override
        void checkHeader(byte[] bytes, long maxPixels) throws IOException {
            Canvas screen = GifFrame.screen(bytes);
            PictureDecoder.checkPixels(screen.width(), screen.height(), maxPixels);
        }

        @Override
        BufferedImage decode(ImageReader reader, byte[] bytes) throws IOException {
            return GifFrame.onScreen(super.decode(reader, bytes), reader, bytes);
        }
    },
    TIFF("TIFF") {
        @Override
        boolean starts(byte[] bytes) {
            return has(bytes, 0, "II*\0") || has(bytes, 0, "MM\0*");
        }

        @Override
        EncodedPicture open(byte[] bytes) {
            return new EncodedPicture(bytes, ExifBlock.orientation(bytes));
        }

        @Override
        ImageReader newReader() {
            return new TIFFImageReaderSpi().createReaderInstance(null);
        }

        @Override
        BufferedImage decode(ImageReader reader, byte[] bytes) throws IOException {
            ImageReadParam param = reader.getDefaultReadParam();
            ImageTypeSpecifier raw = reader.getRawImageType(0);
            if (raw != null && raw.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
                // By default it comes converted by whatever press profile the machine has.
                param.setDestinationType(raw);
            }
            return reader.read(0, param);
        }
    };

    private final String label;

    PictureFormat(String label) {
        this.label = label;
    }

    static Optional<PictureFormat> of(byte[] bytes) {
        return Arrays.stream(values()).filter(format -> format.starts(bytes)).findFirst();
    }

    abstract boolean starts(byte[] bytes);

    abstract ImageReader newReader() throws IOException;

    /**
     * Takes the container apart: what the decoder is to see, and what else the file says about the picture.
     *
     * @throws EOFException if the file is shorter than it says
     */
    EncodedPicture open(byte[] bytes) throws IOException {
        return new EncodedPicture(bytes, Orientation.UPRIGHT);
    }

    /**
     * Checks sizes that the decoder does not tell or check.
     *
     * @throws TooManyPixelsException if there are more pixels than allowed
     * @throws EOFException if the file is shorter than it says
     */
    void checkHeader(byte[] bytes, long maxPixels) throws IOException {}

    /** The first picture, of a reader that was given {@code bytes}. */
    BufferedImage decode(ImageReader reader, byte[] bytes) throws IOException {
        return reader.read(0);
    }

    @Override
    public String toString() {
        return label;
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static boolean has(byte[] bytes, int offset, String latin1) {
        byte[] expected = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length - offset >= expected.length
                && Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
    }
}
