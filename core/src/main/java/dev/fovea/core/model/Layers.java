package dev.fovea.core.model;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The layers of a model: nodes whose first output is a float map. */
final class Layers {
    private static final int SHOWN = 5;

    private Layers() {}

    /** Every layer, in the order in which they are computed. */
    static List<Node> of(PreparedModel model) {
        return model.graph().nodes().stream().filter(n -> isLayer(n, model)).toList();
    }

    private static boolean isLayer(Node node, PreparedModel model) {
        Value out = model.types().of(node.output(0));
        Shape shape = out.shape();
        return out.type().isFloating() && shape != null && shape.rank() >= 2;
    }

    /**
     * The value that a layer makes.
     *
     * @param name of the node, or of its first output
     * @throws FoveaException if there is none, naming those that are written most like it
     */
    static Value value(PreparedModel model, String name) {
        List<Node> layers = of(model);
        return layers.stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .or(() -> layers.stream().filter(n -> n.output(0).equals(name)).findFirst())
                .map(n -> model.types().of(n.output(0)))
                .orElseThrow(() -> unknown(name, layers));
    }

    private static FoveaException unknown(String name, List<Node> layers) {
        String near = layers.stream()
                .map(Node::name)
                .sorted(Comparator.comparingInt(n -> distance(name, n)))
                .limit(SHOWN)
                .map(n -> "'" + n + "'")
                .collect(Collectors.joining(", "));
        return new FoveaException(
                "There is no layer '%s' among the %d of this model; near are %s; 'fovea inspect' lists all"
                        .formatted(name, layers.size(), near));
    }

    /** Levenshtein's distance without regard to case, less if one contains the other. */
    private static int distance(String wanted, String name) {
        String a = wanted.toLowerCase(Locale.ROOT);
        String b = name.toLowerCase(Locale.ROOT);
        if (!a.isEmpty() && b.contains(a)) {
            return 0;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
