package dev.fovea.core.classmodel;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.ScoreGradients;
import dev.fovea.core.model.Selection;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;

/** The logit of a class that is chosen at the first input. */
final class ClassFunction implements ScoreFunction {
    private final Classifier classifier;
    private Target target;
    private String name;

    ClassFunction(Classifier classifier, Target target) {
        this.classifier = classifier;
        this.target = target;
        this.name = String.valueOf(target);
    }

    @Override
    public Slope at(Tensor input) {
        ScoreGradients found = classifier.gradients(input, target, Score.LOGIT);
        Selection selection = found.selections().get(0);
        target = selection.toTarget();
        name = selection.name(classifier.labels());
        return new Slope(selection.value(found.scores().get(0), Score.LOGIT), found.gradient());
    }

    @Override
    public String name() {
        return name;
    }
}
