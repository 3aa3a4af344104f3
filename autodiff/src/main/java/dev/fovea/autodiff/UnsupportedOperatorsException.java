package dev.fovea.autodiff;

import java.util.List;
import java.util.stream.Collectors;

/** The way from the score back to the picture leads through operators that cannot be differentiated. */
public final class UnsupportedOperatorsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * One node in the way.
     *
     * @param reason what stands in the way
     */
    public record Obstacle(String node, String operator, long opset, String reason) {
        @Override
        public String toString() {
            return "node '%s' (%s, opset %d): %s".formatted(node, operator, opset, reason);
        }
    }

    private final transient List<Obstacle> obstacles;

    UnsupportedOperatorsException(List<Obstacle> obstacles) {
        super(
                "Cannot differentiate %d node%s between the score and the picture: %s. Add a rule (CONTRIBUTING.md, 'Add an operator's rule'; RuleBook.with in Java), or export the model without %s."
                        .formatted(
                                obstacles.size(),
                                obstacles.size() == 1 ? "" : "s",
                                obstacles.stream().map(Obstacle::toString).collect(Collectors.joining("; ")),
                                obstacles.stream()
                                        .map(Obstacle::operator)
                                        .distinct()
                                        .collect(Collectors.joining(", "))));
        this.obstacles = List.copyOf(obstacles);
    }

    /** Every node in the way. */
    public List<Obstacle> obstacles() {
        return obstacles;
    }
}
