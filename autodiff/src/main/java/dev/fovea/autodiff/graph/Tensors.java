package dev.fovea.autodiff.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/** Constant tensors: from Java numbers to protobuf and back. */
public final class Tensors {

    private Tensors() {}

    /** An int64 vector. */
    public static TensorProto ints(long... values) {
        return integers(ElementType.INT64, new long[] {values.length}, values);
    }

    /** A scalar of the given type. */
    public static TensorProto scalar(ElementType type, double value) {
        return type.isFloating() ? floats(type, new long[0], value) : integers(type, new long[0], (long) value);
    }

    /** A float tensor; {@code type} is FLOAT, DOUBLE, FLOAT16 or BFLOAT16. */
    public static TensorProto floats(ElementType type, long[] dims, double... values) {
        ByteBuffer raw = buffer(values.length * type.bytes());
        for (double v : values) {
            switch (type) {
                case FLOAT -> raw.putFloat((float) v);
                case DOUBLE -> raw.putDouble(v);
                case FLOAT16 -> raw.putShort(HalfFloat.toHalf((float) v));
                case BFLOAT16 -> raw.putShort(HalfFloat.toBrain((float) v));
                default -> throw new IllegalArgumentException(type + " is no float type");
            }
        }
        return tensor(type, dims, raw);
    }

    /** An integer or boolean tensor. */
    public static TensorProto integers(ElementType type, long[] dims, long... values) {
        ByteBuffer raw = buffer(values.length * type.bytes());
        for (long v : values) {
            switch (type.bytes()) {
                case 1 -> raw.put((byte) v);
                case 2 -> raw.putShort((short) v);
                case 4 -> raw.putInt((int) v);
                default -> raw.putLong(v);
            }
        }
        return tensor(type, dims, raw);
    }

    /** The number of elements. */
    public static long count(TensorProto t) {
        return t.getDimsList().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** The elements of an integer or boolean tensor. */
    public static long[] toLongs(TensorProto t) {
        return switch (ElementType.of(t.getDataType())) {
            case INT64 ->
                t.hasRawData()
                        ? longs(t, ByteBuffer::getLong)
                        : t.getInt64DataList().stream()
                                .mapToLong(Long::longValue)
                                .toArray();
            case INT32 -> narrow(t, ByteBuffer::getInt);
            case INT16 -> narrow(t, ByteBuffer::getShort);
            case UINT16 -> narrow(t, b -> b.getShort() & 0xFFFF);
            case INT8 -> narrow(t, ByteBuffer::get);
            case UINT8, BOOL -> narrow(t, b -> b.get() & 0xFF);
            default ->
                throw new IllegalArgumentException(
                        "'%s' holds %s, expected integers".formatted(t.getName(), ElementType.of(t.getDataType())));
        };
    }

    /** The elements of a float tensor, widened. */
    public static double[] toDoubles(TensorProto t) {
        if (t.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new IllegalArgumentException(
                    "'%s' has its data in another file, expected to find it in the tensor".formatted(t.getName()));
        }
        ElementType type = ElementType.of(t.getDataType());
        if (!t.hasRawData()) {
            return switch (type) {
                case FLOAT ->
                    t.getFloatDataList().stream()
                            .mapToDouble(Float::doubleValue)
                            .toArray();
                case DOUBLE ->
                    t.getDoubleDataList().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray();
                case FLOAT16 ->
                    t.getInt32DataList().stream()
                            .mapToDouble(i -> HalfFloat.fromHalf(i.shortValue()))
                            .toArray();
                case BFLOAT16 ->
                    t.getInt32DataList().stream()
                            .mapToDouble(i -> HalfFloat.fromBrain(i.shortValue()))
                            .toArray();
                default -> throw notFloats(t);
            };
        }
        ByteBuffer raw = raw(t);
        double[] out = new double[raw.remaining() / Math.max(1, type.bytes())];
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (type) {
                case FLOAT -> raw.getFloat();
                case DOUBLE -> raw.getDouble();
                case FLOAT16 -> HalfFloat.fromHalf(raw.getShort());
                case BFLOAT16 -> HalfFloat.fromBrain(raw.getShort());
                default -> throw notFloats(t);
            };
        }
        return out;
    }

    private static IllegalArgumentException notFloats(TensorProto t) {
        return new IllegalArgumentException(
                "'%s' holds %s, expected floats".formatted(t.getName(), ElementType.of(t.getDataType())));
    }

    private interface Reader {
        long read(ByteBuffer raw);
    }

    private static long[] narrow(TensorProto t, Reader reader) {
        return t.hasRawData()
                ? longs(t, reader)
                : t.getInt32DataList().stream().mapToLong(Integer::longValue).toArray();
    }

    private static long[] longs(TensorProto t, Reader reader) {
        ByteBuffer raw = raw(t);
        return LongStream.generate(() -> reader.read(raw)).limit(count(t)).toArray();
    }

    private static ByteBuffer raw(TensorProto t) {
        return t.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static TensorProto tensor(ElementType type, long[] dims, ByteBuffer raw) {
        TensorProto.Builder t =
                TensorProto.newBuilder().setDataType(type.code()).setRawData(ByteString.copyFrom(raw.flip()));
        LongStream.of(dims).forEach(t::addDims);
        return t.build();
    }
}
