package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.autodiff.lowering.Channelwise.View;
import dev.fovea.autodiff.lowering.Peephole.Spot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One phase of a local derivative. A mask that hangs on one map is computed from that map's phase, which stays in the
 * cache; of any other, as that of Swish, the phase is taken when it is computed.
 */
final class PhasedDerivative {
    private final Spot s;
    private final int channels;
    private final View rows;
    private final View columns;
    private final Map<String, Value> phases = new HashMap<>();

    PhasedDerivative(Spot s, int channels, View rows, View columns) {
        this.s = s;
        this.channels = channels;
        this.rows = rows;
        this.columns = columns;
    }

    Value of(String derivative) {
        Set<String> maps = new HashSet<>();
        collect(derivative, maps);
        return maps.size() == 1 ? computed(derivative) : seen(derivative);
    }

    /** The node of a mask, made by lowering; null for what is read as it is. */
    private @Nullable Node mask(String value) {
        for (String op : new String[] {"HardSigmoid", "Add", "Conv"}) {
            Node node = s.producer(value, op);
            if (node != null && s.known(value) == null && !node.attributes().has("strides")) {
                return node;
            }
        }
        return null;
    }

    private void collect(String value, Set<String> maps) {
        Node node = mask(value);
        if (node == null) {
            maps.add(value);
        } else {
            node.inputs().stream().filter(v -> s.constantOf(v) == null).forEach(v -> collect(v, maps));
        }
    }

    private Value computed(String value) {
        Node node = mask(value);
        if (node == null) {
            return seen(value);
        }
        Value[] inputs = node.inputs().stream()
                .map(v -> s.constantOf(v) == null ? computed(v) : s.operand(v))
                .toArray(Value[]::new);
        return s.op(node.op(), node.attributes(), inputs);
    }

    private Value seen(String map) {
        Value phase = phases.get(map);
        if (phase == null) {
            phase = Channelwise.view(s, s.operand(map), channels, 1, rows, columns);
            phases.put(map, phase);
        }
        return phase;
    }
}
