package dev.fovea.core.classmodel;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.LayerGradients;
import dev.fovea.core.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A channel, a unit or the whole of a layer. */
final class LayerFunction implements ScoreFunction {
    private final Classifier classifier;
    private final Objective objective;
    private final String layer;
    private long[] inputShape = {};
    private Weighing weighing = new Weighing(new Tensor(new long[] {0}, new float[0]), 0);

    /** The cotangent {@code weights + own * activations}. */
    private record Weighing(Tensor weights, double own) {}

    LayerFunction(Classifier classifier, Objective objective) {
        this.classifier = classifier;
        this.objective = objective;
        if (objective instanceof Objective.Channel c) {
            this.layer = c.layer();
        } else if (objective instanceof Objective.Neuron n) {
            this.layer = n.layer();
        } else if (objective instanceof Objective.Layer l) {
            this.layer = l.layer();
        } else {
            throw new IllegalArgumentException("Not in a layer: " + objective);
        }
    }

    @Override
    public Slope at(Tensor input) {
        if (!Arrays.equals(inputShape, input.shape())) {
            Tensor nothing = zeros(ones(classifier.graph().layer(layer).rank()));
            weighing = weighing(classifier
                    .layerGradients(input, layer, nothing, 0, BackwardRule.GRADIENT)
                    .activations()
                    .shape());
            inputShape = input.shape();
        }
        LayerGradients found =
                classifier.layerGradients(input, layer, weighing.weights(), weighing.own(), BackwardRule.GRADIENT);
        return new Slope(score(found.activations()), found.gradient());
    }

    /** The objective is linear in the activations, or the square of them all. */
    private double score(Tensor activations) {
        double sum = 0;
        float[] a = activations.values();
        if (weighing.own() != 0) {
            for (float v : a) {
                sum += (double) v * v;
            }
            return sum / a.length;
        }
        int[] at = channelAxis(activations.shape());
        float[] w = weighing.weights().values();
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * (w.length == a.length ? w[i] : w[i / at[1] % at[0]]);
        }
        return sum;
    }

    private Weighing weighing(long[] shape) {
        int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (objective instanceof Objective.Channel c) {
            int[] axis = channelAxis(shape);
            check("channel", c.channel(), axis[0], shape);
            long[] sizes = ones(shape.length);
            sizes[axis[2]] = axis[0];
            Tensor weights = zeros(sizes);
            weights.values()[c.channel()] = (float) axis[0] / count;
            return new Weighing(weights, 0);
        }
        if (objective instanceof Objective.Neuron n) {
            Tensor weights = zeros(shape);
            weights.values()[index(n, shape)] = 1;
            return new Weighing(weights, 0);
        }
        return new Weighing(zeros(ones(shape.length)), 2.0 / count);
    }

    /** Size of the channel axis, how far its values lie apart, and which axis it is. */
    private static int[] channelAxis(long[] shape) {
        int axis = shape.length == 3 ? 2 : 1;
        int apart = (int) Arrays.stream(shape).skip(axis + 1).reduce(1, Math::multiplyExact);
        return new int[] {(int) shape[axis], apart, axis};
    }

    private int index(Objective.Neuron n, long[] shape) {
        check("channel", n.channel(), channelAxis(shape)[0], shape);
        if (shape.length == 4) {
            int row = place("row", n.row(), (int) shape[2], shape);
            int column = place("column", n.column(), (int) shape[3], shape);
            return (int) ((n.channel() * shape[2] + row) * shape[3] + column);
        }
        return shape.length == 3
                ? (int) (place("token", n.row(), (int) shape[1], shape) * shape[2] + n.channel())
                : n.channel();
    }

    private int place(String what, int wanted, int size, long[] shape) {
        if (wanted == Objective.Neuron.MIDDLE) {
            return size / 2;
        }
        check(what, wanted, size, shape);
        return wanted;
    }

    private void check(String what, int found, int size, long[] shape) {
        if (found < 0 || found >= size) {
            String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
            throw new FoveaException(
                    "Layer '%s' (%s) has no %s %d; expected 0 to %d".formatted(layer, sizes, what, found, size - 1));
        }
    }

    private static long[] ones(int rank) {
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        return shape;
    }

    private static Tensor zeros(long[] shape) {
        return new Tensor(shape, new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
    }

    @Override
    public String name() {
        if (objective instanceof Objective.Channel c) {
            return "channel %d of '%s'".formatted(c.channel(), layer);
        }
        if (objective instanceof Objective.Neuron n) {
            String place = n.row() < 0 && n.column() < 0 ? "the middle" : "(%d, %d)".formatted(n.row(), n.column());
            return "channel %d of '%s' at %s".formatted(n.channel(), layer, place);
        }
        return "layer '%s'".formatted(layer);
    }
}
