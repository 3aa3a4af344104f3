package dev.fovea.autodiff;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which values of a graph hang on what is differentiated. */
final class Activity {

    private Activity() {}

    /**
     * All values that hang on a source and can carry a derivative: floats, sequences, which may hold floats, and integers
     * only where the book has a rule for what makes them (quantisation).
     */
    static Set<String> of(Graph graph, Types types, RuleBook book, List<String> sources) {
        Set<String> reached = new HashSet<>(sources);
        for (Node node : graph.nodes()) {
            if (node.reads().stream().anyMatch(reached::contains)) {
                boolean ruled = book.find(node).isPresent();
                node.outputs().stream()
                        .filter(o ->
                                !o.isEmpty() && (ruled || carries(types.of(o).type())))
                        .forEach(reached::add);
            }
        }
        return reached;
    }

    private static boolean carries(ElementType type) {
        return type.isFloating() || type == ElementType.OTHER;
    }
}
