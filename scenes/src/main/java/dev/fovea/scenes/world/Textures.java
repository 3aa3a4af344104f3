package dev.fovea.scenes.world;

import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.draw.Noise;
import dev.fovea.scenes.draw.Pattern;

/** The textures that any thing may wear. */
final class Textures {
    private Textures() {}

    /** One of all textures, in the palette's colours. */
    static Pattern any(Dice dice, Palette palette) {
        Colour a = palette.base();
        Colour b = palette.second();
        return switch (dice.below(7)) {
            case 0 -> stripes(dice, a, b);
            case 1 -> dots(dice, a, b);
            case 2 -> checks(dice, a, b);
            case 3 -> marble(dice, a, b);
            case 4 -> brushed(dice, a);
            default -> mottled(dice, a);
        };
    }

    static Pattern mottled(Dice dice, Colour colour) {
        Noise noise = new Noise(dice);
        double scale = dice.range(3, 6);
        return (x, y) -> colour.times(0.84 + 0.32 * noise.cloud(scale * x, scale * y, 3));
    }

    static Pattern stripes(Dice dice, Colour a, Colour b) {
        Noise noise = new Noise(dice);
        Pattern straight = (x, y) -> {
            double wobble = 0.25 * noise.smooth(2 * x, 2 * y);
            double t = x + wobble;
            return t - Math.floor(t) < 0.5 ? a : b;
        };
        return straight.turned(dice.range(0, StrictMath.PI), dice.range(2, 4));
    }

    static Pattern dots(Dice dice, Colour a, Colour b) {
        double radius = dice.range(0.28, 0.38);
        Pattern straight = (x, y) -> {
            double row = Math.floor(y);
            double shifted = x + 0.5 * (row - 2 * Math.floor(row / 2));
            double dx = shifted - Math.floor(shifted) - 0.5;
            double dy = y - row - 0.5;
            return dx * dx + dy * dy < radius * radius ? b : a;
        };
        return straight.turned(dice.range(0, StrictMath.PI), dice.range(3, 5));
    }

    static Pattern checks(Dice dice, Colour a, Colour b) {
        Colour between = a.mix(b, 0.5);
        Pattern straight = (x, y) -> {
            boolean across = x - Math.floor(x) < 0.5;
            boolean down = y - Math.floor(y) < 0.5;
            return across && down ? b : across || down ? between : a;
        };
        return straight.turned(dice.range(0, StrictMath.PI), dice.range(2, 3.5));
    }

    static Pattern marble(Dice dice, Colour a, Colour b) {
        Noise noise = new Noise(dice);
        Pattern straight = (x, y) -> {
            double t = 2 * x + 2.5 * noise.cloud(2 * x, 2 * y, 3);
            double wave = Math.abs(2 * (t - Math.floor(t)) - 1);
            return a.mix(b, wave * wave * (3 - 2 * wave));
        };
        return straight.turned(dice.range(0, StrictMath.PI), dice.range(0.8, 1.4));
    }

    /** Metal or wood: fine lines in one direction. */
    static Pattern brushed(Dice dice, Colour colour) {
        Noise noise = new Noise(dice);
        Pattern straight = (x, y) -> colour.times(0.75 + 0.5 * noise.cloud(1.2 * x, 14 * y, 2));
        return straight.turned(dice.range(0, StrictMath.PI), dice.range(0.8, 1.4));
    }
}
