package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A constant float32 tensor as an array, row by row. */
record Weights(long[] dims, float[] values) {

    /** The constant's numbers; null if it is none, not of float32, or has them in another file. */
    static @Nullable Weights of(@Nullable TensorProto t) {
        if (t == null || !are(t)) {
            return null;
        }
        long[] dims = t.getDimsList().stream().mapToLong(Long::longValue).toArray();
        float[] values = new float[(int) Tensors.count(t)];
        if (t.hasRawData()) {
            ByteString raw = t.getRawData();
            raw.asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = t.getFloatData(i);
            }
        }
        return new Weights(dims, values);
    }

    /** Whether a constant is of float32 and has its numbers in the graph. */
    static boolean are(@Nullable TensorProto t) {
        return t != null
                && t.getDataType() == ElementType.FLOAT.code()
                && t.getDataLocation() != TensorProto.DataLocation.EXTERNAL;
    }

    static Weights identity(int size) {
        Weights all = zeros(size, size);
        for (int i = 0; i < size; i++) {
            all.values()[i * (size + 1)] = 1;
        }
        return all;
    }

    static Weights zeros(long... dims) {
        return new Weights(dims, new float[(int) LongStream.of(dims).reduce(1, Math::multiplyExact)]);
    }

    int dim(int axis) {
        return (int) dims[axis];
    }

    /** The number of elements from one index of the first axis to the next. */
    int stride() {
        return dims[0] == 0 ? 0 : values.length / dim(0);
    }

    /** Every slice along the first axis times its factor. */
    Weights scaled(double[] factors) {
        float[] scaled = new float[values.length];
        int stride = stride();
        IntStream.range(0, factors.length).parallel().forEach(row -> {
            double factor = factors[row];
            for (int i = row * stride; i < (row + 1) * stride; i++) {
                scaled[i] = (float) (values[i] * factor);
            }
        });
        return new Weights(dims, scaled);
    }

    /** Every slice along the second axis times its factor; each of the groups along the first axis has its own. */
    Weights scaledBySecond(float[] factors, int groups) {
        float[] scaled = values.clone();
        int size = stride() / dim(1);
        for (int i = 0; i < scaled.length / size; i++) {
            int group = i / dim(1) * groups / dim(0);
            float factor = factors[group * dim(1) + i % dim(1)];
            for (int k = i * size; k < (i + 1) * size; k++) {
                scaled[k] *= factor;
            }
        }
        return new Weights(dims, scaled);
    }

    /** The numbers without their mean along an axis. */
    Weights centred(int axis) {
        int size = dim(axis);
        int step = (int) LongStream.of(dims).skip(axis + 1).reduce(1, Math::multiplyExact);
        float[] centred = new float[values.length];
        IntStream.range(0, size == 0 ? 0 : values.length / size).parallel().forEach(line -> {
            int first = line / step * step * size + line % step;
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += values[first + i * step];
            }
            for (int i = 0; i < size; i++) {
                centred[first + i * step] = (float) (values[first + i * step] - sum / size);
            }
        });
        return new Weights(dims, centred);
    }

    /** The sizes of the axes from the second on after the first. */
    long[] spatial() {
        return Arrays.copyOfRange(dims, 2, dims.length);
    }

    TensorProto toTensor() {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        TensorProto.Builder t = TensorProto.newBuilder()
                .setDataType(ElementType.FLOAT.code())
                .setRawData(UnsafeByteOperations.unsafeWrap(raw));
        LongStream.of(dims).forEach(t::addDims);
        return t.build();
    }
}
