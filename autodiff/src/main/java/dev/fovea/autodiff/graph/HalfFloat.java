package dev.fovea.autodiff.graph;

/** The two sixteen-bit float formats; rounding is to nearest, ties to even. */
public final class HalfFloat {

    private HalfFloat() {}

    /** IEEE 754 binary16 to float, exact. */
    public static float fromHalf(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1F;
        int mantissa = bits & 0x3FF;
        if (exponent == 0) {
            return Math.copySign(mantissa * 0x1p-24f, Float.intBitsToFloat(sign));
        }
        int rebiased = exponent == 0x1F ? 0xFF : exponent + 112;
        return Float.intBitsToFloat(sign | rebiased << 23 | mantissa << 13);
    }

    /** Float to IEEE 754 binary16. */
    public static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
        }
        int m = Float.floatToRawIntBits(magnitude) - (112 << 23);
        return (short) (sign | (m + 0xFFF + ((m >> 13) & 1)) >> 13);
    }

    /** bfloat16 to float, exact. */
    public static float fromBrain(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Float to bfloat16. */
    public static short toBrain(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) (Float.isNaN(value) ? 0x7FC0 : (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
