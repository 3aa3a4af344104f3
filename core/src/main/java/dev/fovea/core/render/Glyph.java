package dev.fovea.core.render;

import java.util.ArrayList;
import java.util.List;

/**
 * The strokes of one character, curves already broken into short lines. The notation is explained at the top of
 * {@code glyphs.txt}.
 */
record Glyph(double width, List<double[]> lines) {
    private static final int PIECES = 8;
    /** Between a letter and what is above it. */
    private static final double GAP = 1.4;
    /** Control distance of the cubic curve that comes nearest to a quarter circle. */
    private static final double QUARTER = 0.5523;

    static Glyph parse(String[] words, int from) {
        List<double[]> lines = new ArrayList<>();
        List<Double> points = new ArrayList<>();
        double x = 0;
        double y = 0;
        int i = from + 1;
        while (i < words.length) {
            String command = words[i];
            int numbers = command.equals("Q") ? 4 : 2;
            double toX = Double.parseDouble(words[i + numbers - 1]);
            double toY = Double.parseDouble(words[i + numbers]);
            switch (command) {
                case "M" -> {
                    flush(points, lines);
                    points.addAll(List.of(toX, toY));
                }
                case "D" -> {
                    flush(points, lines);
                    // A short bar reads as a dot; a single point of the stroke's width would look too faint.
                    lines.add(new double[] {toX, toY - 0.12, toX, toY + 0.12});
                }
                case "L" -> points.addAll(List.of(toX, toY));
                case "Q" -> {
                    double cx = Double.parseDouble(words[i + 1]);
                    double cy = Double.parseDouble(words[i + 2]);
                    curve(
                            points,
                            x,
                            y,
                            (x + 2 * cx) / 3,
                            (y + 2 * cy) / 3,
                            (toX + 2 * cx) / 3,
                            (toY + 2 * cy) / 3,
                            toX,
                            toY);
                }
                case "H" -> curve(points, x, y, x + QUARTER * (toX - x), y, toX, toY - QUARTER * (toY - y), toX, toY);
                case "V" -> curve(points, x, y, x, y + QUARTER * (toY - y), toX - QUARTER * (toX - x), toY, toX, toY);
                default -> throw new IllegalStateException("glyphs.txt: unknown command " + command);
            }
            x = toX;
            y = toY;
            i += numbers + 1;
        }
        flush(points, lines);
        return new Glyph(Double.parseDouble(words[from]), List.copyOf(lines));
    }

    /** This letter with a mark in its middle: above its top, or hanging from the base line if the mark lies below 0. */
    Glyph with(Glyph mark) {
        boolean hangs = highest(mark.lines) <= 0;
        double up = hangs ? 0 : highest(lines) + GAP;
        List<double[]> all = new ArrayList<>(lines);
        for (double[] line : mark.lines) {
            double[] placed = line.clone();
            for (int i = 0; i < placed.length; i += 2) {
                placed[i] += width / 2;
                placed[i + 1] += up;
            }
            all.add(placed);
        }
        return new Glyph(width, List.copyOf(all));
    }

    private static double highest(List<double[]> lines) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double[] line : lines) {
            for (int i = 1; i < line.length; i += 2) {
                highest = Math.max(highest, line[i]);
            }
        }
        return highest;
    }

    private static void flush(List<Double> points, List<double[]> lines) {
        if (!points.isEmpty()) {
            lines.add(points.stream().mapToDouble(Double::doubleValue).toArray());
            points.clear();
        }
    }

    private static void curve(
            List<Double> points,
            double ax,
            double ay,
            double bx,
            double by,
            double cx,
            double cy,
            double dx,
            double dy) {
        for (int k = 1; k <= PIECES; k++) {
            double t = (double) k / PIECES;
            double s = 1 - t;
            points.add(s * s * s * ax + 3 * s * s * t * bx + 3 * s * t * t * cx + t * t * t * dx);
            points.add(s * s * s * ay + 3 * s * s * t * by + 3 * s * t * t * cy + t * t * t * dy);
        }
    }
}
