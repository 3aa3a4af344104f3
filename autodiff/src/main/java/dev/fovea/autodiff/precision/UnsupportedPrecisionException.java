package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.UnsupportedOperatorsException.Obstacle;
import java.util.List;
import java.util.stream.Collectors;

/** A graph that cannot be computed in float64; the message names every node in the way, why, and what to do. */
public final class UnsupportedPrecisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Obstacle> obstacles;

    UnsupportedPrecisionException(List<Obstacle> obstacles) {
        super("Cannot compute %d node%s in double precision: %s. Use single precision, or export the model without %s"
                .formatted(
                        obstacles.size(),
                        obstacles.size() == 1 ? "" : "s",
                        obstacles.stream().map(Obstacle::toString).collect(Collectors.joining("; ")),
                        obstacles.stream().map(Obstacle::operator).distinct().collect(Collectors.joining(", "))));
        this.obstacles = List.copyOf(obstacles);
    }

    /** Every node in the way. */
    public List<Obstacle> obstacles() {
        return obstacles;
    }
}
