package dev.fovea.core.localization;

import java.util.Arrays;

/** Nodes waiting in line, each at most once, in an array of links. Not thread-safe. */
final class NodeQueue {
    /** What {@link #remove()} gives if no node waits. */
    static final int END = -1;

    private final int[] next;
    private int first = END;
    private int last = END;

    NodeQueue(int nodes) {
        next = new int[nodes];
        // A node that waits points to its follower, the last one to itself; others hold END.
        Arrays.fill(next, END);
    }

    void addLast(int p) {
        if (next[p] != END) {
            return;
        }
        next[p] = p;
        if (first == END) {
            first = p;
        } else {
            next[last] = p;
        }
        last = p;
    }

    void addFirst(int p) {
        if (next[p] != END) {
            return;
        }
        if (first == END) {
            next[p] = p;
            last = p;
        } else {
            next[p] = first;
        }
        first = p;
    }

    int remove() {
        int p = first;
        if (p != END) {
            first = next[p] == p ? END : next[p];
            next[p] = END;
        }
        return p;
    }
}
