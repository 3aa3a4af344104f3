package dev.fovea.core.image;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** What the frames of an animation are drawn on. A first frame may be smaller; the rest of the canvas is transparent. */
record Canvas(int width, int height) {

    /** The frame with its top left corner at ({@code x}, {@code y}). */
    BufferedImage with(BufferedImage frame, int x, int y) {
        if (x == 0 && y == 0 && frame.getWidth() == width && frame.getHeight() == height) {
            return frame;
        }
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = canvas.createGraphics();
        graphics.drawImage(frame, x, y, null);
        graphics.dispose();
        return canvas;
    }
}
