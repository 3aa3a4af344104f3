package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.Broadcast;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The backward pass of Einsum: the cotangent of an operand is the Einsum of the output's cotangent and the other
 * operands, repeated along the indices that only the operand has.
 */
final class EinsteinSum {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Step s;
    /** One string of index letters per operand, ellipses written out. */
    private final List<String> operands = new ArrayList<>();

    private final String output;

    private EinsteinSum(Step s) {
        this.s = s;
        String equation = s.attributes().s("equation", "").replaceAll("\\s", "");
        String[] sides = equation.split("->", 2);
        String[] terms = sides[0].split(",", -1);
        String free = LETTERS.chars()
                .filter(c -> equation.indexOf(c) < 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String ellipsis = "";
        for (int i = 0; i < terms.length; i++) {
            int hidden = s.in(i).rank() - terms[i].replace("...", "").length();
            // Aligned at the end: the last hidden index is the same letter everywhere.
            String letters =
                    new StringBuilder(free.substring(0, hidden)).reverse().toString();
            operands.add(terms[i].replace("...", letters));
            ellipsis = letters.length() > ellipsis.length() ? letters : ellipsis;
        }
        this.output = sides.length > 1 ? sides[1].replace("...", ellipsis) : ellipsis + once(sides[0]);
    }

    static List<Cotangent> backward(Step s) {
        EinsteinSum sum = new EinsteinSum(s);
        List<Cotangent> all = new ArrayList<>();
        for (int i = 0; i < sum.operands.size(); i++) {
            all.add(s.isActive(i) ? sum.operand(i) : Cotangent.NONE);
        }
        return all;
    }

    /** The letters that stand there once, in alphabetical order: the output where an equation does not name it. */
    private static String once(String terms) {
        return terms.chars()
                .filter(c -> Character.isLetter(c) && terms.indexOf(c) == terms.lastIndexOf(c))
                .sorted()
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private Cotangent operand(int i) {
        String own = operands.get(i);
        if (own.chars().distinct().count() < own.length()) {
            return new Cotangent.Unsupported("the equation takes a diagonal of operand %d ('%s')".formatted(i, own));
        }
        List<Value> values = new ArrayList<>(List.of(s.dy()));
        List<String> terms = new ArrayList<>(List.of(output));
        for (int k = 0; k < operands.size(); k++) {
            if (k != i) {
                values.add(s.in(k));
                terms.add(operands.get(k));
            }
        }
        String elsewhere = String.join("", terms);
        String kept = own.chars()
                .filter(c -> elsewhere.indexOf(c) >= 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        Value sum = s.op(
                "Einsum",
                Attributes.of("equation", String.join(",", terms) + "->" + kept),
                values.toArray(Value[]::new));
        return unrepeated(repeated(sum, own, kept, i), own, i);
    }

    /** Repeats along the indices that are summed out of this operand alone, or of others where they have size 1. */
    private Value repeated(Value sum, String own, String kept, int i) {
        long[] missing = own.chars()
                .filter(c -> kept.indexOf(c) < 0)
                .mapToLong(own::indexOf)
                .toArray();
        Value whole = missing.length == 0 ? sum : s.unsqueeze(sum, missing);
        boolean narrow = own.chars().anyMatch(c -> output.indexOf(c) < 0 && sizes(c).anyMatch(d -> d.size() == 1));
        return missing.length == 0 && !narrow ? whole : s.expandLike(whole, s.in(i));
    }

    /** Sums over the indices along which the operand was repeated because it has size 1 there. */
    private Value unrepeated(Value cotangent, String own, int i) {
        List<Dim> full = new ArrayList<>();
        for (int axis = 0; axis < own.length(); axis++) {
            char letter = own.charAt(axis);
            int at = output.indexOf(letter);
            Dim before = s.in(i).knownShape().dims().get(axis);
            full.add(
                    at >= 0
                            ? s.y().knownShape().dims().get(at)
                            : sizes(letter)
                                    .filter(d -> d.size() > 1)
                                    .findFirst()
                                    .orElse(before));
        }
        Value whole = new Value(cotangent.name(), cotangent.type(), new Shape(full));
        return Broadcast.undo(s, cotangent, whole, s.in(i));
    }

    /** What the operands that have an index say of its size. */
    private Stream<Dim> sizes(int letter) {
        return IntStream.range(0, operands.size())
                .filter(k -> operands.get(k).indexOf(letter) >= 0)
                .mapToObj(k -> s.in(k).knownShape().dims().get(operands.get(k).indexOf(letter)));
    }
}
