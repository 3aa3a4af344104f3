package dev.fovea.autodiff.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The shape of a tensor of known rank; each dimension is a size, a symbol such as {@code batch}, or unknown. */
public record Shape(List<Dim> dims) {

    /**
     * One dimension.
     *
     * @param size the size, or -1 if it is only known when the graph runs
     * @param symbol the name of an unknown size; equal names mean equal sizes
     */
    public record Dim(long size, @Nullable String symbol) {
        public boolean isKnown() {
            return size >= 0;
        }

        /** Whether the two sizes are certainly equal. */
        public boolean surelyEquals(Dim other) {
            return isKnown() ? size == other.size : symbol != null && symbol.equals(other.symbol);
        }
    }

    public Shape {
        dims = List.copyOf(dims);
    }

    /** A shape of known sizes; -1 stands for an unknown one. */
    public static Shape of(long... sizes) {
        List<Dim> dims = new ArrayList<>();
        for (long size : sizes) {
            dims.add(new Dim(size, null));
        }
        return new Shape(dims);
    }

    public int rank() {
        return dims.size();
    }

    /** The size of dimension {@code axis}, counted from the end if negative; -1 if unknown. */
    public long size(int axis) {
        return dims.get(axis < 0 ? axis + rank() : axis).size();
    }

    /** Whether every size is known. */
    public boolean isStatic() {
        return dims.stream().allMatch(Dim::isKnown);
    }

    /** All sizes, -1 for unknown ones. */
    public long[] sizes() {
        return dims.stream().mapToLong(Dim::size).toArray();
    }

    @Override
    public String toString() {
        return dims.stream()
                .map(d -> d.isKnown() ? Long.toString(d.size()) : d.symbol() == null ? "?" : d.symbol())
                .collect(Collectors.joining("x", "", ""));
    }
}
