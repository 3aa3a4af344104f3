package dev.fovea.scenes.world;

import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;

/**
 * The colours of one thing, drawn without regard to what the thing is, so that colour is no clue.
 *
 * @param base the main colour
 * @param second its companion
 * @param accent for small parts
 */
record Palette(Colour base, Colour second, Colour accent) {
    private static final double LEAST_CONTRAST = 0.28;

    /** A palette that stands out from a ground of the given mean colour. */
    static Palette random(Dice dice, Colour ground) {
        double hue = dice.unit();
        Colour base = vivid(dice, hue);
        for (int i = 0; i < 20 && base.distance(ground) < LEAST_CONTRAST; i++) {
            hue = dice.unit();
            base = vivid(dice, hue);
        }
        double turn = dice.chance(0.5) ? dice.range(-0.1, 0.1) : dice.range(0.4, 0.6);
        Colour second = dice.chance(0.4)
                ? Colour.hsv(hue + turn, dice.range(0.05, 0.25), dice.range(0.85, 0.98))
                : vivid(dice, hue + turn);
        return new Palette(base, second, vivid(dice, hue + dice.range(0.15, 0.85)));
    }

    private static Colour vivid(Dice dice, double hue) {
        return dice.chance(0.12)
                ? Colour.hsv(hue, dice.range(0, 0.15), dice.range(0.25, 0.95))
                : Colour.hsv(hue, dice.range(0.4, 0.8), dice.range(0.5, 0.95));
    }
}
