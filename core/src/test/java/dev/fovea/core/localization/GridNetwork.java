package dev.fovea.core.localization;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A grid with capacities, kept plainly, to judge {@link MaxFlow} by. Edges are {@code from, to, capacity}. */
record GridNetwork(int width, int height, Connectivity connectivity, int[] fromSource, int[] toSink, int[][] edges) {
    /** Few or many terminals, small or large capacities, zeros and one-way edges among them. */
    static GridNetwork random(int width, int height, Connectivity connectivity, SplittableRandom random) {
        int n = width * height;
        int[] fromSource = new int[n];
        int[] toSink = new int[n];
        int largest = random.nextBoolean() ? 4 : 1000;
        int linked = 1 + random.nextInt(4);
        for (int p = 0; p < n; p++) {
            fromSource[p] = random.nextInt(4) < linked ? random.nextInt(3 * largest) : 0;
            toSink[p] = random.nextInt(4) < linked ? random.nextInt(3 * largest) : 0;
        }
        int[][] edges = new int[8 * n][];
        int count = 0;
        for (int p = 0; p < n; p++) {
            for (int d = 0; d < connectivity.directions(); d++) {
                int x = p % width + Connectivity.dx(d);
                int y = p / width + Connectivity.dy(d);
                if (x >= 0 && x < width && y >= 0 && y < height) {
                    int capacity = random.nextInt(3) == 0 ? 0 : random.nextInt(largest);
                    edges[count++] = new int[] {p, y * width + x, capacity};
                }
            }
        }
        return new GridNetwork(width, height, connectivity, fromSource, toSink, Arrays.copyOf(edges, count));
    }

    MaxFlow maxFlow() {
        MaxFlow flow = new MaxFlow(width, height, connectivity);
        for (int p = 0; p < width * height; p++) {
            flow.terminals(p % width, p / width, fromSource[p], toSink[p]);
        }
        for (int[] there : edges) {
            for (int[] back : edges) {
                if (there[0] < there[1] && back[0] == there[1] && back[1] == there[0]) {
                    flow.edge(there[0] % width, there[0] / width, direction(there), there[2], back[2]);
                }
            }
        }
        return flow;
    }

    private int direction(int[] edge) {
        for (int d = 0; d < 8; d++) {
            if (edge[0] % width + Connectivity.dx(d) == edge[1] % width
                    && edge[0] / width + Connectivity.dy(d) == edge[1] / width) {
                return d;
            }
        }
        throw new AssertionError("no neighbours: " + Arrays.toString(edge));
    }

    /** Entry p says whether pixel p is on the source's side. */
    boolean[] sides(MaxFlow solved) {
        boolean[] sides = new boolean[width * height];
        for (int p = 0; p < sides.length; p++) {
            sides[p] = solved.onSourceSide(p % width, p / width);
        }
        return sides;
    }

    long cutValue(boolean[] sourceSide) {
        long value = 0;
        for (int p = 0; p < sourceSide.length; p++) {
            value += sourceSide[p] ? toSink[p] : fromSource[p];
        }
        for (int[] edge : edges) {
            value += sourceSide[edge[0]] && !sourceSide[edge[1]] ? edge[2] : 0;
        }
        return value;
    }

    /** The cut of least value by trying each; of several the smallest, which is what all of them share. */
    boolean[] leastCut() {
        long least = Long.MAX_VALUE;
        int shared = 0;
        for (int cut = 0; cut < 1 << width * height; cut++) {
            long value = cutValue(sides(cut));
            shared = value < least ? cut : value == least ? shared & cut : shared;
            least = Math.min(least, value);
        }
        return sides(shared);
    }

    private boolean[] sides(int cut) {
        boolean[] sides = new boolean[width * height];
        for (int p = 0; p < sides.length; p++) {
            sides[p] = (cut >> p & 1) == 1;
        }
        return sides;
    }
}
