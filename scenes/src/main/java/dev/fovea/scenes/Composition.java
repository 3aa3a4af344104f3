package dev.fovea.scenes;

import dev.fovea.scenes.draw.Canvas;
import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.draw.Figure;
import dev.fovea.scenes.draw.Light;
import dev.fovea.scenes.draw.Noise;
import dev.fovea.scenes.draw.Pattern;
import dev.fovea.scenes.draw.Pose;
import dev.fovea.scenes.world.Clutter;
import dev.fovea.scenes.world.Ground;
import dev.fovea.scenes.world.Thing;
import java.util.ArrayList;
import java.util.List;

/**
 * A scene laid out but not yet painted.
 *
 * @param items what lies on the ground, the lowest first
 * @param grain strength of the camera's noise, in fractions of full brightness
 */
record Composition(Pattern ground, Light light, List<Item> items, Noise noise, double grain) {
    static final int SIZE = 112;
    private static final int NOBODY = -1;

    /**
     * A figure in its place.
     *
     * @param subject the number of the subject it is, or less than 0 for clutter
     * @param height how far its shadow falls, in pixels of height
     */
    record Item(Figure figure, Pose pose, int subject, double height) {}

    /** What painting gives: the pixels, and for each subject the covered and the visible share of every pixel. */
    record Painted(int[] rgb, List<double[]> covered, List<double[]> visible) {}

    Composition {
        items = List.copyOf(items);
    }

    /** One object anywhere in the picture, or two of them side by side. */
    static Composition random(Dice dice, List<Thing> things) {
        Light light = Light.random(dice.split());
        Ground ground = Ground.random(dice.split());
        List<Item> items = new ArrayList<>();
        strew(dice.split(), ground.mean(), 5 + dice.below(9), items);
        List<Pose> poses = new ArrayList<>();
        boolean across = dice.chance(0.5);
        boolean swapped = dice.chance(0.5);
        for (int subject = 0; subject < things.size(); subject++) {
            Dice own = dice.split();
            Figure figure = things.get(subject).draw(own, ground.mean());
            Pose pose = things.size() == 1
                    ? anywhere(own, figure.extent())
                    : beside(own, figure.extent(), across, (subject == 0) == swapped);
            poses.add(pose);
            items.add(new Item(figure, pose, subject, own.range(3, 7)));
        }
        for (Pose pose : poses) {
            cover(dice.split(), ground.mean(), pose, items);
        }
        strew(dice.split(), ground.mean(), dice.below(3), items);
        return new Composition(ground.pattern(), light, items, new Noise(dice), dice.range(0.01, 0.06));
    }

    Painted paint() {
        Canvas canvas = new Canvas(SIZE, light, ground);
        List<double[]> covered = new ArrayList<>();
        List<double[]> visible = new ArrayList<>();
        for (Item item : items) {
            canvas.shade(item.figure(), item.pose(), item.height());
            double[] coverage = canvas.paint(item.figure(), item.pose());
            for (double[] below : visible) {
                for (int i = 0; i < below.length; i++) {
                    below[i] *= 1 - coverage[i];
                }
            }
            if (item.subject() >= 0) {
                covered.add(coverage);
                visible.add(coverage.clone());
            }
        }
        return new Painted(canvas.develop(noise, grain), covered, visible);
    }

    private static Pose anywhere(Dice dice, Figure.Extent extent) {
        double share = dice.range(0.1, 0.27);
        double scale = Math.min(SIZE * Math.sqrt(share / extent.area()), 0.46 * SIZE / extent.radius());
        double margin = 0.9 * scale * extent.radius();
        return pose(dice, dice.range(margin, SIZE - margin), dice.range(margin, SIZE - margin), scale);
    }

    private static Pose beside(Dice dice, Figure.Extent extent, boolean across, boolean far) {
        double share = dice.range(0.07, 0.13);
        double scale = Math.min(SIZE * Math.sqrt(share / extent.area()), 0.29 * SIZE / extent.radius());
        double along = SIZE * (far ? dice.range(0.72, 0.76) : dice.range(0.24, 0.28));
        double margin = scale * extent.radius();
        double aside = dice.range(margin, SIZE - margin);
        return across ? pose(dice, along, aside, scale) : pose(dice, aside, along, scale);
    }

    private static Pose pose(Dice dice, double x, double y, double scale) {
        return new Pose(x, y, scale, dice.range(-1.1, 1.1), dice.chance(0.5));
    }

    /** Clutter anywhere. */
    private static void strew(Dice dice, Colour ground, int count, List<Item> items) {
        for (int i = 0; i < count; i++) {
            boolean lump = dice.chance(0.6);
            double scale = lump ? dice.range(3, 10) : dice.range(8, 22);
            Pose pose = loose(dice, dice.range(0, SIZE), dice.range(0, SIZE), scale);
            Figure figure = lump ? Clutter.lump(dice, ground) : Clutter.strip(dice, ground);
            items.add(new Item(figure, pose, NOBODY, dice.range(1, 3)));
        }
    }

    /** Clutter that lies over an object, without hiding what it is. */
    private static void cover(Dice dice, Colour ground, Pose object, List<Item> items) {
        int count = 1 + dice.below(2);
        for (int i = 0; i < count; i++) {
            boolean lump = dice.chance(0.4);
            double angle = dice.range(0, 2 * StrictMath.PI);
            double away = object.scale() * (lump ? dice.range(0.5, 1) : dice.range(0.1, 0.8));
            Pose pose = loose(
                    dice,
                    object.x() + away * StrictMath.cos(angle),
                    object.y() + away * StrictMath.sin(angle),
                    object.scale() * (lump ? dice.range(0.12, 0.25) : dice.range(0.4, 0.8)));
            Figure figure = lump ? Clutter.lump(dice, ground) : Clutter.strip(dice, ground);
            items.add(new Item(figure, pose, NOBODY, dice.range(2, 5)));
        }
    }

    private static Pose loose(Dice dice, double x, double y, double scale) {
        return new Pose(x, y, scale, dice.range(0, 2 * StrictMath.PI), dice.chance(0.5));
    }
}
