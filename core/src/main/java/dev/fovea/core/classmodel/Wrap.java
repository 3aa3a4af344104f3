package dev.fovea.core.classmodel;

/**
 * A picture moved in a circle: what leaves at one side comes in at the other.
 *
 * @param down rows, 0 or more
 * @param right columns, 0 or more
 */
record Wrap(int down, int right) implements LinearMap {

    @Override
    public int[] size(int height, int width) {
        return new int[] {height, width};
    }

    @Override
    public Planes apply(Planes source) {
        return rolled(source, down, right);
    }

    @Override
    public Planes transpose(Planes target) {
        return rolled(target, target.height() - down % target.height(), target.width() - right % target.width());
    }

    private static Planes rolled(Planes from, int down, int right) {
        Planes to = Planes.zeros(from.channels(), from.height(), from.width());
        int width = from.width();
        int shift = right % width;
        for (int c = 0; c < from.channels(); c++) {
            for (int y = 0; y < from.height(); y++) {
                int source = (c * from.height() + y) * width;
                int target = (c * from.height() + (y + down) % from.height()) * width;
                System.arraycopy(from.values(), source, to.values(), target + shift, width - shift);
                System.arraycopy(from.values(), source + width - shift, to.values(), target, shift);
            }
        }
        return to;
    }
}
