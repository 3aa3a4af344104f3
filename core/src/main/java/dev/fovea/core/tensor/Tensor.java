package dev.fovea.core.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * A float32 tensor in row-major order. The arrays are not copied: whoever makes a tensor hands them over.
 *
 * @param shape the sizes, outermost first
 * @param values the elements
 */
@SuppressWarnings("ArrayRecordComponent") // a tensor is its array; copying 600 KB per picture would be the surprise
public record Tensor(long[] shape, float[] values) {

    public Tensor {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (count != values.length) {
            throw new IllegalArgumentException("A tensor of shape %s holds %d values, found %d"
                    .formatted(Arrays.toString(shape), count, values.length));
        }
    }

    public int rank() {
        return shape.length;
    }

    /** The number of rows along the first axis: pictures in a batch. */
    public int batch() {
        return (int) shape[0];
    }

    /** The elements of row {@code i} along the first axis, as a tensor with a first axis of size 1. */
    public Tensor row(int i) {
        int n = values.length / batch();
        long[] one = shape.clone();
        one[0] = 1;
        return new Tensor(one, Arrays.copyOfRange(values, i * n, (i + 1) * n));
    }

    /** Tensors of equal shape stacked along the first axis. */
    public static Tensor concat(List<Tensor> parts) {
        Tensor first = parts.get(0);
        long[] shape = first.shape.clone();
        shape[0] = parts.stream().mapToLong(p -> p.shape[0]).sum();
        float[] all = new float[parts.stream().mapToInt(p -> p.values.length).sum()];
        int at = 0;
        for (Tensor part : parts) {
            System.arraycopy(part.values, 0, all, at, part.values.length);
            at += part.values.length;
        }
        return new Tensor(shape, all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor t && Arrays.equals(shape, t.shape) && Arrays.equals(values, t.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
