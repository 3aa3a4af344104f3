package dev.fovea.scenes.world;

import static dev.fovea.scenes.draw.Figure.part;

import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.draw.Figure;
import dev.fovea.scenes.draw.Pattern;
import dev.fovea.scenes.draw.Shape;
import dev.fovea.scenes.draw.Shapes;
import dev.fovea.scenes.draw.Surface;
import java.util.List;

/** Things that tell nothing about the class: they lie about in every scene, in the same colours and textures. */
public final class Clutter {
    private Clutter() {}

    /** Something roundish: pebble, button, tile, paper scrap or bead. */
    public static Figure lump(Dice dice, Colour ground) {
        Palette palette = Palette.random(dice, ground);
        Surface coat = Surface.of(Textures.any(dice, palette), dice.range(0.15, 0.5), dice.range(0, 0.5));
        return switch (dice.below(5)) {
            case 0 -> new Figure(List.of(part(pebble(dice), coat)));
            case 1 -> button(palette);
            case 2 ->
                new Figure(List.of(part(
                        Shapes.box(dice.range(0.4, 0.75), dice.range(0.4, 0.75)).grown(0.1), coat)));
            case 3 -> new Figure(List.of(part(scrap(dice), Surface.of(Textures.any(dice, palette), 0, 0))));
            default -> bead(palette);
        };
    }

    /** Something long and thin: twig, straw, blade of grass or bit of string. */
    public static Figure strip(Dice dice, Colour ground) {
        Palette palette = Palette.random(dice, ground);
        double thick = dice.range(0.06, 0.13);
        Shape shape = switch (dice.below(4)) {
            case 0 ->
                Shapes.bar(-1, 0, 1, 0, thick * 0.8)
                        .or(Shapes.bar(dice.range(-0.5, 0), 0, dice.range(0.2, 0.5), 0.35, thick * 0.55));
            case 1 -> Shapes.bar(-1, 0, 1, 0, thick);
            case 2 -> Shapes.polygon(-1, -thick, 1, 0, -1, thick).grown(0.02);
            default -> Shapes.arc(1.1, dice.range(0.6, 1), thick * 0.7).moved(0, -0.85);
        };
        Pattern coat = dice.chance(0.5)
                ? Textures.brushed(dice, palette.base().mix(new Colour(0.5, 0.38, 0.24), 0.5))
                : Textures.any(dice, palette);
        return new Figure(List.of(part(shape, Surface.of(coat, thick, 0.2))));
    }

    private static Shape pebble(Dice dice) {
        Shape shape = Shapes.ellipse(dice.range(0.7, 0.95), dice.range(0.5, 0.8));
        for (int i = 0; i < 2; i++) {
            double angle = dice.range(0, 2 * StrictMath.PI);
            shape = shape.or(Shapes.ellipse(dice.range(0.5, 0.6), dice.range(0.4, 0.55))
                    .turned(angle)
                    .moved(0.3 * StrictMath.cos(angle), 0.3 * StrictMath.sin(angle)));
        }
        return shape;
    }

    private static Shape scrap(Dice dice) {
        int corners = 3 + dice.below(3);
        double[] xy = new double[2 * corners];
        for (int i = 0; i < corners; i++) {
            double angle = 2 * StrictMath.PI * (i + dice.range(-0.25, 0.25)) / corners;
            double radius = dice.range(0.75, 1);
            xy[2 * i] = radius * StrictMath.cos(angle);
            xy[2 * i + 1] = radius * StrictMath.sin(angle);
        }
        return Shapes.polygon(xy);
    }

    private static Figure button(Palette palette) {
        Shape disc = Shapes.circle(0.9);
        Shape groove = Shapes.circle(0.62).rim(0.05);
        Shape holes = Shapes.circle(0.2, 0.2, 0.11)
                .mirrored()
                .or(Shapes.circle(0.2, -0.2, 0.11).mirrored());
        return new Figure(List.of(
                part(disc, Surface.of(Pattern.plain(palette.base()), 0.2, 0.5)),
                part(groove, Surface.flat(palette.base().times(0.8))),
                part(holes, Surface.flat(palette.base().times(0.3)))));
    }

    private static Figure bead(Palette palette) {
        return new Figure(List.of(part(Shapes.circle(0.9), Surface.of(Pattern.plain(palette.base()), 0.9, 1))));
    }
}
