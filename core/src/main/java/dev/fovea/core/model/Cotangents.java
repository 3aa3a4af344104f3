package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;
import java.util.List;

/** The inputs of a {@link GradientGraph} that choose the class of each picture. */
record Cotangents(Tensor top, Tensor weights) {

    /** For the {@code count} pictures from {@code at} on; rows beyond the targets (padding) weigh nothing. */
    static Cotangents of(int count, int at, List<Target> targets, List<ClassScores> known, Classifier classifier) {
        int classes =
                known.isEmpty() ? (int) classifier.classCount() : known.get(0).count();
        float[] top = new float[count];
        float[] weights = new float[count * classes];
        for (int i = 0; i < count && at + i < targets.size(); i++) {
            Target target = targets.get(at + i);
            if (target instanceof Target.Top) {
                top[i] = 1;
            } else {
                ClassScores scores = known.isEmpty() ? new ClassScores(new float[classes], false) : known.get(at + i);
                float[] row = Selection.of(target, scores, classifier.labels()).weights(classes);
                System.arraycopy(row, 0, weights, i * classes, classes);
            }
        }
        return new Cotangents(new Tensor(new long[] {count, 1}, top), new Tensor(new long[] {count, classes}, weights));
    }
}
