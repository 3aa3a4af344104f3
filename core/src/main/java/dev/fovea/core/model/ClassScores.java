package dev.fovea.core.model;

import dev.fovea.core.FoveaException;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The class scores of one picture. Immutable and thread-safe.
 */
public final class ClassScores {
    private final float[] logits;
    private final boolean independent;

    /**
     * Scores before normalisation.
     *
     * @param independent whether each class is decided by a sigmoid of its own rather than by a softmax over all
     */
    ClassScores(float[] logits, boolean independent) {
        this.logits = logits.clone();
        this.independent = independent;
    }

    /**
     * One for each of {@code count} pictures.
     *
     * @param logits NxK, before normalisation
     * @throws FoveaException if there are not as many rows, or a score is no number
     */
    static List<ClassScores> rows(Tensor logits, int count, boolean independent, String source) {
        if (logits.batch() != count) {
            throw new FoveaException(
                    "The model '%s' answered %d pictures with %d rows of scores, expected one for each; export it again"
                            .formatted(source, count, logits.batch()));
        }
        List<ClassScores> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = logits.row(i).values();
            for (float v : row) {
                // Minus infinity is the score of a class that is masked.
                if (Float.isNaN(v) || v == Float.POSITIVE_INFINITY) {
                    throw new FoveaException(
                            "The model '%s' answers %s; check its weights and the preprocessing".formatted(source, v));
                }
            }
            all.add(new ClassScores(row, independent));
        }
        return all;
    }

    /** The number of classes. */
    public int count() {
        return logits.length;
    }

    /** The score of class {@code k} before softmax. */
    public float logit(int k) {
        return logits[k];
    }

    /** All scores before softmax; a copy. */
    public float[] logits() {
        return logits.clone();
    }

    /** The probability of class {@code k}, 0 to 1. */
    public double probability(int k) {
        if (independent) {
            return 1 / (1 + Math.exp(-logits[k]));
        }
        double max = logits[best()];
        double sum = 0;
        for (float v : logits) {
            sum += Math.exp(v - max);
        }
        return Math.exp(logits[k] - max) / sum;
    }

    /** The class with the highest score; of equal ones the first. */
    public int best() {
        return best(1).get(0);
    }

    /** The {@code n} classes with the highest scores, highest first; of equal ones the lower index first. */
    public List<Integer> best(int n) {
        if (n < 1 || n > logits.length) {
            throw new FoveaException("There are %d classes; 1 to %d of them can be asked for, found %d"
                    .formatted(logits.length, logits.length, n));
        }
        if (n == 1) {
            int best = 0;
            for (int k = 1; k < logits.length; k++) {
                best = logits[k] > logits[best] ? k : best;
            }
            return List.of(best);
        }
        return IntStream.range(0, logits.length)
                .boxed()
                // Plus zero makes one of the two zeros, which Float.compare tells apart.
                .sorted((a, b) -> Float.compare(logits[b] + 0f, logits[a] + 0f))
                .limit(n)
                .toList();
    }

    @Override
    public String toString() {
        return "ClassScores" + Arrays.toString(logits);
    }
}
