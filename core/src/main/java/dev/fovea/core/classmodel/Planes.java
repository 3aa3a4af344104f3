package dev.fovea.core.classmodel;

import dev.fovea.core.image.FloatResizer;
import java.util.Arrays;

/**
 * A picture as floats, one plane per channel, each row by row, whatever the model's layout. The array is not copied.
 *
 * @param values {@code channels * height * width} numbers
 */
@SuppressWarnings("ArrayRecordComponent") // the working picture of an ascent is its array
public record Planes(int channels, int height, int width, float[] values) {

    /** All zeros: the mean colour everywhere. */
    public static Planes zeros(int channels, int height, int width) {
        return new Planes(channels, height, width, new float[channels * height * width]);
    }

    /** Pixels of a plane. */
    public int area() {
        return height * width;
    }

    /** Other values in the same shape. */
    Planes with(float[] newValues) {
        return new Planes(channels, height, width, newValues);
    }

    /** This and {@code factor} times {@code other}. */
    Planes plus(double factor, Planes other) {
        float[] sum = new float[values.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (values[i] + factor * other.values[i]);
        }
        return with(sum);
    }

    /** Every plane at another size, bilinearly, antialiased when shrinking. */
    Planes resized(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        Planes target = zeros(channels, newHeight, newWidth);
        for (int c = 0; c < channels; c++) {
            float[] plane = Arrays.copyOfRange(values, c * area(), (c + 1) * area());
            float[] scaled = FloatResizer.resize(plane, width, height, newWidth, newHeight);
            System.arraycopy(scaled, 0, target.values, c * target.area(), scaled.length);
        }
        return target;
    }
}
