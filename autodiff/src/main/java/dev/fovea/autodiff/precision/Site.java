package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One node to be decomposed, its float values taken as float64: all a {@link Decomposition} sees. Not thread-safe. */
final class Site extends Emitter {
    private final Node node;
    private final Types types;
    private final UnaryOperator<String> names;

    /** @param names what a value of the float32 graph is called in the float64 one */
    Site(Node node, Types types, UnaryOperator<String> names) {
        super("double/" + node.name());
        this.node = node;
        this.types = types;
        this.names = names;
    }

    Attributes attributes() {
        return node.attributes();
    }

    /** A float attribute, widened. */
    double f(String attribute, double absent) {
        return attributes().f(attribute, absent);
    }

    /** Input {@code i}, {@link Value#ABSENT} if it is left out. */
    Value in(int i) {
        return node.input(i).isEmpty() ? Value.ABSENT : wide(node.input(i));
    }

    /** All inputs. */
    Value[] inputs() {
        return IntStream.range(0, node.inputs().size()).mapToObj(this::in).toArray(Value[]::new);
    }

    Value x() {
        return in(0);
    }

    Value y() {
        return wide(node.output(0));
    }

    private Value wide(String name) {
        Value value = types.of(name);
        ElementType type = value.type() == ElementType.FLOAT ? ElementType.DOUBLE : value.type();
        return new Value(names.apply(name), type, value.shape());
    }

    /** A vector with one element per channel, shaped to broadcast against {@code x}. */
    Value perChannel(Value vector) {
        long[] shape = Window.filled(Math.max(1, x().rank() - 1), 1);
        shape[0] = -1;
        return shape.length == 1 ? vector : reshape(vector, shape);
    }

    Refusal refusal(String reason) {
        return new Refusal(reason);
    }

    /** Thrown by a decomposition that does not know this form of its operator. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        private Refusal(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
