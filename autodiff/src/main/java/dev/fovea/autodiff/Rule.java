package dev.fovea.autodiff;

import dev.fovea.autodiff.graph.Cotangent;
import java.util.List;

/**
 * The backward rule of one operator: from the cotangents of a node's outputs to those of its inputs.
 *
 * <p>A rule says only what the derivative is. It does not sum over several uses, does not undo broadcasting of
 * elementwise operators, does not check which inputs are needed and does not name anything: the engine does.
 */
@FunctionalInterface
public interface Rule {

    /** One cotangent per input of the node, in order, written with {@code step}'s expressions. */
    List<Cotangent> backward(Step step);
}
