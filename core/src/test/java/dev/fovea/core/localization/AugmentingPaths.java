package dev.fovea.core.localization;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Maximum flow by shortest augmenting paths (Edmonds and Karp 1972): slow, and simple enough to be believed. */
final class AugmentingPaths {
    private final List<List<Integer>> arcsFrom = new ArrayList<>();
    private final List<Integer> target = new ArrayList<>();
    private final List<Long> residual = new ArrayList<>();

    private AugmentingPaths(int nodes) {
        for (int p = 0; p < nodes; p++) {
            arcsFrom.add(new ArrayList<>());
        }
    }

    static long maxFlow(GridNetwork network) {
        int pixels = network.width() * network.height();
        AugmentingPaths paths = new AugmentingPaths(pixels + 2);
        for (int p = 0; p < pixels; p++) {
            paths.arc(pixels, p, network.fromSource()[p]);
            paths.arc(p, pixels + 1, network.toSink()[p]);
        }
        for (int[] edge : network.edges()) {
            paths.arc(edge[0], edge[1], edge[2]);
        }
        long flow = 0;
        for (long more = paths.augment(pixels, pixels + 1); more > 0; more = paths.augment(pixels, pixels + 1)) {
            flow += more;
        }
        return flow;
    }

    /** An arc and, right after it, its reverse. */
    private void arc(int from, int to, long capacity) {
        arcsFrom.get(from).add(target.size());
        target.add(to);
        residual.add(capacity);
        arcsFrom.get(to).add(target.size());
        target.add(from);
        residual.add(0L);
    }

    private long augment(int source, int sink) {
        int[] cameBy = new int[arcsFrom.size()];
        Arrays.fill(cameBy, -1);
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(source));
        while (!open.isEmpty() && cameBy[sink] < 0) {
            for (int arc : arcsFrom.get(open.remove())) {
                int to = target.get(arc);
                if (residual.get(arc) > 0 && cameBy[to] < 0 && to != source) {
                    cameBy[to] = arc;
                    open.add(to);
                }
            }
        }
        if (cameBy[sink] < 0) {
            return 0;
        }
        long amount = Long.MAX_VALUE;
        for (int p = sink; p != source; p = target.get(cameBy[p] ^ 1)) {
            amount = Math.min(amount, residual.get(cameBy[p]));
        }
        for (int p = sink; p != source; p = target.get(cameBy[p] ^ 1)) {
            residual.set(cameBy[p], residual.get(cameBy[p]) - amount);
            residual.set(cameBy[p] ^ 1, residual.get(cameBy[p] ^ 1) + amount);
        }
        return amount;
    }
}
