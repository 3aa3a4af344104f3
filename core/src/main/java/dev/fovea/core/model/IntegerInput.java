package dev.fovea.core.model;

import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Integers have no derivative: for a uint8 picture the gradient is taken where the graph makes floats of it. */
final class IntegerInput {

    private IntegerInput() {}

    /** A Transpose between an integer input and its Cast goes behind it, so that floats are made in the picture's layout. */
    static Graph castFirst(Graph graph, GraphTypes types) {
        if (graph.inputs().size() != 1) {
            return graph;
        }
        String input = graph.inputs().get(0).getName();
        List<Node> moves = readers(graph, input);
        if (types.of(input).type().isFloating()
                || moves.size() != 1
                || !moves.get(0).is("Transpose")) {
            return graph;
        }
        Node move = moves.get(0);
        List<Node> casts = readers(graph, move.output(0));
        if (casts.size() != 1 || !casts.get(0).is("Cast")) {
            return graph;
        }
        Node cast = casts.get(0);
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.set(nodes.indexOf(move), cast.withInputs(List.of(input)).withOutputs(move.outputs()));
        nodes.set(nodes.indexOf(cast), move.withInputs(move.outputs()).withOutputs(cast.outputs()));
        return graph.withNodes(nodes);
    }

    /**
     * The value the gradient is taken at: the input, or what an integer input is cast to.
     *
     * @throws FoveaException if no one value in the picture's layout has the floats
     */
    static String source(Graph graph, ModelInput input, GraphTypes types, String model) {
        String at = input.name();
        for (int hops = 0; hops < 8 && !types.of(at).type().isFloating(); hops++) {
            List<Node> readers = readers(graph, at);
            if (readers.size() != 1) {
                break;
            }
            Node reader = readers.get(0);
            at = reader.output(0);
            if (reader.is("Transpose") || !sameSizes(types.of(at), types.of(input.name()))) {
                throw new FoveaException(
                        "The model '%s' takes integers and moves or resizes them at node '%s' (%s) before it casts them to floats; export it with the cast first"
                                .formatted(model, reader.name(), reader.op()));
            }
        }
        if (types.of(at).type().isFloating()) {
            return at;
        }
        throw new FoveaException(
                "The model '%s' takes integers and never casts them to floats in one place; there is nothing to differentiate"
                        .formatted(model));
    }

    private static boolean sameSizes(Value a, Value b) {
        return a.shape() != null
                && Arrays.equals(a.shape().sizes(), b.knownShape().sizes());
    }

    private static List<Node> readers(Graph graph, String value) {
        return graph.nodes().stream().filter(n -> n.reads().contains(value)).toList();
    }
}
