package dev.fovea.core.model;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.UnsupportedOperatorsException;
import dev.fovea.autodiff.UnsupportedOperatorsException.Obstacle;
import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What there is to know of a model before explaining with it. Immutable.
 *
 * @param inputs names, types and shapes
 * @param outputs names, types and shapes
 * @param opset of ONNX's own operators, as in the file
 * @param irVersion of the file
 * @param producer who wrote the file; may be empty
 * @param parameters the number of weights
 * @param operators how often each operator occurs, as in the file
 * @param picture the picture input, if there is one
 * @param head where the scores are taken, if the model is a classifier
 * @param problem why the model cannot be explained with, if it cannot; one line
 * @param obstacles the nodes without a backward rule between score and picture
 * @param preprocessing what was found beside the model or in it
 * @param labels what was found beside the model or in it
 * @param labelsFrom where they were found; empty if nowhere
 * @param layers every node on the way from the picture to the score that makes a float map, with its shape
 */
public record ModelInspection(
        List<Value> inputs,
        List<Value> outputs,
        long opset,
        long irVersion,
        String producer,
        long parameters,
        Map<String, Integer> operators,
        Optional<ModelInput> picture,
        Optional<ScoreHead> head,
        Optional<String> problem,
        List<Obstacle> obstacles,
        Optional<Preprocessing> preprocessing,
        Labels labels,
        String labelsFrom,
        List<Layer> layers) {

    /** One layer: a node by name, its operator and the shape of its first output. */
    public record Layer(String name, String operator, String shape) {}

    /**
     * Inspects a model without running it.
     *
     * @param output the output with the class scores; empty to find it
     */
    public static ModelInspection of(ModelFile file, String output) {
        Graph raw = file.graph();
        ModelDescription description = ModelDescription.of(file, Optional.empty());
        Map<String, Integer> operators = new TreeMap<>();
        raw.nodes().forEach(n -> operators.merge(n.op(), 1, Integer::sum));
        long parameters =
                raw.constants().values().stream().mapToLong(Tensors::count).sum();
        List<Value> inputs = List.of();
        List<Value> outputs = List.of();
        Optional<PreparedModel> prepared = Optional.empty();
        Optional<String> problem = Optional.empty();
        List<Obstacle> obstacles = new ArrayList<>();
        List<Layer> layers = List.of();
        try {
            Graph canonical = Canonical.of(raw);
            GraphTypes types = GraphTypes.infer(canonical);
            inputs = canonical.inputs().stream().map(i -> types.of(i.getName())).toList();
            outputs = canonical.outputs().stream().map(types::of).toList();
            prepared = Optional.of(PreparedModel.of(file, output));
            layers = layers(prepared.get());
            GradientGraph.derive(prepared.get(), Score.LOGIT, RuleBook.gradient(), Execution.Precision.SINGLE);
        } catch (FoveaException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
            if (e.getCause() instanceof UnsupportedOperatorsException u) {
                obstacles.addAll(u.obstacles());
            }
        } catch (IllegalArgumentException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
        return new ModelInspection(
                inputs,
                outputs,
                raw.opset(),
                file.model().getIrVersion(),
                (file.model().getProducerName() + " " + file.model().getProducerVersion()).strip(),
                parameters,
                operators,
                prepared.map(PreparedModel::input),
                prepared.map(PreparedModel::head),
                problem,
                List.copyOf(obstacles),
                description.preprocessing(),
                description.labels(),
                description.labelsFrom(),
                layers);
    }

    private static List<Layer> layers(PreparedModel model) {
        return Layers.of(model).stream()
                .map(n -> new Layer(
                        n.name(),
                        n.op(),
                        String.valueOf(model.types().of(n.output(0)).shape())))
                .toList();
    }
}
