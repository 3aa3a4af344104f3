package dev.fovea.core;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.LinearScoreModel;
import dev.fovea.core.attribution.Repeat;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ModelFile;
import dev.fovea.core.model.ModelInspection;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.render.Figure;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;

/** What users of the library do, errors included; prints nothing itself. */
public final class QuietRun {

    private QuietRun() {}

    /** Works on {@code model.onnx} and {@code picture.jpg} in the working directory. */
    public static void main(String[] args) {
        try (Classifier classifier = Classifier.load(Path.of("model.onnx"))) {
            Subject subject = Subject.read(Path.of("picture.jpg"), classifier);
            ImageSaliency method = new ImageSaliency();
            Explanation why = method.explain(classifier, subject, Target.top());
            method.withRepeat(new Repeat.Noise(3, 0.1)).explain(classifier, subject, Target.top());
            LinearScoreModel.at(classifier, subject.tensor(), Target.top(), Score.LOGIT)
                    .along(subject.tensor(), 2);
            PictureWriter.write(Figure.panel(why), Path.of("why.png"));
            ModelInspection.of(ModelFile.read(Path.of("model.onnx")), "");
            why.receipt().toJson();
            expectRefusal(() -> classifier.scores(new Tensor(new long[] {1, 3, 9, 9}, new float[243])));
            expectRefusal(() -> Classifier.load(Path.of("broken.onnx")));
        }
    }

    private static void expectRefusal(Runnable run) {
        try {
            run.run();
        } catch (FoveaException e) {
            return;
        }
        throw new IllegalStateException("Nothing was refused");
    }
}
