package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.graph.Attributes.of;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * GridSample and AffineGrid: spatial transformers. A sampled pixel is a weighted sum of its neighbours, the taps; the
 * image gets the cotangent by their weights, the grid by the slopes of the weights.
 *
 * <p>Shapes below: N pictures, C channels, P sampled points, K taps for each, D spatial axes.
 */
final class GridSampling {
    private final Step s;
    private final int axes;
    private final boolean aligned;
    private final String padding;
    private final Kernel kernel;

    private GridSampling(Step s) {
        this.s = s;
        this.axes = s.x().rank() - 2;
        this.aligned = s.attributes().i("align_corners", 0) != 0;
        this.padding = s.attributes().s("padding_mode", "zeros");
        this.kernel = Kernel.of(s.attributes().s("mode", "linear"));
    }

    static RuleBook rules() {
        return RuleBook.empty()
                .with("GridSample", s -> new GridSampling(s).back())
                .with("AffineGrid", s -> s.first(affineGrid(s)));
    }

    /** Weights of the neighbours as polynomials of the fraction, lowest power first. */
    private enum Kernel {
        NEAREST(0, new double[][] {{1}}),
        LINEAR(0, new double[][] {{1, -1}, {0, 1}}),
        /** Keys' cubic with a = -0.75, which ONNX prescribes. */
        CUBIC(-1, new double[][] {
            {0, -0.75, 1.5, -0.75}, {1, 0, -2.25, 1.25}, {0, 0.75, 1.5, -1.25}, {0, 0, -0.75, 0.75}
        });

        final int first;
        final double[][] weights;

        Kernel(int first, double[][] weights) {
            this.first = first;
            this.weights = weights;
        }

        static Kernel of(String mode) {
            return mode.endsWith("nearest") ? NEAREST : mode.endsWith("linear") ? LINEAR : CUBIC;
        }

        static double[] derivative(double[] polynomial) {
            double[] derivative = new double[Math.max(1, polynomial.length - 1)];
            for (int i = 1; i < polynomial.length; i++) {
                derivative[i - 1] = i * polynomial[i];
            }
            return derivative;
        }
    }

    /** One neighbour along one axis, each [N,1,P]: its index, its weight, and the weight's slope in grid units. */
    private record Tap(Value index, Value weight, Value slope) {}

    private List<Cotangent> back() {
        Value grid = s.reshape(s.in(1), 0, -1, axes);
        List<List<Tap>> neighbours = List.of(List.of());
        for (int axis = 0; axis < axes; axis++) {
            Value component = s.constant(Tensors.scalar(ElementType.INT64, axes - 1 - axis));
            neighbours = product(neighbours, taps(axis, s.unsqueeze(s.gather(2, grid, component), 1)));
        }
        Value dy = s.unsqueeze(s.reshape(s.dy(), 0, 0, -1), 2);
        Value positions = perChannel(stacked(neighbours, this::position));
        return Cotangent.of(
                intoImage(dy, positions, stacked(neighbours, taps -> weight(taps, -1))),
                kernel == Kernel.NEAREST ? Cotangent.ZERO : intoGrid(dy, positions, neighbours));
    }

    private static List<List<Tap>> product(List<List<Tap>> before, List<Tap> taps) {
        List<List<Tap>> all = new ArrayList<>();
        for (List<Tap> some : before) {
            for (Tap tap : taps) {
                List<Tap> more = new ArrayList<>(some);
                more.add(tap);
                all.add(more);
            }
        }
        return all;
    }

    /** A scalar of each neighbour, [N,K,P]. */
    private Value stacked(List<List<Tap>> neighbours, Function<List<Tap>, Value> what) {
        return s.concat(1, neighbours.stream().map(what).toArray(Value[]::new));
    }

    // ------------------------------------------------------------------ the two cotangents

    private Value intoImage(Value dy, Value positions, Value weights) {
        Value updates = s.reshape(s.mul(dy, s.unsqueeze(weights, 1)), 0, 0, -1);
        Value zeros = s.reshape(s.zerosLike(s.x()), 0, 0, -1);
        Attributes added = of("axis", 2L).with("reduction", "add");
        return s.reshapeLike(s.op("ScatterElements", added, zeros, positions, updates), s.x());
    }

    private Value intoGrid(Value dy, Value positions, List<List<Tap>> neighbours) {
        Value pixels = s.op("GatherElements", of("axis", 2L), s.reshape(s.x(), 0, 0, -1), positions);
        Value apart = s.reshape(pixels, 0, 0, neighbours.size(), -1);
        Value perTap = s.reduce("ReduceSum", s.mul(apart, dy), false, 1);
        Value[] components = new Value[axes];
        for (int axis = 0; axis < axes; axis++) {
            int along = axis;
            Value slopes = stacked(neighbours, taps -> weight(taps, along));
            components[axes - 1 - axis] = s.sum(s.mul(perTap, slopes), 1);
        }
        return s.reshapeLike(s.transpose(s.concat(1, components), 0, 2, 1), s.in(1));
    }

    /** The product of a neighbour's weights over the axes, with the slope instead along one. */
    private Value weight(List<Tap> taps, int slopeAlong) {
        Value product = null;
        for (int axis = 0; axis < axes; axis++) {
            Value factor =
                    axis == slopeAlong ? taps.get(axis).slope() : taps.get(axis).weight();
            product = product == null ? factor : s.mul(product, factor);
        }
        return Objects.requireNonNull(product);
    }

    /** The position of a neighbour in its flattened channel. */
    private Value position(List<Tap> taps) {
        Value position = taps.get(0).index();
        for (int axis = 1; axis < axes; axis++) {
            position = s.add(s.mul(position, length(axis)), taps.get(axis).index());
        }
        return s.cast(position, ElementType.INT64);
    }

    /** [N,K,P] as [N,C,KP], the same for all channels. */
    private Value perChannel(Value positions) {
        Value channels = s.gather(0, s.shapeOf(s.x()), s.ints(1));
        Value flat = s.unsqueeze(s.reshape(positions, 0, -1), 1);
        return s.op("Expand", flat, s.concat(0, s.ints(1), channels, s.ints(1)));
    }

    // ------------------------------------------------------------------ neighbours along one axis

    private List<Tap> taps(int axis, Value grid) {
        Value length = length(axis);
        Value last = s.add(length, -1);
        Value at = aligned ? s.mul(s.div(s.add(grid, 1), 2), last) : s.div(s.add(s.mul(s.add(grid, 1), length), -1), 2);
        Value base = s.op(kernel == Kernel.NEAREST ? "Round" : "Floor", at);
        Value fraction = s.sub(at, base);
        Value perGrid = s.div(aligned ? last : length, 2);
        Value scale = kernel == Kernel.LINEAR && !padding.equals("zeros")
                ? s.where(onEdge(folded(at, last), last), s.scalar(0, at), perGrid)
                : perGrid;
        List<Tap> taps = new ArrayList<>();
        for (int i = 0; i < kernel.weights.length; i++) {
            Value index = s.add(base, kernel.first + i);
            Value inside = s.op("Min", s.op("Max", folded(index, last), s.scalar(0, index)), last);
            Value weight = polynomial(kernel.weights[i], fraction);
            Value slope = s.mul(polynomial(Kernel.derivative(kernel.weights[i]), fraction), scale);
            if (padding.equals("zeros")) {
                Value counts = s.cast(s.equal(index, inside), index.type());
                weight = s.mul(weight, counts);
                slope = s.mul(slope, counts);
            }
            taps.add(new Tap(inside, weight, slope));
        }
        return taps;
    }

    private Value length(int axis) {
        return s.cast(s.gather(0, s.shapeOf(s.x()), s.ints(axis + 2)), s.x().type());
    }

    /** PyTorch lets nothing pass to the grid where linear interpolation meets the edge exactly. */
    private Value onEdge(Value at, Value last) {
        return s.typed(ElementType.BOOL, "Or", Attributes.NONE, s.equal(at, s.scalar(0, at)), s.equal(at, last));
    }

    /** An index mirrored into the picture, at the outermost pixels' centres if aligned, else at their borders. */
    private Value folded(Value index, Value last) {
        if (!padding.equals("reflection")) {
            return index;
        }
        double low = aligned ? 0 : -0.5;
        Value range = s.op("Max", s.add(last, -2 * low), s.scalar(0.5, last));
        Value shifted = s.add(index, -low);
        Value period = s.mul(range, 2);
        Value phase = s.sub(shifted, s.mul(period, s.op("Floor", s.div(shifted, period))));
        return s.add(s.sub(range, s.op("Abs", s.sub(phase, range))), low);
    }

    private Value polynomial(double[] coefficients, Value t) {
        Value sum = s.scalar(coefficients[coefficients.length - 1], t);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = s.mul(sum, t);
            sum = coefficients[i] == 0 ? sum : s.add(sum, coefficients[i]);
        }
        return coefficients.length > 1 ? sum : s.expandLike(sum, t);
    }

    // ------------------------------------------------------------------ AffineGrid

    /** The grid is theta times (x, y, 1); what the identity makes of a grid are those x and y. */
    private static Value affineGrid(Step s) {
        int axes = (int) s.x().size(1);
        double[] identity = new double[axes * (axes + 1)];
        for (int i = 0; i < axes; i++) {
            identity[i * (axes + 2)] = 1;
        }
        Value theta = s.constant(Tensors.floats(s.x().type(), new long[] {1, axes, axes + 1}, identity));
        Value one = s.concat(0, s.ints(1), s.slice(s.in(1), s.ints(1), s.ints(axes + 2), s.ints(0)));
        Value points = s.reshape(s.op("AffineGrid", s.attributes(), theta, one), -1, axes);
        Value dy = s.transpose(s.reshape(s.dy(), 0, -1, axes), 0, 2, 1);
        return s.concat(2, s.matmul(dy, points), s.sum(dy, 2));
    }
}
