package dev.fovea.core.image;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageReader;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Where the first frame of a GIF lies on its screen (GIF89a, sections 18 and 20). */
final class GifFrame {
    private static final String METADATA = "javax_imageio_gif_image_1.0";

    private GifFrame() {}

    static Canvas screen(byte[] gif) throws EOFException {
        if (gif.length < 10) {
            throw new EOFException("no screen descriptor");
        }
        return new Canvas(side(gif, 6), side(gif, 8));
    }

    static BufferedImage onScreen(BufferedImage frame, ImageReader reader, byte[] gif) throws IOException {
        Node node = reader.getImageMetadata(0).getAsTree(METADATA).getFirstChild();
        while (node != null) {
            if (node instanceof Element place && place.getTagName().equals("ImageDescriptor")) {
                return screen(gif)
                        .with(
                                frame,
                                Integer.parseInt(place.getAttribute("imageLeftPosition")),
                                Integer.parseInt(place.getAttribute("imageTopPosition")));
            }
            node = node.getNextSibling();
        }
        return frame;
    }

    private static int side(byte[] gif, int at) {
        return Short.toUnsignedInt(PictureFormat.littleEndian(gif).getShort(at));
    }
}
