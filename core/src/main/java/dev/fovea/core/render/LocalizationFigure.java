package dev.fovea.core.render;

import dev.fovea.core.image.Picture;
import dev.fovea.core.localization.LocalizedObject;
import dev.fovea.core.localization.ObjectMask;

/**
 * An object that was found, shown in its picture: what lies outside of the mask steps back, its outline and its box are drawn.
 * Lines are as wide as the picture is large, so that they are seen when it is reduced. Immutable and thread-safe.
 *
 * @param outline colour of the mask's outline, {@code 0xRRGGBB}
 * @param frame colour of the box, {@code 0xRRGGBB}
 * @param fade how far the rest of the picture steps back, 0 (not at all) to 1 (black)
 */
public record LocalizationFigure(int outline, int frame, double fade) {
    private static final int PIXELS_PER_STROKE = 300;

    public LocalizationFigure {
        if (!(fade >= 0 && fade <= 1)) {
            throw new IllegalArgumentException("Fade must be between 0 and 1, found " + fade);
        }
    }

    /** Yellow outline, white box, the rest half as bright. */
    public LocalizationFigure() {
        this(0xFFD400, Rgb.WHITE, 0.5);
    }

    /**
     * The picture with the object marked, in the picture's own size.
     *
     * @throws IllegalArgumentException if the object was found in a picture of another size
     */
    public Picture draw(Picture picture, LocalizedObject object) {
        ObjectMask mask = object.mask();
        int width = picture.width();
        int height = picture.height();
        if (mask.width() != width || mask.height() != height) {
            throw new IllegalArgumentException("The object was found in a picture of %d x %d, found one of %d x %d"
                    .formatted(mask.width(), mask.height(), width, height));
        }
        int stroke = 1 + Math.max(width, height) / PIXELS_PER_STROKE;
        int[] rgb = picture.toRgb();
        for (int i = 0; i < rgb.length; i++) {
            if (!mask.contains(i % width, i / width)) {
                rgb[i] = borders(mask, i % width, i / width, stroke) ? outline : Rgb.mix(rgb[i], 0, fade);
            }
        }
        Canvas canvas = new Canvas(width, height);
        canvas.place(Picture.of(width, height, rgb), 0, 0);
        for (int i = 0; i < stroke; i++) {
            canvas.frame(
                    object.box().x() - i,
                    object.box().y() - i,
                    object.box().width() + 2 * i,
                    object.box().height() + 2 * i,
                    frame);
        }
        return canvas.toPicture();
    }

    /** Whether the mask is at most a stroke away, along a row or a column. */
    private static boolean borders(ObjectMask mask, int x, int y, int stroke) {
        for (int i = 1; i <= stroke; i++) {
            if (x >= i && mask.contains(x - i, y)
                    || x + i < mask.width() && mask.contains(x + i, y)
                    || y >= i && mask.contains(x, y - i)
                    || y + i < mask.height() && mask.contains(x, y + i)) {
                return true;
            }
        }
        return false;
    }
}
