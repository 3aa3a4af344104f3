package dev.fovea.core.localization;

import java.util.Arrays;

/**
 * The exact minimum cut between a source and a sink over a grid of pixels: Boykov and Kolmogorov 2004, "An experimental
 * comparison of min-cut/max-flow algorithms for energy minimization in vision". A search tree grows from either terminal;
 * where they meet, the path is saturated, and nodes cut off by that are adopted by the rest of their tree or set free. The
 * trees are kept between paths, which is what makes it fast on pictures.
 *
 * <p>Capacities are integers: sums of them are exact in any order, every augmentation brings at least 1, so it ends, and
 * the flow equals the cut to the last unit. Of several minimum cuts it gives the one with the smallest source side.
 *
 * <p>Set the capacities, {@link #solve()} once, then ask for sides. Not thread-safe.
 */
final class MaxFlow {
    /** The largest capacity: an edge's two directions add up in an {@code int} without overflow. */
    static final int LARGEST = Integer.MAX_VALUE / 2;

    private static final byte FREE = 0;
    private static final byte SOURCE = 1;
    private static final byte SINK = 2;

    /** Values of {@link #parent} that are no direction. */
    private static final byte TERMINAL = 8;

    private static final byte NONE = 9;

    private static final int END = NodeQueue.END;
    /** A depth larger than any. */
    private static final int CUT_OFF = Integer.MAX_VALUE;

    private final int width;
    private final int height;
    private final int directions;
    /** The grid has a border of dead nodes, so that every node has all its neighbours and no step needs a test. */
    private final int stride;

    private final int[] step = new int[8];
    /** What can still flow from node {@code p} in direction {@code d}, at {@code 8 * p + d}. */
    private final int[] residual;
    /** What can still flow from the source (positive) or to the sink (negative). */
    private final int[] terminal;

    private final byte[] tree;
    private final byte[] parent;
    /** Steps to the terminal, right if {@link #stamp} says the current time. */
    private final int[] depth;

    private final int[] stamp;
    private final NodeQueue active;
    private final NodeQueue orphans;
    private long flow;
    private int time;

    MaxFlow(int width, int height, Connectivity connectivity) {
        this.width = width;
        this.height = height;
        this.directions = connectivity.directions();
        this.stride = width + 2;
        int nodes = Math.multiplyExact(stride, height + 2);
        for (int d = 0; d < 8; d++) {
            step[d] = Connectivity.dy(d) * stride + Connectivity.dx(d);
        }
        residual = new int[Math.multiplyExact(8, nodes)];
        terminal = new int[nodes];
        tree = new byte[nodes];
        parent = new byte[nodes];
        depth = new int[nodes];
        stamp = new int[nodes];
        active = new NodeQueue(nodes);
        orphans = new NodeQueue(nodes);
    }

    /**
     * Connects a pixel with the terminals: {@code fromSource} is paid if it ends on the sink's side, {@code toSink} if on
     * the source's. Once for each pixel.
     */
    void terminals(int x, int y, int fromSource, int toSink) {
        checkCapacity(fromSource);
        checkCapacity(toSink);
        terminal[node(x, y)] = fromSource - toSink;
        flow += Math.min(fromSource, toSink);
    }

    /** Connects a pixel with its neighbour in a direction, with a capacity there and one back. */
    void edge(int x, int y, int direction, int there, int back) {
        checkCapacity(there);
        checkCapacity(back);
        int toX = x + Connectivity.dx(direction);
        int toY = y + Connectivity.dy(direction);
        if (direction >= directions || toX < 0 || toX >= width || toY < 0 || toY >= height) {
            throw new IllegalArgumentException("No neighbour of (%d, %d) in direction %d".formatted(x, y, direction));
        }
        residual[8 * node(x, y) + direction] = there;
        residual[8 * node(toX, toY) + Connectivity.opposite(direction)] = back;
    }

    private static void checkCapacity(int capacity) {
        if (capacity < 0 || capacity > LARGEST) {
            throw new IllegalArgumentException("A capacity must be 0 to %d, found %d".formatted(LARGEST, capacity));
        }
    }

    /** Whether a pixel is on the source's side of the minimum cut. */
    boolean onSourceSide(int x, int y) {
        return tree[node(x, y)] == SOURCE;
    }

    private int node(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    /** Finds the maximum flow, which is the capacity of the minimum cut. */
    long solve() {
        plant();
        int p = END;
        while (true) {
            // A node stays the current one while it still finds paths.
            if (p == END || parent[p] == NONE) {
                p = nextActive();
                if (p == END) {
                    return flow;
                }
            }
            int meeting = grow(p);
            if (meeting == END) {
                p = END;
            } else {
                time++;
                augment(meeting);
                adopt();
            }
        }
    }

    private void plant() {
        Arrays.fill(parent, NONE);
        for (int p = 0; p < tree.length; p++) {
            if (terminal[p] != 0) {
                tree[p] = terminal[p] > 0 ? SOURCE : SINK;
                parent[p] = TERMINAL;
                depth[p] = 1;
                active.addLast(p);
            }
        }
    }

    private int nextActive() {
        while (true) {
            int p = active.remove();
            if (p == END || parent[p] != NONE) {
                return p;
            }
        }
    }

    /** Adds free neighbours to the tree; gives the arc, source to sink, where it meets the other tree, or END. */
    private int grow(int p) {
        byte mine = tree[p];
        for (int d = 0; d < directions; d++) {
            int q = p + step[d];
            int arc = outward(mine, p, d, q);
            if (residual[arc] == 0) {
                continue;
            }
            if (tree[q] == FREE) {
                tree[q] = mine;
                parent[q] = (byte) Connectivity.opposite(d);
                stamp[q] = stamp[p];
                depth[q] = depth[p] + 1;
                active.addLast(q);
            } else if (tree[q] != mine) {
                return arc;
            } else if (stamp[q] <= stamp[p] && depth[q] > depth[p]) {
                // p is nearer to the terminal than q's present parent is.
                parent[q] = (byte) Connectivity.opposite(d);
                stamp[q] = stamp[p];
                depth[q] = depth[p] + 1;
            }
        }
        return END;
    }

    /** The arc between p and q (in direction d from p) that carries flow if p is nearer to the root of its tree. */
    private static int outward(byte tree, int p, int d, int q) {
        return tree == SOURCE ? 8 * p + d : 8 * q + Connectivity.opposite(d);
    }

    /** Saturates the path through an arc from the source's tree to the sink's. */
    private void augment(int arc) {
        int p = arc >> 3;
        int q = p + step[arc & 7];
        int amount = Math.min(residual[arc], Math.min(room(p), room(q)));
        push(arc, amount);
        drain(p, amount);
        drain(q, amount);
        flow += amount;
    }

    /** The least capacity between a node and its terminal. */
    private int room(int start) {
        int p = start;
        int least = Integer.MAX_VALUE;
        while (parent[p] != TERMINAL) {
            least = Math.min(least, residual[fromParent(p)]);
            p += step[parent[p]];
        }
        return Math.min(least, Math.abs(terminal[p]));
    }

    private int fromParent(int p) {
        int q = p + step[parent[p]];
        return outward(tree[p], q, Connectivity.opposite(parent[p]), p);
    }

    private void drain(int start, int amount) {
        int p = start;
        while (parent[p] != TERMINAL) {
            int arc = fromParent(p);
            int q = p + step[parent[p]];
            push(arc, amount);
            if (residual[arc] == 0) {
                orphan(p);
            }
            p = q;
        }
        terminal[p] -= tree[p] == SOURCE ? amount : -amount;
        if (terminal[p] == 0) {
            orphan(p);
        }
    }

    private void push(int arc, int amount) {
        residual[arc] -= amount;
        residual[8 * ((arc >> 3) + step[arc & 7]) + Connectivity.opposite(arc & 7)] += amount;
    }

    /** The nodes nearest to the terminals come first: others may then stay below them. */
    private void orphan(int p) {
        parent[p] = NONE;
        orphans.addFirst(p);
    }

    private void adopt() {
        for (int p = orphans.remove(); p != END; p = orphans.remove()) {
            if (!findParent(p)) {
                setFree(p);
            }
        }
    }

    private boolean findParent(int p) {
        byte mine = tree[p];
        int best = CUT_OFF;
        int towards = NONE;
        for (int d = 0; d < directions; d++) {
            int q = p + step[d];
            if (tree[q] == mine && parent[q] != NONE && residual[outward(mine, q, Connectivity.opposite(d), p)] > 0) {
                int found = depthOf(q);
                if (found < best) {
                    best = found;
                    towards = d;
                }
            }
        }
        if (best == CUT_OFF) {
            return false;
        }
        parent[p] = (byte) towards;
        stamp[p] = time;
        depth[p] = best + 1;
        return true;
    }

    /** Steps from a node to its terminal, or CUT_OFF; notes the depths on the way, so that no way is gone twice. */
    private int depthOf(int start) {
        int steps = 0;
        int p = start;
        while (stamp[p] != time && parent[p] != TERMINAL) {
            if (parent[p] == NONE) {
                return CUT_OFF;
            }
            steps++;
            p += step[parent[p]];
        }
        int found = steps + (parent[p] == TERMINAL ? 1 : depth[p]);
        int left = found;
        for (int q = start; q != p; q += step[parent[q]]) {
            stamp[q] = time;
            depth[q] = left--;
        }
        stamp[p] = time;
        depth[p] = left;
        return found;
    }

    private void setFree(int p) {
        byte mine = tree[p];
        for (int d = 0; d < directions; d++) {
            int q = p + step[d];
            if (tree[q] == mine) {
                // Also a neighbour that is an orphan itself: if it is adopted later, it is to reach for p again.
                if (residual[outward(mine, q, Connectivity.opposite(d), p)] > 0) {
                    active.addLast(q);
                }
                if (parent[q] == Connectivity.opposite(d)) {
                    parent[q] = NONE;
                    orphans.addLast(q);
                }
            }
        }
        tree[p] = FREE;
    }
}
