package dev.fovea.core.render;

import dev.fovea.core.image.Picture;
import dev.fovea.core.inside.Patch;
import dev.fovea.core.inside.field.Region;

/**
 * The patch of a picture that a unit hangs on; grey where it reaches beyond the picture, into padding. If it is all of the
 * picture, the unit's own cell is framed. Immutable and thread-safe.
 */
public final class PatchFigure {
    private static final int BEYOND = 0x9AA3AE;
    private static final int MARK = 0xFFD400;

    private PatchFigure() {}

    /** @param view the picture as the model sees it */
    public static Picture draw(Picture view, Patch patch) {
        Region region = patch.region();
        Canvas canvas = new Canvas(region.width(), region.height());
        canvas.fill(0, 0, region.width(), region.height(), BEYOND);
        canvas.place(view, -region.x(), -region.y());
        boolean all = region.x() <= 0
                && region.y() <= 0
                && region.x() + region.width() >= view.width()
                && region.y() + region.height() >= view.height();
        if (all) {
            Region unit = patch.unit();
            for (int i = 0; i <= Math.max(view.width(), view.height()) / 150; i++) {
                canvas.frame(
                        unit.x() - region.x() - i,
                        unit.y() - region.y() - i,
                        unit.width() + 2 * i,
                        unit.height() + 2 * i,
                        MARK);
            }
        }
        return canvas.toPicture();
    }
}
