package dev.fovea.core.render;

import dev.fovea.core.image.Picture;
import java.util.ArrayList;
import java.util.List;

/**
 * A small line plot: a few curves over one pair of axes, with round ticks and a legend. Drawn without the machine's
 * fonts, as {@link Panel} is. Immutable and thread-safe.
 *
 * @param title one line
 * @param xLabel what goes to the right
 * @param yLabel what goes up; written above the axis
 * @param curves one to {@value #MOST_CURVES}
 */
public record LinePlot(String title, String xLabel, String yLabel, List<Curve> curves) {
    /** The largest number of curves that can still be told apart. */
    public static final int MOST_CURVES = 4;

    /** Blue, vermilion, green, purple: Okabe and Ito's colours, told apart with any colour vision. */
    private static final int[] COLORS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7};

    private static final int MARGIN = 28;
    private static final int TOP = 92;
    private static final int BOTTOM = 66;
    private static final int DOTS_UP_TO = 25;

    /** A point in the plot's own units; coordinates up to 1e300 in size, so that their differences are finite. */
    public record Point(double x, double y) {
        private static final double LARGEST = 1e300;

        /** @throws IllegalArgumentException if a coordinate is not finite or too large */
        public Point {
            if (!(Math.abs(x) <= LARGEST && Math.abs(y) <= LARGEST)) {
                throw new IllegalArgumentException(
                        "A point of a plot must be finite, found x=%s, y=%s".formatted(x, y));
            }
        }
    }

    /** Points joined in the order given, at least one. */
    public record Curve(String name, List<Point> points) {
        /** @throws IllegalArgumentException if there is no point */
        public Curve {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw new IllegalArgumentException(
                        "The curve '%s' needs at least one point, found none".formatted(name));
            }
        }

        /**
         * A curve from its coordinates.
         *
         * @throws IllegalArgumentException if the lengths differ, are 0, or a coordinate is not finite
         */
        public static Curve of(String name, double[] xs, double[] ys) {
            if (xs.length != ys.length) {
                throw new IllegalArgumentException(
                        "The curve '%s' has %d x but %d y".formatted(name, xs.length, ys.length));
            }
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < xs.length; i++) {
                points.add(new Point(xs[i], ys[i]));
            }
            return new Curve(name, points);
        }
    }

    /** @throws IllegalArgumentException if there are no or too many curves */
    public LinePlot {
        curves = List.copyOf(curves);
        if (curves.isEmpty() || curves.size() > MOST_CURVES) {
            throw new IllegalArgumentException(
                    "A plot shows 1 to %d curves, found %d".formatted(MOST_CURVES, curves.size()));
        }
    }

    /** The plot at 900 x 560 pixels. */
    public Picture draw() {
        return draw(900, 560);
    }

    /**
     * The plot in any size.
     *
     * @throws IllegalArgumentException if smaller than 320 x 240 or larger than 4096 on a side
     */
    public Picture draw(int width, int height) {
        if (width < 320 || height < 240 || width > 4096 || height > 4096) {
            throw new IllegalArgumentException(
                    "A plot can be 320 x 240 to 4096 x 4096 pixels, found %d x %d".formatted(width, height));
        }
        Canvas canvas = new Canvas(width, height);
        Typeface type = Typeface.STANDARD;
        Axis xAxis = axis(true);
        Axis yAxis = axis(false);
        int labels = yAxis.ticks().stream()
                .mapToInt(tick -> type.width(tick.label(), Typeface.Style.SMALL))
                .reduce(0, Math::max);
        Frame frame = new Frame(MARGIN + labels + 10, TOP, width - MARGIN, height - BOTTOM, xAxis, yAxis);

        int inner = width - 2 * MARGIN;
        type.draw(canvas, type.fit(title, Typeface.Style.TITLE, inner), MARGIN, 42, Typeface.Style.TITLE);
        frame.drawGrid(canvas);
        drawKey(canvas, frame);
        for (int i = 0; i < curves.size(); i++) {
            drawCurve(canvas, frame, curves.get(i).points(), COLORS[i]);
        }
        String x = type.fit(xLabel, Typeface.Style.TEXT, frame.right() - frame.left());
        int centred = (frame.left() + frame.right() - type.width(x, Typeface.Style.TEXT)) / 2;
        type.draw(canvas, x, centred, height - 18, Typeface.Style.TEXT);
        return canvas.toPicture();
    }

    private Axis axis(boolean horizontal) {
        double[] values = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> horizontal ? point.x() : point.y())
                .sorted()
                .toArray();
        return Axis.around(values[0], values[values.length - 1], horizontal ? 0 : 0.06);
    }

    /** The y label at the left end and the names of the curves at the right end of one line. */
    private void drawKey(Canvas canvas, Frame frame) {
        Typeface type = Typeface.STANDARD;
        int baseLine = TOP - 14;
        int x = frame.right();
        int each = (frame.right() - frame.left()) * 2 / 3 / curves.size() - 46;
        for (int i = curves.size() - 1; i >= 0; i--) {
            String name = type.fit(curves.get(i).name(), Typeface.Style.TEXT, each);
            x -= type.width(name, Typeface.Style.TEXT);
            type.draw(canvas, name, x, baseLine, Typeface.Style.TEXT);
            canvas.stroke(List.of(new double[] {x - 26, baseLine - 5, x - 8, baseLine - 5}), 3, COLORS[i]);
            x -= 46;
        }
        String label = type.fit(yLabel, Typeface.Style.MUTED, x - MARGIN);
        type.draw(canvas, label, MARGIN, baseLine, Typeface.Style.MUTED);
    }

    private static void drawCurve(Canvas canvas, Frame frame, List<Point> points, int color) {
        double[] line = new double[2 * points.size()];
        List<double[]> dots = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            line[2 * i] = frame.x(points.get(i).x());
            line[2 * i + 1] = frame.y(points.get(i).y());
            dots.add(new double[] {line[2 * i], line[2 * i + 1]});
        }
        canvas.stroke(List.of(line), 2, color);
        if (points.size() <= DOTS_UP_TO) {
            canvas.stroke(dots, 7, color);
        }
    }

    /** The rectangle between the axes, in pixels. */
    private record Frame(int left, int top, int right, int bottom, Axis xAxis, Axis yAxis) {
        double x(double value) {
            return left + xAxis.position(value) * (right - left);
        }

        double y(double value) {
            return bottom - yAxis.position(value) * (bottom - top);
        }

        void drawGrid(Canvas canvas) {
            Typeface type = Typeface.STANDARD;
            for (Axis.Tick tick : yAxis.ticks()) {
                int y = (int) Math.round(y(tick.value()));
                canvas.fill(left, y, right - left, 1, Rgb.LINE);
                int start = left - 10 - type.width(tick.label(), Typeface.Style.SMALL);
                type.draw(canvas, tick.label(), start, y + 5, Typeface.Style.SMALL);
            }
            for (Axis.Tick tick : xAxis.ticks()) {
                int x = (int) Math.round(x(tick.value()));
                canvas.fill(x, bottom, 1, 6, Rgb.MUTED);
                int wide = type.width(tick.label(), Typeface.Style.SMALL);
                int start = Math.min(x - wide / 2, canvas.width() - wide - 4);
                type.draw(canvas, tick.label(), start, bottom + 22, Typeface.Style.SMALL);
            }
            canvas.fill(left, bottom, right - left + 1, 1, Rgb.MUTED);
        }
    }
}
