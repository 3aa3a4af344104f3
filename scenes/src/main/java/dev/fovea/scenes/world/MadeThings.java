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

/** Things that people make: anchor, gear, key, mug, umbrella. */
final class MadeThings {
    private MadeThings() {}

    static Figure anchor(Dice dice, Palette palette) {
        double thick = dice.range(0.1, 0.13);
        double sweep = dice.range(1.15, 1.3);
        double radius = 0.66;
        double tipX = radius * StrictMath.sin(sweep);
        double tipY = 0.18 + radius * StrictMath.cos(sweep);
        Shape fluke = Shapes.polygon(tipX - 0.2, tipY + 0.02, tipX + 0.05, tipY - 0.3, tipX + 0.2, tipY + 0.1)
                .grown(0.03)
                .mirrored();
        Shape arms = Shapes.arc(radius, sweep, thick).moved(0, 0.18).or(fluke);
        Shape shank = Shapes.bar(0, -0.5, 0, 0.82, thick);
        double halfStock = dice.range(0.36, 0.5);
        Shape stock = Shapes.bar(-halfStock, -0.36, halfStock, -0.36, thick * 0.9);
        Shape eye = Shapes.circle(0, -0.72, 0.17).rim(0.075);
        Surface metal = Surface.of(Textures.any(dice, palette), 0.1, 0.5);
        Surface trim = Surface.of(Textures.mottled(dice, palette.second()), 0.08, 0.4);
        return new Figure(List.of(part(eye, trim), part(arms.or(shank), metal), part(stock, trim)));
    }

    static Figure gear(Dice dice, Palette palette) {
        int bars = 4 + dice.below(3);
        double halfTooth = 0.9 / bars * dice.range(0.6, 0.72);
        double root = dice.range(0.66, 0.74);
        Shape wheel = Shapes.circle(root);
        for (int i = 0; i < bars; i++) {
            wheel = wheel.or(
                    Shapes.box(0.9, halfTooth).turned(StrictMath.PI * i / bars).grown(0.03));
        }
        double hole = dice.range(0.16, 0.26);
        Shape body = wheel.minus(Shapes.circle(hole));
        Shape hub = Shapes.circle(hole + 0.17).minus(Shapes.circle(hole));
        Surface metal = Surface.of(Textures.any(dice, palette), 0.1, 0.5);
        Surface trim = Surface.of(Textures.brushed(dice, palette.second()), 0.08, 0.5);
        return new Figure(List.of(part(body, metal), part(hub, trim)));
    }

    static Figure key(Dice dice, Palette palette) {
        double thick = dice.range(0.105, 0.13);
        Shape bow = switch (dice.below(3)) {
            case 0 -> Shapes.circle(0.42).minus(Shapes.circle(-0.06, 0, dice.range(0.15, 0.2)));
            case 1 ->
                Shapes.box(0.28, 0.28)
                        .turned(StrictMath.PI / 4)
                        .grown(0.06)
                        .minus(Shapes.box(0.1, 0.1).turned(StrictMath.PI / 4).grown(0.03));
            default ->
                Shapes.circle(-0.22, 0, 0.27)
                        .or(Shapes.circle(0.08, 0.24, 0.27))
                        .or(Shapes.circle(0.08, -0.24, 0.27))
                        .minus(Shapes.circle(-0.24, 0, 0.11))
                        .minus(Shapes.circle(0.09, 0.26, 0.11))
                        .minus(Shapes.circle(0.09, -0.26, 0.11));
        };
        Shape shank = Shapes.bar(-0.25, 0, 0.9, 0, thick);
        Shape bits = tooth(0.86, dice.range(0.26, 0.4)).or(tooth(0.62, dice.range(0.2, 0.4)));
        if (dice.chance(0.5)) {
            bits = bits.or(tooth(0.38, dice.range(0.2, 0.32)));
        }
        Shape collar = Shapes.box(0.05, 0.17).grown(0.02).moved(-0.1, 0);
        Surface metal = Surface.of(Textures.any(dice, palette), 0.09, 0.6);
        Surface trim = Surface.of(Textures.mottled(dice, palette.second()), 0.06, 0.5);
        return new Figure(List.of(part(bow.moved(-0.56, 0), metal), part(shank.or(bits), metal), part(collar, trim)));
    }

    private static Shape tooth(double x, double length) {
        return Shapes.box(0.06, length / 2).grown(0.015).moved(x, length / 2);
    }

    static Figure mug(Dice dice, Palette palette) {
        double top = dice.range(0.5, 0.58);
        double bottom = top * dice.range(0.72, 1);
        Shape wall = Shapes.polygon(-top, -0.58, top, -0.58, bottom, 0.66, -bottom, 0.66)
                .grown(0.08)
                .or(Shapes.ellipse(top + 0.08, 0.2).moved(0, -0.6))
                .or(Shapes.ellipse(bottom + 0.08, 0.13).moved(0, 0.68));
        Shape handle = Shapes.ellipse(0.32, 0.38).rim(0.085).moved(top + 0.06, 0.02);
        double bandAt = dice.range(-0.1, 0.3);
        Shape band = Shapes.box(2, dice.range(0.1, 0.2)).moved(0, bandAt).and(wall);
        Shape rim = Shapes.ellipse(top + 0.08, 0.19).moved(0, -0.6);
        Shape drink = Shapes.ellipse(top - 0.02, 0.12).moved(0, -0.585);
        Colour brew = Colour.hsv(dice.range(0.02, 0.12), dice.range(0.5, 0.8), dice.range(0.18, 0.5));
        Surface glaze = Surface.of(Textures.any(dice, palette), 0.22, 0.5);
        Surface trim = new Surface(Textures.mottled(dice, palette.accent()), 0, 0.3, 0.2);
        List<Part> parts = new ArrayList<>();
        parts.add(part(handle, Surface.of(Pattern.plain(palette.base()), 0.09, 0.5)));
        parts.add(part(wall, glaze));
        if (dice.chance(0.5)) {
            parts.add(part(band, trim));
        }
        parts.add(part(rim, Surface.of(Pattern.plain(palette.base().mix(Colour.WHITE, 0.45)), 0.04, 0.6)));
        parts.add(part(drink, Surface.of(Pattern.plain(brew), 0.03, 0.3)));
        return new Figure(parts.stream()
                .map(p -> part(p.shape().moved(-0.2, 0), p.surface()))
                .toList());
    }

    static Figure umbrella(Dice dice, Palette palette) {
        double radius = 0.92;
        double level = 0.12;
        double height = dice.range(0.85, 1);
        Shape dome = Shapes.ellipse(radius, height).moved(0, level).and(Shapes.above(level));
        int panels = 4 + dice.below(2);
        double half = radius / panels;
        for (int i = 0; i < panels; i++) {
            dome = dome.minus(Shapes.ellipse(half * 0.97, 0.15).moved(-radius + (2 * i + 1) * half, level + 0.02));
        }
        Colour second = palette.base().distance(palette.second()) < 0.3
                ? palette.base().mix(Colour.WHITE, 0.6)
                : palette.second();
        Pattern ribs = (x, y) -> {
            double v = Math.max(0, Math.min(1, (level - y) / height));
            double u = x / (radius * Math.max(0.05, Math.sqrt(1 - v * v)));
            int panel = (int) Math.floor((u + 1) * panels / 2);
            return panel % 2 == 0 ? palette.base() : second;
        };
        Shape stick = Shapes.bar(0, -0.75, 0, 0.8, 0.05);
        Shape hook = Shapes.arc(0.15, 1.6, 0.06).moved(0.15, 0.8);
        Shape tip = Shapes.bar(0, -height + level, 0, -height + level - 0.12, 0.045);
        Surface wood = Surface.of(Textures.brushed(dice, palette.accent()), 0.05, 0.3);
        return new Figure(List.of(
                part(stick.or(hook).or(tip), wood), part(dome, Surface.of(ribs, 0.2, dice.range(0.1, 0.4)))));
    }
}
