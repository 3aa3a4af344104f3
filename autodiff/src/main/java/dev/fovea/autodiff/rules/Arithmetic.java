package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.graph.Cotangent.of;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.graph.Cotangent;
import java.util.Collections;

/** Elementwise arithmetic of one or more inputs. */
final class Arithmetic {

    private Arithmetic() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .withBroadcasting("Add", s -> of(s.dy(), s.dy()))
                .withBroadcasting("Sub", s -> of(s.dy(), s.neg(s.dy())))
                .withBroadcasting("Mul", s -> of(s.mul(s.dy(), s.in(1)), s.mul(s.dy(), s.in(0))))
                .withBroadcasting("Div", s -> of(s.div(s.dy(), s.in(1)), s.neg(s.div(s.mul(s.dy(), s.y()), s.in(1)))))
                .withBroadcasting(
                        "Sum",
                        s -> Collections.<Cotangent>nCopies(s.node().inputs().size(), s.dy()));
    }
}
