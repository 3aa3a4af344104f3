package dev.fovea.core.classmodel;

/**
 * A linear map between pictures of two sizes, the same for every channel, with its exact transpose: {@code <A x, y> = <x,
 * A' y>} for all x and y. What is done to the picture by {@link #apply} is undone for gradients by {@link #transpose}.
 */
public interface LinearMap {
    /** From the source size to the target size. */
    Planes apply(Planes source);

    /** From the target size to the source size. */
    Planes transpose(Planes target);

    /** Height and width of the target for a source of the given size. */
    int[] size(int height, int width);

    /** First this map, then {@code next}. */
    default LinearMap then(LinearMap next) {
        LinearMap first = this;
        return new LinearMap() {
            @Override
            public Planes apply(Planes source) {
                return next.apply(first.apply(source));
            }

            @Override
            public Planes transpose(Planes target) {
                return first.transpose(next.transpose(target));
            }

            @Override
            public int[] size(int height, int width) {
                int[] between = first.size(height, width);
                return next.size(between[0], between[1]);
            }
        };
    }

    /** The map that changes nothing. */
    static LinearMap identity() {
        return new LinearMap() {
            @Override
            public Planes apply(Planes source) {
                return source;
            }

            @Override
            public Planes transpose(Planes target) {
                return target;
            }

            @Override
            public int[] size(int height, int width) {
                return new int[] {height, width};
            }
        };
    }
}
