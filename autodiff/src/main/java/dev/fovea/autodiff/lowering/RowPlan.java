package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which convolutions of a graph to filter, so that the most time is saved: it takes sums to make the products' data and to
 * use their results, and where something needs a map whole, its phases have to be put together, which takes as long as
 * filtering saves in some 150 channels. Estimated in nanoseconds of one thread, on one AVX-512 machine.
 */
final class RowPlan {
    private static final double MULTIPLICATION = 1 / 88.;
    /** One element read and written. */
    private static final double PASS = 0.5;
    /** One element put where it belongs in a whole map. */
    private static final double JOINING = 4;
    /** What an operator more costs; on two threads nearly as much as on one. */
    private static final double OPERATOR = 15_000;

    /**
     * A choice.
     *
     * @param filtered the convolutions to filter
     * @param apart nodes that put maps together line by line, whose lines are used as they were
     * @param whole filtered convolutions whose output is put together at once
     */
    record Choice(Set<Node> filtered, Map<Node, Lines> apart, Set<Node> whole) {

        /** Nothing filtered. */
        static final Choice NONE = new Choice(Set.of(), Map.of(), Set.of());

        /** All that can be filtered and taken apart, whether or not it saves time. */
        static Choice all(Graph graph, MapSizes sizes) {
            Set<Node> filtered = new LinkedHashSet<>();
            Map<Node, Lines> apart = new LinkedHashMap<>();
            for (Node node : graph.nodes()) {
                if (FilteredRows.fit(graph, sizes, node)) {
                    filtered.add(node);
                }
                Lines lines = Lines.of(graph, node);
                if (lines != null) {
                    apart.put(node, lines);
                }
            }
            return new Choice(filtered, apart, Set.of());
        }
    }

    private final Graph graph;
    private final MapSizes sizes;
    /** The convolutions of which filtering alone would save time, by the height of their maps. */
    private final Map<Integer, List<Node>> candidates = new TreeMap<>();

    private final Set<Node> filtered = new LinkedHashSet<>();
    private final Map<Node, Lines> apart;
    private final Set<Node> whole = new HashSet<>();
    /** The least cost that was found. */
    private double least;

    RowPlan(Graph graph, MapSizes sizes) {
        this.graph = graph;
        this.sizes = sizes;
        Choice all = Choice.all(graph, sizes);
        this.apart = all.apart();
        for (Node node : all.filtered()) {
            MapSizes.Size in = sizes.known(node.input(0));
            MapSizes.Size out = sizes.known(node.output(0));
            boolean blocked = in.channels() % Channelwise.BLOCK == 0 && out.channels() % Channelwise.BLOCK == 0;
            if (blocked && filtering(in, out) < 0) {
                candidates.computeIfAbsent(out.height(), h -> new ArrayList<>()).add(node);
            }
        }
    }

    /**
     * The best choice that was found: starting from all, what costs more than it saves is left out, one by one and all up to
     * one or from one on, as in a chain only the ends can be left out alone.
     */
    Choice best() {
        candidates.values().forEach(filtered::addAll);
        least = cost();
        boolean better = !filtered.isEmpty();
        while (better) {
            better = false;
            for (List<Node> nodes : candidates.values()) {
                for (int i = nodes.size() - 1; i >= 0; i--) {
                    better |= omit(nodes.subList(i, i + 1));
                    better |= omit(nodes.subList(i, nodes.size()));
                    better |= omit(nodes.subList(0, i + 1));
                }
            }
        }
        for (Node node : List.copyOf(filtered)) {
            whole.add(node);
            if (!isBetter()) {
                whole.remove(node);
            }
        }
        for (Map.Entry<Node, Lines> joint : List.copyOf(apart.entrySet())) {
            apart.remove(joint.getKey());
            if (!isBetter()) {
                apart.put(joint.getKey(), joint.getValue());
            }
        }
        return least < 0 ? choice() : Choice.NONE;
    }

    private Choice choice() {
        return new Choice(filtered, filtered.isEmpty() ? Map.of() : apart, whole);
    }

    /** Whether the choice as it is now costs less than any before. */
    private boolean isBetter() {
        double cost = cost();
        boolean better = cost < least;
        least = better ? cost : least;
        return better;
    }

    /** Leaves these convolutions as they are if that is better. */
    private boolean omit(List<Node> nodes) {
        Set<Node> before = new LinkedHashSet<>(filtered);
        if (filtered.removeAll(nodes) && isBetter()) {
            return true;
        }
        filtered.clear();
        filtered.addAll(before);
        return false;
    }

    /** What the choice costs more than none. */
    private double cost() {
        RowFlow flow = new RowFlow(graph, sizes, choice());
        double cost = 0;
        for (var step : flow.steps().entrySet()) {
            cost += cost(flow, step.getKey(), step.getValue());
        }
        for (String value : flow.joined()) {
            Node producer = Objects.requireNonNull(graph.producer(value));
            cost += flow.stays(producer) ? 0 : JOINING * sizes.known(value).elements() + 8 * OPERATOR;
        }
        return cost;
    }

    private double cost(RowFlow flow, Node node, RowFlow.Step step) {
        long elements = sizes.known(node.output(0)).elements();
        int from = flow.phases(node.input(0));
        return switch (step.way()) {
            case FILTERED -> filtering(sizes.known(node.input(0)), sizes.known(node.output(0)));
            case CONVOLVED -> {
                // As many convolutions for each phase as phases are read, and sums of what they give.
                long shares = Math.min(
                        from, Objects.requireNonNull(sizes.window(node)).kernel()[0]);
                yield OPERATOR * (shares * step.phases() - 1) + PASS * elements * (shares - 1) / 2;
            }
            case POOLED, HALVED -> OPERATOR * (from - 1);
            // The columns of a row are put side by side with or without phases by rows.
            case TAKEN_APART -> 0;
            case POINTWISE ->
                OPERATOR * (step.phases() - 1)
                        + node.inputs().stream()
                                .filter(v -> sizes.of(v) != null && flow.phases(v) < step.phases())
                                .mapToDouble(v -> PASS * elements + OPERATOR * step.phases())
                                .sum();
        };
    }

    /** What filtering costs more than it saves: 14 operators and their passes for three multiplications of nine. */
    private static double filtering(MapSizes.Size in, MapSizes.Size out) {
        double saved = 3. * in.channels() * out.elements() * MULTIPLICATION;
        return PASS * (2.5 * in.elements() + out.elements()) + 14 * OPERATOR - saved;
    }
}
