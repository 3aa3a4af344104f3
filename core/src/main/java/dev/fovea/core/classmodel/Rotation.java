package dev.fovea.core.classmodel;

/**
 * A picture turned about its middle: bilinear, zero outside.
 *
 * @param radians counter-clockwise
 */
record Rotation(double radians) implements LinearMap {

    @Override
    public int[] size(int height, int width) {
        return new int[] {height, width};
    }

    @Override
    public Planes apply(Planes source) {
        Planes target = Planes.zeros(source.channels(), source.height(), source.width());
        walk(source.height(), source.width(), (to, from, weight) -> {
            for (int c = 0, plane = 0; c < source.channels(); c++, plane += source.area()) {
                target.values()[plane + to] += weight * source.values()[plane + from];
            }
        });
        return target;
    }

    @Override
    public Planes transpose(Planes target) {
        Planes source = Planes.zeros(target.channels(), target.height(), target.width());
        walk(target.height(), target.width(), (to, from, weight) -> {
            for (int c = 0, plane = 0; c < target.channels(); c++, plane += target.area()) {
                source.values()[plane + from] += weight * target.values()[plane + to];
            }
        });
        return source;
    }

    /** One entry of the map's matrix. */
    private interface Entry {
        void visit(int to, int from, float weight);
    }

    private void walk(int height, int width, Entry entry) {
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        double midY = (height - 1) / 2.0;
        double midX = (width - 1) / 2.0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromX = midX + cos * (x - midX) - sin * (y - midY);
                double fromY = midY + sin * (x - midX) + cos * (y - midY);
                int left = (int) Math.floor(fromX);
                int top = (int) Math.floor(fromY);
                float right = (float) (fromX - left);
                float down = (float) (fromY - top);
                int to = y * width + x;
                for (int dy = 0; dy < 2; dy++) {
                    for (int dx = 0; dx < 2; dx++) {
                        boolean inside = left + dx >= 0 && left + dx < width && top + dy >= 0 && top + dy < height;
                        float weight = (dx == 0 ? 1 - right : right) * (dy == 0 ? 1 - down : down);
                        if (inside && weight != 0) {
                            entry.visit(to, (top + dy) * width + left + dx, weight);
                        }
                    }
                }
            }
        }
    }
}
