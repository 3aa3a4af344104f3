package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.FoveaException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Finds weights that a model cannot have been trained with: of another size than their shape says, or NaN. */
final class WeightCheck {
    private final String source;

    /** @param source what to call the model in messages */
    WeightCheck(String source) {
        this.source = source;
    }

    /**
     * Checks the weights of a graph, of its constant nodes, and of the graphs within its nodes.
     *
     * @throws FoveaException at the first that is damaged
     */
    void check(GraphProto graph) {
        for (TensorProto t : graph.getInitializerList()) {
            if (StoredWeights.isStored(t)) {
                checkStored(t);
            } else {
                check(t);
            }
        }
        checkNodes(graph);
    }

    private void checkWithin(GraphProto graph) {
        graph.getInitializerList().forEach(this::check);
        checkNodes(graph);
    }

    private void checkNodes(GraphProto graph) {
        for (NodeProto node : graph.getNodeList()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasT()) {
                    check(attribute.getT());
                }
                attribute.getTensorsList().forEach(this::check);
                if (attribute.hasG()) {
                    checkWithin(attribute.getG());
                }
                attribute.getGraphsList().forEach(this::checkWithin);
            }
        }
    }

    private void check(TensorProto t) {
        if (t.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new FoveaException(
                    "The model '%s' keeps '%s', which is no weight of its main graph, in another file; that is not read. Export it with its constants inside"
                            .formatted(source, t.getName()));
        }
        ElementType type = ElementType.of(t.getDataType());
        if (type == ElementType.OTHER) {
            return;
        }
        if (t.hasRawData()) {
            checkSize(t, type.bytes(), "bytes", t.getRawData().size());
        } else {
            checkSize(t, 1, "elements", elements(t, type));
        }
        if (type.isFloating() && hasNaN(t, type)) {
            throw withNaN(t);
        }
    }

    private void checkStored(TensorProto t) {
        checkSize(t, Float.BYTES, "bytes", StoredWeights.bytes(t));
        StoredWeights.read(t, part -> {
            if (hasNaN(part.asFloatBuffer())) {
                throw withNaN(t);
            }
        });
    }

    private void checkSize(TensorProto t, int each, String what, long found) {
        BigInteger needed = BigInteger.valueOf(each);
        for (long n : t.getDimsList()) {
            if (n < 0) {
                throw damaged(t, "has a negative size");
            }
            needed = needed.multiply(BigInteger.valueOf(n));
        }
        if (!needed.equals(BigInteger.valueOf(found))) {
            throw damaged(t, "needs %d %s, found %d".formatted(needed, what, found));
        }
    }

    private FoveaException withNaN(TensorProto t) {
        return damaged(t, "holds NaN, so every score would be NaN");
    }

    private FoveaException damaged(TensorProto t, String why) {
        return new FoveaException("The model '%s' is damaged: weight '%s' %s %s; export or download it again"
                .formatted(source, t.getName(), t.getDimsList(), why));
    }

    private static int elements(TensorProto t, ElementType type) {
        return switch (type) {
            case FLOAT -> t.getFloatDataCount();
            case DOUBLE -> t.getDoubleDataCount();
            case INT64 -> t.getInt64DataCount();
            case UINT32, UINT64 -> t.getUint64DataCount();
            default -> t.getInt32DataCount();
        };
    }

    private static boolean hasNaN(TensorProto t, ElementType type) {
        if (type == ElementType.FLOAT && t.hasRawData()) {
            return hasNaN(t.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer());
        }
        for (double v : Tensors.toDoubles(t)) {
            if (Double.isNaN(v)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasNaN(FloatBuffer floats) {
        boolean found = false;
        for (int i = 0; i < floats.limit(); i++) {
            found |= Float.isNaN(floats.get(i));
        }
        return found;
    }
}
