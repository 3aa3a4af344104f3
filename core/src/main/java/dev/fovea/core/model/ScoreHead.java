package dev.fovea.core.model;

import dev.fovea.autodiff.OperatorSupport;
import dev.fovea.autodiff.OperatorSupport.Kind;
import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a model's class scores are taken: before a final softmax or sigmoid, as Simonyan et al. (2013, section 2) ask,
 * also where only reshaping follows it.
 *
 * @param output the model's output
 * @param logits the value that holds the scores before normalisation
 * @param normalization what the model does to the scores at its end; a single score without any is the logit of a sigmoid
 * @param skipped the operators between the logits and the output
 */
public record ScoreHead(String output, String logits, Normalization normalization, List<String> skipped) {
    private static final Set<String> SHAPE_ONLY =
            Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Cast", "Dropout");

    /** What turns scores into probabilities. */
    public enum Normalization {
        NONE,
        SOFTMAX,
        LOG_SOFTMAX,
        SIGMOID
    }

    public ScoreHead {
        skipped = List.copyOf(skipped);
    }

    /**
     * Finds the scores of a graph.
     *
     * @param wanted the output to use; empty to take the only one that looks like class scores
     */
    static ScoreHead find(Graph graph, Types types, String wanted, String source) {
        String output = wanted.isEmpty() ? onlyScores(graph, types, source) : named(graph, types, wanted, source);
        List<String> skipped = new ArrayList<>();
        String value = output;
        for (Node node = graph.producer(value); node != null; node = graph.producer(value)) {
            Normalization end = normalization(node);
            if (end == Normalization.NONE && !SHAPE_ONLY.contains(node.op())) {
                break;
            }
            skipped.add(0, node.op());
            value = node.input(0);
            if (end != Normalization.NONE) {
                return new ScoreHead(output, value, end, skipped);
            }
        }
        boolean alone = isSingleScore(types.of(output));
        return new ScoreHead(output, output, alone ? Normalization.SIGMOID : Normalization.NONE, List.of());
    }

    private static Normalization normalization(Node node) {
        return switch (node.op()) {
            case "Softmax" -> Normalization.SOFTMAX;
            case "LogSoftmax" -> Normalization.LOG_SOFTMAX;
            case "Sigmoid" -> Normalization.SIGMOID;
            default -> Normalization.NONE;
        };
    }

    private static String named(Graph graph, Types types, String wanted, String source) {
        if (!graph.outputs().contains(wanted)) {
            throw new FoveaException(
                    "The model '%s' has no output '%s', only %s".formatted(source, wanted, described(graph, types)));
        }
        if (!isScores(types.of(wanted)) && !isSingleScore(types.of(wanted))) {
            throw new FoveaException("The model '%s' gives %s, expected float class scores NxK; choose another output"
                    .formatted(source, ModelInput.described(List.of(types.of(wanted)))));
        }
        return wanted;
    }

    private static String onlyScores(Graph graph, Types types, String source) {
        List<String> several =
                graph.outputs().stream().filter(o -> isScores(types.of(o))).toList();
        List<String> scores = !several.isEmpty()
                ? several
                : graph.outputs().stream()
                        .filter(o -> isSingleScore(types.of(o)))
                        .toList();
        if (scores.isEmpty()) {
            refuseUnknownShapes(graph, types, source);
            throw new FoveaException("The model '%s' gives %s, expected float class scores NxK; is it a classifier?"
                    .formatted(source, described(graph, types)));
        }
        if (scores.size() > 1) {
            throw new FoveaException(
                    "The model '%s' has %d outputs that may be class scores: %s; choose one by its name"
                            .formatted(source, scores.size(), described(graph, types)));
        }
        return scores.get(0);
    }

    /** Where loops and sequences hide the shape of the scores, the error names them rather than the shape. */
    private static void refuseUnknownShapes(Graph graph, Types types, String source) {
        List<String> unknown = graph.outputs().stream()
                .filter(o -> types.of(o).type().isFloating() && types.of(o).shape() == null)
                .toList();
        Set<Node> before = graph.ancestors(unknown);
        for (Node node : graph.nodes()) {
            Optional<OperatorSupport> support = OperatorSupport.of(node.op());
            if (before.contains(node) && support.isPresent() && support.get().kind() == Kind.REFUSED) {
                throw new FoveaException("The model '%s' cannot be used: the scores '%s' hang on node '%s' (%s): %s"
                        .formatted(
                                source,
                                unknown.get(0),
                                node.name(),
                                node.op(),
                                support.get().reason()));
            }
        }
    }

    /** Float, one axis longer than 1 besides the batch. */
    private static boolean isScores(Value value) {
        Shape shape = value.shape();
        if (!value.type().isFloating() || shape == null || shape.rank() == 0) {
            return false;
        }
        long[] sizes = shape.sizes();
        if (sizes.length == 1) {
            return sizes[0] > 1;
        }
        return Arrays.stream(sizes).skip(2).allMatch(n -> n == 1) && sizes[1] != 1
                || Arrays.stream(sizes).skip(1).limit(sizes.length - 2).allMatch(n -> n == 1)
                        && sizes[sizes.length - 1] != 1;
    }

    /** Float, one number for each picture: of two classes the score of the second. */
    private static boolean isSingleScore(Value value) {
        return value.type().isFloating()
                && value.shape() != null
                && value.shape().rank() > 1
                && Arrays.stream(value.shape().sizes()).skip(1).allMatch(n -> n == 1);
    }

    private static String described(Graph graph, Types types) {
        return ModelInput.described(graph.outputs().stream().map(types::of).toList());
    }
}
