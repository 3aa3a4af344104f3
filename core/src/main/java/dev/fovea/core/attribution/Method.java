package dev.fovea.core.attribution;

import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Target;

/** A way to explain a score: what makes a map, and what panels, legends and receipts call it. Immutable. */
public sealed interface Method permits ImageSaliency, Occlusion {

    /** The map of one class, telling how far it has come; a progress that throws stops it. */
    Explanation explain(Classifier classifier, Subject subject, Target target, Progress progress);

    /** The map of one class. */
    default Explanation explain(Classifier classifier, Subject subject, Target target) {
        return explain(classifier, subject, target, Progress.NONE);
    }

    /** About how many runs of the model a map takes that can be made side by side. */
    default int runs() {
        return 1;
    }

    /** The method in a few words. */
    String description();

    /** What the map is called, under its picture. */
    String mapName();

    /** What the map's numbers are, for a legend. */
    String meaning();

    /** Which number of the class is explained. */
    Score score();
}
