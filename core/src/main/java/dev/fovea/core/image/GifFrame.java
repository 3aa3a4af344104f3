package dev.fovea.core.image;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The first frame of a GIF may be smaller than the canvas (GIF89a, section 18); the rest of the canvas is transparent. */
final class GifFrame {
    private static final String METADATA = "javax_imageio_gif_image_1.0";

    private GifFrame() {}

    static void checkCanvas(byte[] gif, long maxPixels) throws IOException {
        PictureDecoder.checkPixels(canvasWidth(gif), canvasHeight(gif), maxPixels);
    }

    static BufferedImage onCanvas(BufferedImage frame, ImageReader reader, byte[] gif) throws IOException {
        IIOMetadata metadata = reader.getImageMetadata(0);
        for (Node node = metadata.getAsTree(METADATA).getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element place && place.getTagName().equals("ImageDescriptor")) {
                int x = Integer.parseInt(place.getAttribute("imageLeftPosition"));
                int y = Integer.parseInt(place.getAttribute("imageTopPosition"));
                return onCanvas(frame, x, y, canvasWidth(gif), canvasHeight(gif));
            }
        }
        return frame;
    }

    private static BufferedImage onCanvas(BufferedImage frame, int x, int y, int width, int height) {
        if (x == 0 && y == 0 && frame.getWidth() == width && frame.getHeight() == height) {
            return frame;
        }
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = canvas.createGraphics();
        graphics.drawImage(frame, x, y, null);
        graphics.dispose();
        return canvas;
    }

    private static int canvasWidth(byte[] gif) throws EOFException {
        return side(gif, 6);
    }

    private static int canvasHeight(byte[] gif) throws EOFException {
        return side(gif, 8);
    }

    private static int side(byte[] gif, int at) throws EOFException {
        if (gif.length < at + 2) {
            throw new EOFException("no screen descriptor");
        }
        return Short.toUnsignedInt(
                ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).getShort(at));
    }
}
