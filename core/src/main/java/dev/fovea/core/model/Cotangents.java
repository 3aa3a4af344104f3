package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;
import java.util.List;

/**
 * The inputs of a {@link GradientGraph} that choose the class of each picture.
 *
 * @param classes Nx2 indices, as floats, which hold integers up to 2^24
 * @param weights Nx3 of the best class and of these two
 */
record Cotangents(Tensor classes, Tensor weights) {

    /** For the {@code count} pictures from {@code at} on; rows beyond the targets (padding) weigh nothing. */
    static Cotangents of(int count, int at, List<Target> targets, List<ClassScores> known, Classifier classifier) {
        float[] classes = new float[2 * count];
        float[] weights = new float[3 * count];
        for (int i = 0; i < count && at + i < targets.size(); i++) {
            Target target = targets.get(at + i);
            if (target instanceof Target.Top) {
                weights[3 * i] = 1;
            } else {
                ClassScores scores = known.isEmpty()
                        ? new ClassScores(new float[(int) classifier.classCount()], false)
                        : known.get(at + i);
                Selection selection = Selection.of(target, scores, classifier.labels());
                classes[2 * i] = selection.index();
                weights[3 * i + 1] = 1;
                if (selection.against() != null) {
                    classes[2 * i + 1] = selection.against();
                    weights[3 * i + 2] = -1;
                }
            }
        }
        return new Cotangents(new Tensor(new long[] {count, 2}, classes), new Tensor(new long[] {count, 3}, weights));
    }
}
