package dev.fovea.core.image;

import java.io.IOException;

/** A picture has more pixels than allowed. */
final class TooManyPixelsException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int width;
    private final int height;

    TooManyPixelsException(int width, int height) {
        super(width + " x " + height + " pixels are too many");
        this.width = width;
        this.height = height;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }
}
