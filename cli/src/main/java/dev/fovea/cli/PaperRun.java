package dev.fovea.cli;

import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.Wording;
import dev.fovea.cli.page.Attempt;
import dev.fovea.cli.page.ClassStudy;
import dev.fovea.cli.page.PaperPage;
import dev.fovea.cli.page.PictureStudy;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.LinearScoreModel;
import dev.fovea.core.attribution.Repeat;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.classmodel.ClassModel;
import dev.fovea.core.classmodel.ClassModelResult;
import dev.fovea.core.classmodel.Objective;
import dev.fovea.core.image.Picture;
import dev.fovea.core.localization.Localization;
import dev.fovea.core.localization.LocalizedObject;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the figures of the paper, one picture and one class after the other, and puts them on a page. Not thread-safe. */
final class PaperRun {
    private static final int STEPS_ALONG_THE_LINE = 20;

    private final Classifier classifier;
    private final PaperPage page;
    private final ProgressLine progress;
    private final Map<Integer, String> classes = new LinkedHashMap<>();

    PaperRun(Classifier classifier, PaperPage page, ProgressLine progress) {
        this.classifier = classifier;
        this.page = page;
        this.progress = progress;
    }

    /** The classes that were predicted, in the order of the pictures, by index with their labels. */
    Map<Integer, String> classes() {
        return classes;
    }

    /** Everything that is shown of one picture, for its top class. */
    void picture(Subject subject, String fileName, String stage) {
        progress.stage(stage + ": saliency");
        Explanation saliency = new ImageSaliency()
                .withRepeat(new Repeat.TenCrops())
                .explain(
                        classifier,
                        subject,
                        Target.top(),
                        (done, total) -> progress.stage("%s: saliency, crop %d of %d".formatted(stage, done, total)));
        Target top = saliency.selection().toTarget();
        String label = Wording.label(saliency.selection(), classifier.labels());
        progress.stage(stage + ": segmentation");
        Attempt<PictureStudy.Located> object = Attempt.of(() -> locate(saliency));
        List<Explanation> rules = new ArrayList<>();
        for (BackwardRule rule : BackwardRule.values()) {
            progress.stage("%s: three ways back, %d".formatted(stage, rules.size() + 1));
            rules.add(new ImageSaliency().withRule(rule).explain(classifier, subject, top));
        }
        progress.stage(stage + ": linear score model");
        LinearScoreModel linear = LinearScoreModel.at(classifier, subject.tensor(), top, Score.LOGIT);
        Tensor zero =
                new Tensor(subject.tensor().shape(), new float[subject.tensor().values().length]);
        Picture view = view(subject);
        Tensor mirror = classifier.preprocessing().tensor(view.flipHorizontally(), classifier.input());
        page.add(new PictureStudy(
                fileName,
                label,
                Wording.best(saliency.scores(), classifier.labels(), 5),
                view,
                saliency,
                rules,
                object,
                linear,
                linear.along(zero, STEPS_ALONG_THE_LINE),
                linear.along(mirror, 1).get(1)));
        classes.putIfAbsent(saliency.selection().index(), label);
    }

    private Picture view(Subject subject) {
        Picture picture = Objects.requireNonNull(subject.picture(), "a page is made of pictures");
        return classifier.preprocessing().view(picture, classifier.framing(picture));
    }

    private static PictureStudy.Located locate(Explanation saliency) {
        long start = System.nanoTime();
        Localization localization = new Localization();
        LocalizedObject object = localization.localize(saliency);
        return new PictureStudy.Located(object, object.receipt(saliency, localization, System.nanoTime() - start));
    }

    /** The class model of one class. */
    void classModel(int index, ClassModel recipe, String stage) {
        String label = classes.getOrDefault(index, "class " + index);
        long start = System.nanoTime();
        page.add(new ClassStudy(label, Attempt.of(() -> {
            ClassModelResult result = recipe.maximize(classifier, Objective.ofClass(index), (step, total, score) -> {
                progress.stage("%s: step %d of %d".formatted(stage, step, total));
                return true;
            });
            return new ClassStudy.Climbed(result, result.receipt(classifier, System.nanoTime() - start));
        })));
    }
}
