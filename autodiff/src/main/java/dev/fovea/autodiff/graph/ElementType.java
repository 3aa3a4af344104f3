package dev.fovea.autodiff.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** The element type of a tensor, as ONNX numbers them. */
public enum ElementType {
    FLOAT(DataType.FLOAT, 4),
    DOUBLE(DataType.DOUBLE, 8),
    FLOAT16(DataType.FLOAT16, 2),
    BFLOAT16(DataType.BFLOAT16, 2),
    UINT8(DataType.UINT8, 1),
    INT8(DataType.INT8, 1),
    UINT16(DataType.UINT16, 2),
    INT16(DataType.INT16, 2),
    INT32(DataType.INT32, 4),
    INT64(DataType.INT64, 8),
    UINT32(DataType.UINT32, 4),
    UINT64(DataType.UINT64, 8),
    BOOL(DataType.BOOL, 1),
    /** Strings, complex numbers, eight- and four-bit floats: nothing Fovea computes with. */
    OTHER(DataType.UNDEFINED, 0);

    private final DataType onnx;
    private final int bytes;

    ElementType(DataType onnx, int bytes) {
        this.onnx = onnx;
        this.bytes = bytes;
    }

    /** The type with ONNX's number {@code code}; {@link #OTHER} for a number not listed here. */
    public static ElementType of(int code) {
        for (ElementType type : values()) {
            if (type.onnx.getNumber() == code) {
                return type;
            }
        }
        return OTHER;
    }

    public int code() {
        return onnx.getNumber();
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether a derivative with respect to values of this type means anything. */
    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }
}
