package dev.fovea.core.inside.field;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One node on the way of sights from the picture to the layers, and what its operator needs to know.
 *
 * @param sights what is known of the values before the node; a value that does not hang on the picture is missing
 */
record Passage(Node node, Types types, Map<String, TensorProto> constants, Map<String, Sight> sights) {

    /** Adds what the node's outputs see. */
    void record() {
        if (node.inputs().stream().noneMatch(sights::containsKey)) {
            return;
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            if (!node.output(i).isEmpty()) {
                sights.put(node.output(i), through(i));
            }
        }
    }

    private Sight through(int output) {
        return switch (node.op()) {
            case "Conv", "MaxPool", "AveragePool", "LpPool" -> Windows.sliding(this);
            case "ConvTranspose" -> Windows.transposed(this);
            case "Resize" -> Windows.resized(this);
            case "DepthToSpace" -> Windows.depthToSpace(this);
            case "SpaceToDepth" -> Windows.spaceToDepth(this);
            case "Pad" -> Windows.padded(this);
            case "Slice" -> Windows.sliced(this);
            case "Split" -> Windows.split(this, output);
            case "Concat" -> Axes.concatenated(this);
            case "Transpose" -> Axes.transposed(this);
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> Axes.reshaped(this);
            case "Gather" -> Axes.gathered(this);
            case "MatMul", "Gemm" -> Axes.multiplied(this);
            default -> Mixing.of(this).orElseGet(() -> Pointwise.knows(node) ? joined() : lost());
        };
    }

    /** What the data input sees. */
    Sight first() {
        Sight sight = sights.get(node.input(0));
        return sight == null ? lost() : sight;
    }

    /** May hang on everything, and where is not known. */
    Sight lost() {
        Side nowhere = new Side(-1, new Span.Whole(cause()));
        return new Sight(nowhere, nowhere);
    }

    /** What inputs see that are put together element by element, their axes counted from the end. */
    Sight joined() {
        Sight all = null;
        for (String input : node.inputs()) {
            Sight one = sights.get(input);
            if (one == null) {
                continue;
            }
            Sight aligned = aligned(one, input);
            all = all == null ? aligned : all.and(aligned, cause());
        }
        return all == null ? lost() : all;
    }

    private Sight aligned(Sight sight, String input) {
        int from = rank(input);
        int to = rank(node.output(0));
        return from < 0 || to < 0
                ? sight.lost(cause())
                : sight.map(s -> s.axis() < 0 ? s : s.onAxis(s.axis() + to - from));
    }

    String cause() {
        return "'%s' (%s)".formatted(node.name(), node.op());
    }

    /** The number of axes; -1 if unknown. */
    int rank(String value) {
        Shape shape = shape(value);
        return shape == null ? -1 : shape.rank();
    }

    @Nullable Shape shape(String value) {
        return types.of(value).shape();
    }

    /** The size along an axis; -1 if unknown. */
    long size(String value, int axis) {
        Value found = types.of(value);
        Shape shape = found.shape();
        return shape == null || axis >= shape.rank() ? -1 : shape.size(axis);
    }

    /** The integers of a constant input; empty if it is left out or no constant. */
    Optional<long[]> constant(int input) {
        TensorProto found = constants.get(node.input(input));
        return found == null ? Optional.empty() : Optional.of(Tensors.toLongs(found));
    }

    /** An axis counted from the front. */
    int axis(long given, int rank) {
        return (int) (given < 0 ? given + rank : given);
    }
}
