package dev.fovea.autodiff.rules;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Other ways back through a ReLU {@code y = max(x, 0)} than its derivative. With R what arrives at y:
 *
 * <ul>
 *   <li>gradient: {@code R · [x > 0]};
 *   <li>{@linkplain #deconvnet() deconvnet}: {@code R · [R > 0]} (Zeiler and Fergus 2014, arXiv 1311.2901, section 2.1);
 *   <li>{@linkplain #guided() guided backpropagation}: {@code R · [x > 0] · [R > 0]} (Springenberg et al. 2015, arXiv
 *       1412.6806, section 3.4).
 * </ul>
 *
 * <p>All else is as in the gradient: convolutions go back transposed and max-pooling to its winner, which is what a
 * deconvnet does there too (Simonyan et al. 2013, section 4). Without a ReLU the three are the same.
 *
 * <p>A ReLU here is {@code Relu}, also one that was fused into another operator, and {@code Clip} from a constant 0 up to
 * a constant or without end: ReLU6 is exported as that. A ReLU with an upper end is flat there too, so guided
 * backpropagation stops there; the deconvnet looks at R alone. LeakyRelu, PRelu, Elu and smooth activations let both signs
 * through in the forward pass; neither paper says what to do there, and they keep their derivative. A ReLU that
 * quantisation has absorbed into a zero point is not seen.
 *
 * <p>Neither is the derivative of any score, so finite differences cannot confirm them; and guided backpropagation draws
 * nearly the same picture with random weights as with trained ones (Adebayo et al. 2018, arXiv 1810.03292): its sharp
 * edges are the picture's more than the classifier's.
 */
public final class Rectifiers {

    private Rectifiers() {}

    /** The rules of the deconvnet that differ from the gradient's. */
    public static RuleBook deconvnet() {
        return RuleBook.empty()
                .with("Relu", s -> s.first(positive(s, s.dy())))
                .withBroadcasting("Clip", s -> isFromZero(s) ? s.first(positive(s, s.dy())) : Selections.clip(s));
    }

    /** The rules of guided backpropagation that differ from the gradient's. */
    public static RuleBook guided() {
        return RuleBook.empty()
                .with("Relu", s -> s.first(positive(s, Activations.relu(s))))
                .withBroadcasting("Clip", s -> isFromZero(s) ? guidedClip(s) : Selections.clip(s));
    }

    /** How many ReLUs lie before {@code target}. */
    public static long count(Graph graph, String target) {
        return graph.ancestors(List.of(target)).stream()
                .filter(n -> n.is("Relu")
                        || n.is("Clip") && isFromZero(n, i -> graph.constants().get(n.input(i))))
                .count();
    }

    private static Value positive(Step s, Value cotangent) {
        return s.op("Relu", cotangent);
    }

    private static List<Cotangent> guidedClip(Step s) {
        List<Cotangent> derivative = Selections.clip(s);
        return derivative.get(0) instanceof Value inside ? s.first(positive(s, inside)) : derivative;
    }

    private static boolean isFromZero(Step s) {
        return isFromZero(s.node(), s::constantAt);
    }

    /** Whether a Clip has a constant 0 as its lower bound and no computed upper one. */
    private static boolean isFromZero(Node clip, IntFunction<@Nullable TensorProto> constants) {
        TensorProto min = constants.apply(1);
        return min != null
                && Arrays.stream(Tensors.toDoubles(min)).allMatch(v -> v == 0)
                && (clip.input(2).isEmpty() || constants.apply(2) != null);
    }
}
