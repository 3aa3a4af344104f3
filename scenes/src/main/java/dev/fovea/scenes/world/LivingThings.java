package dev.fovea.scenes.world;

import static dev.fovea.scenes.draw.Figure.part;

import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.draw.Figure;
import dev.fovea.scenes.draw.Figure.Part;
import dev.fovea.scenes.draw.Pattern;
import dev.fovea.scenes.draw.Shape;
import dev.fovea.scenes.draw.Shapes;
import dev.fovea.scenes.draw.Surface;
import java.util.ArrayList;
import java.util.List;

/** Things that grow: butterfly, fish, leaf, mushroom, star (the starfish kind). */
final class LivingThings {
    private LivingThings() {}

    static Figure butterfly(Dice dice, Palette palette) {
        double lift = dice.range(0.5, 0.75);
        Shape upper = Shapes.ellipse(dice.range(0.5, 0.56), dice.range(0.32, 0.4))
                .turned(-lift)
                .moved(0.46, -0.32);
        Shape lower = Shapes.ellipse(dice.range(0.36, 0.42), dice.range(0.25, 0.32))
                .turned(dice.range(0.6, 0.9))
                .moved(0.36, 0.36);
        Shape wings = upper.or(lower).mirrored();
        Shape inner = upper.grown(-0.1).or(lower.grown(-0.09)).mirrored();
        Shape spots = Shapes.circle(0.62, -0.44, dice.range(0.08, 0.13))
                .or(Shapes.circle(0.4, 0.42, dice.range(0.06, 0.1)))
                .mirrored();
        Shape body = Shapes.bar(0, -0.36, 0, 0.46, 0.085);
        Shape feelers = Shapes.bar(0.03, -0.4, 0.26, -0.82, 0.03)
                .or(Shapes.circle(0.27, -0.83, 0.055))
                .mirrored();
        Colour dark = palette.base().times(0.35);
        return new Figure(List.of(
                part(feelers, Surface.flat(dark)),
                part(wings, Surface.of(Textures.mottled(dice, palette.base().times(0.55)), 0.08, 0.2)),
                part(inner, Surface.of(Textures.any(dice, palette), 0.05, 0.2)),
                part(spots, Surface.of(Pattern.plain(palette.accent()), 0, 0)),
                part(body, Surface.of(Textures.mottled(dice, dark), 0.08, 0.3))));
    }

    static Figure fish(Dice dice, Palette palette) {
        double girth = dice.range(0.36, 0.48);
        double fork = dice.range(0.36, 0.48);
        Shape body = Shapes.ellipse(0.66, girth).moved(-0.16, 0);
        Shape tail = Shapes.polygon(0.3, 0, 0.88, -fork, 0.76, 0, 0.88, fork).grown(0.05);
        double back = dice.range(0.12, 0.3);
        Shape fins = Shapes.polygon(-0.42, -girth * 0.6, -0.15, -girth - back, 0.2, -girth - back * 0.7, 0.25, -0.1)
                .or(Shapes.polygon(-0.2, girth * 0.6, -0.02, girth + 0.2, 0.16, girth + 0.14, 0.12, 0.1))
                .grown(0.03);
        Shape gill = Shapes.circle(-0.72, 0, 0.42).rim(0.022).and(body.grown(-0.08));
        Shape side = Shapes.polygon(-0.14, 0.05, 0.14, -0.02, 0.16, 0.22).grown(0.03);
        Pattern skin = dice.chance(0.4) ? scales(palette) : Textures.any(dice, palette);
        Surface fin = Surface.of(Textures.brushed(dice, palette.second()), 0.06, 0.2);
        return new Figure(List.of(
                part(tail.or(fins), fin),
                part(body, Surface.of(skin, 0.26, 0.5)),
                part(gill, Surface.flat(palette.base().times(0.45))),
                part(side, fin),
                part(Shapes.circle(-0.54, -0.1, 0.105), Surface.of(Pattern.plain(Colour.grey(0.96)), 0.04, 0.3)),
                part(Shapes.circle(-0.56, -0.1, 0.058), Surface.flat(Colour.grey(0.06)))));
    }

    private static Pattern scales(Palette palette) {
        return (x, y) -> {
            double row = Math.floor(x * 8);
            double shifted = y * 7 + 0.5 * (row - 2 * Math.floor(row / 2));
            double dx = x * 8 - row - 0.9;
            double dy = shifted - Math.floor(shifted) - 0.5;
            double rounded = dx * dx * 0.8 + dy * dy * 1.6;
            return palette.base().mix(palette.second(), Math.min(1, 0.9 * rounded));
        };
    }

    static Figure leaf(Dice dice, Palette palette) {
        double half = dice.range(0.4, 0.5);
        double length = 0.86;
        double radius = (length * length + half * half) / (2 * half);
        Shape blade = Shapes.circle(0, radius - half, radius).and(Shapes.circle(0, half - radius, radius));
        Shape stalk = Shapes.bar(-1.08, 0, -0.8, 0, 0.05);
        Shape veins = Shapes.bar(-0.86, 0, 0.78, 0, 0.032);
        double lean = dice.range(0.22, 0.34);
        for (double x = -0.55; x < 0.5; x += 0.25) {
            double reach = half * (1 - x * x / (length * length)) * 0.8;
            veins = veins.or(upper(Shapes.bar(x, 0, x + lean, reach, 0.018)));
        }
        Colour rib = palette.base().mix(palette.second(), 0.5).mix(Colour.WHITE, 0.35);
        Surface flesh = Surface.of(Textures.any(dice, palette), 0.14, 0.25);
        return new Figure(List.of(
                part(stalk, Surface.of(Pattern.plain(rib.times(0.75)), 0.05, 0.2)),
                part(blade.grown(0.02), flesh),
                part(veins.and(blade), new Surface(Pattern.plain(rib), 0, 0, 0))));
    }

    /** The lower half of a shape, and its reflection above the x axis. */
    private static Shape upper(Shape shape) {
        return (x, y) -> shape.distance(x, Math.abs(y));
    }

    static Figure mushroom(Dice dice, Palette palette) {
        double level = dice.range(0, 0.12);
        double width = dice.range(0.76, 0.9);
        double height = dice.range(0.72, 0.9);
        double foot = dice.range(0.2, 0.32);
        Shape stem = Shapes.polygon(-0.2, 0, 0.2, 0, foot, 0.82, -foot, 0.82).grown(0.06);
        Shape gills = Shapes.ellipse(width * 0.94, 0.19).moved(0, level);
        Shape cap = Shapes.ellipse(width, height)
                .moved(0, level)
                .and(Shapes.above(level - 0.03))
                .grown(0.05);
        Colour pale = Colour.hsv(dice.range(0.05, 0.15), dice.range(0.05, 0.3), dice.range(0.8, 0.97));
        Surface flesh = Surface.of(Textures.brushed(dice, pale), 0.16, 0.1);
        Surface under = Surface.of(Textures.mottled(dice, pale.times(0.72)), 0.05, 0);
        List<Part> parts = new ArrayList<>(List.of(
                part(gills, under), part(stem, flesh), part(cap, Surface.of(Textures.any(dice, palette), 0.3, 0.4))));
        if (dice.chance(0.6)) {
            Surface warts = Surface.of(Pattern.plain(pale), 0.05, 0.1);
            Shape spots = Shapes.circle(-0.4, -0.25, dice.range(0.08, 0.14))
                    .or(Shapes.circle(0.05, -0.52, dice.range(0.09, 0.15)))
                    .or(Shapes.circle(0.42, -0.2, dice.range(0.08, 0.15)))
                    .or(Shapes.circle(-0.02, -0.12, dice.range(0.06, 0.1)))
                    .and(cap.grown(-0.03));
            parts.add(part(spots, warts));
        }
        return new Figure(parts);
    }

    static Figure star(Dice dice, Palette palette) {
        Shape body = Shapes.star(5, 0.94, dice.range(0.4, 0.52)).grown(0.06);
        Surface skin = Surface.of(Textures.any(dice, palette), 0.3, 0.3);
        if (dice.chance(0.5)) {
            return new Figure(List.of(part(body, skin)));
        }
        Shape bumps = Shapes.circle(0.08);
        for (int i = 0; i < 5; i++) {
            bumps = bumps.or(Shapes.circle(0, -0.3, 0.06)
                    .or(Shapes.circle(0, -0.52, 0.05))
                    .or(Shapes.circle(0, -0.7, 0.04))
                    .turned(2 * StrictMath.PI * i / 5));
        }
        return new Figure(List.of(
                part(body, skin), part(bumps, Surface.of(Pattern.plain(palette.accent()), 0.04, 0.2))));
    }
}
