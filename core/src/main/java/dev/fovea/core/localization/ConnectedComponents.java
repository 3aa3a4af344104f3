package dev.fovea.core.localization;

/** The pieces a set of pixels falls into; pixels that touch by a side belong together. */
final class ConnectedComponents {
    private ConnectedComponents() {}

    /** The largest piece; of equal ones the first in reading order. Empty if {@code inside} is. */
    static boolean[] largest(boolean[] inside, int width) {
        int[] label = new int[inside.length];
        int[] pending = new int[inside.length];
        int best = 0;
        int bestSize = 0;
        int labels = 0;
        for (int i = 0; i < inside.length; i++) {
            if (inside[i] && label[i] == 0) {
                int size = flood(inside, width, i, ++labels, label, pending);
                if (size > bestSize) {
                    bestSize = size;
                    best = labels;
                }
            }
        }
        boolean[] largest = new boolean[inside.length];
        for (int i = 0; i < largest.length; i++) {
            largest[i] = inside[i] && label[i] == best;
        }
        return largest;
    }

    private static int flood(boolean[] inside, int width, int start, int name, int[] label, int[] pending) {
        int size = 0;
        int found = 0;
        label[start] = name;
        pending[found++] = start;
        while (size < found) {
            int p = pending[size++];
            int x = p % width;
            int y = p / width;
            for (int d = 0; d < Connectivity.FOUR.directions(); d++) {
                int toX = x + Connectivity.dx(d);
                int toY = y + Connectivity.dy(d);
                int q = toY * width + toX;
                if (toX >= 0 && toX < width && toY >= 0 && q < inside.length && inside[q] && label[q] == 0) {
                    label[q] = name;
                    pending[found++] = q;
                }
            }
        }
        return size;
    }
}
