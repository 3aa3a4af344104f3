package dev.fovea.scenes.world;

import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.draw.Noise;
import dev.fovea.scenes.draw.Pattern;
import java.util.List;

/**
 * What a scene lies on.
 *
 * @param pattern its colour at every point, in pixels
 * @param mean its colour on average, for choosing things that stand out
 */
public record Ground(Pattern pattern, Colour mean) {
    private static final List<Maker> MAKERS = List.of(
            Ground::grass, Ground::wood, Ground::tiles, Ground::sand, Ground::cloth, Ground::stones, Ground::water);

    /** Any ground, at a random angle, in random colours that suit it. */
    public static Ground random(Dice dice) {
        Pattern straight = MAKERS.get(dice.below(MAKERS.size())).make(dice);
        Pattern turned = straight.turned(dice.range(0, StrictMath.PI), dice.range(0.85, 1.2));
        Colour sum = Colour.BLACK;
        for (int i = 0; i < 64; i++) {
            sum = sum.plus(turned.at(14 * (i % 8), 14 * (i / 8)));
        }
        return new Ground(turned, sum.times(1.0 / 64));
    }

    private static Pattern grass(Dice dice) {
        Noise noise = new Noise(dice);
        Colour dark = Colour.hsv(dice.range(0.2, 0.36), dice.range(0.35, 0.7), dice.range(0.25, 0.4));
        Colour bright = Colour.hsv(dice.range(0.14, 0.32), dice.range(0.35, 0.65), dice.range(0.5, 0.75));
        return (x, y) -> {
            double sway = 5 * noise.smooth(x / 14, y / 14);
            double blades = noise.cloud((x + sway) / 2.2, y / 9, 2);
            double patches = noise.cloud(x / 30, y / 30, 2);
            return dark.mix(bright, Math.min(1, 0.75 * blades + 0.45 * patches));
        };
    }

    private static Pattern wood(Dice dice) {
        Noise noise = new Noise(dice);
        Colour dark = Colour.hsv(dice.range(0.03, 0.12), dice.range(0.15, 0.65), dice.range(0.28, 0.55));
        Colour bright = dark.mix(Colour.hsv(dice.range(0.06, 0.13), 0.35, 0.95), 0.5);
        double plank = dice.range(18, 34);
        return (x, y) -> {
            double board = Math.floor(y / plank);
            double shift = 91 * noise.at((int) board, 7);
            double seam = Math.min(y / plank - board, board + 1 - y / plank) * plank;
            double rings = 5 * noise.cloud((x + shift) / 60, (y + 3 * shift) / 9, 2);
            double grain = 0.65 * Math.abs(2 * (rings - Math.floor(rings)) - 1) + 0.35 * noise.smooth(x / 12, y * 1.1);
            Colour tone = dark.mix(bright, grain).times(0.88 + 0.24 * noise.at((int) board, 3));
            return seam < 0.8 ? tone.times(0.45) : tone;
        };
    }

    private static Pattern tiles(Dice dice) {
        Noise noise = new Noise(dice);
        double side = dice.range(14, 30);
        double height = dice.chance(0.5) ? side : side * 0.5;
        double bond = dice.chance(0.5) ? 0.5 : 0;
        Colour glaze = Colour.hsv(dice.unit(), dice.range(0.05, 0.35), dice.range(0.5, 0.9));
        Colour other = dice.chance(0.4) ? glaze.mix(Colour.hsv(dice.unit(), 0.4, 0.6), 0.5) : glaze;
        Colour grout = Colour.grey(dice.range(0.3, 0.85));
        return (x, y) -> {
            int row = (int) Math.floor(y / height);
            double along = x / side + bond * (row & 1);
            int column = (int) Math.floor(along);
            double edge = Math.min(
                    Math.min(along - column, column + 1 - along) * side,
                    Math.min(y / height - row, row + 1 - y / height) * height);
            if (edge < 0.9) {
                return grout.times(0.85 + 0.3 * noise.smooth(x, y));
            }
            Colour tile = ((row + column) & 1) == 0 ? glaze : other;
            double tone = 0.85 + 0.2 * noise.at(column, row) + 0.12 * noise.cloud(x / 6, y / 6, 2);
            return tile.times(edge < 2 ? tone * 0.92 : tone);
        };
    }

    private static Pattern sand(Dice dice) {
        Noise noise = new Noise(dice);
        Colour colour = Colour.hsv(dice.range(0.05, 0.15), dice.range(0.1, 0.45), dice.range(0.6, 0.9));
        double ripple = dice.range(7, 14);
        return (x, y) -> {
            double t = y / ripple + 2 * noise.cloud(x / 30, y / 30, 2);
            double wave = Math.abs(2 * (t - Math.floor(t)) - 1);
            return colour.times(0.8 + 0.16 * wave + 0.22 * noise.smooth(x, y));
        };
    }

    private static Pattern cloth(Dice dice) {
        Noise noise = new Noise(dice);
        Colour a = Colour.hsv(dice.unit(), dice.range(0.1, 0.45), dice.range(0.4, 0.85));
        Colour b = a.mix(Colour.hsv(dice.unit(), dice.range(0.1, 0.5), dice.range(0.4, 0.95)), 0.6);
        double check = dice.range(12, 26);
        return (x, y) -> {
            boolean across = x / check - Math.floor(x / check) < 0.5;
            boolean down = y / check - Math.floor(y / check) < 0.5;
            Colour yarn = a.mix(b, (across ? 0.5 : 0) + (down ? 0.5 : 0));
            boolean over = (((int) Math.floor(x / 1.6) + (int) Math.floor(y / 1.6)) & 1) == 0;
            return yarn.times((over ? 1.03 : 0.9) + 0.14 * (noise.cloud(x / 3, y / 3, 2) - 0.5));
        };
    }

    private static Pattern stones(Dice dice) {
        Noise noise = new Noise(dice);
        Colour colour = Colour.hsv(dice.unit(), dice.range(0, 0.2), dice.range(0.45, 0.75));
        double size = dice.range(7, 16);
        return (x, y) -> {
            Noise.Cell cell = noise.cell(x / size, y / size);
            double gap = Math.min(1, cell.inside() * size / 2.2);
            double tone = 0.7 + 0.4 * cell.tone() + 0.25 * (noise.cloud(x / 4, y / 4, 2) - 0.5);
            return colour.times(tone * (0.45 + 0.55 * gap));
        };
    }

    private static Pattern water(Dice dice) {
        Noise noise = new Noise(dice);
        Colour deep = Colour.hsv(dice.range(0.48, 0.66), dice.range(0.35, 0.75), dice.range(0.35, 0.65));
        Colour foam = deep.mix(Colour.WHITE, 0.5);
        double size = dice.range(12, 20);
        return (x, y) -> {
            double bend = noise.cloud(x / 18, y / 18, 2);
            double near = noise.cell(x / size + bend, y / size - bend).inside();
            double glitter = Math.max(0, 1 - 5 * near);
            return deep.times(0.88 + 0.3 * bend).mix(foam, 0.75 * glitter);
        };
    }

    @FunctionalInterface
    private interface Maker {
        Pattern make(Dice dice);
    }
}
