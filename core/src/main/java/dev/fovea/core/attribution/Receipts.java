package dev.fovea.core.attribution;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.ClassScores;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Preprocessing;
import dev.fovea.core.model.Provenance;
import dev.fovea.core.model.Score;
import dev.fovea.core.receipt.Receipt;
import dev.fovea.core.verification.GradientCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the receipt of a saliency map. */
final class Receipts {
    private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);
    /** A probability above this leaves almost no gradient behind a softmax. */
    private static final double SATURATED = 0.9999;

    private Receipts() {}

    static Receipt of(
            Classifier classifier,
            ImageSaliency method,
            Explanation e,
            Optional<GradientCheck.Direction> check,
            long nanos) {
        ObjectNode root = begun(classifier, e, method.score());
        method(root.putObject("method"), method);
        ObjectNode checks = root.putObject("checks");
        checks(checks, classifier, method, e);
        check.ifPresent(c -> finiteDifference(checks.putObject("finiteDifference"), c));
        if (method.checked() && check.isEmpty()) {
            checks.putObject("finiteDifference")
                    .put("verdict", "does_not_apply")
                    .put("why", method.description() + " is not the derivative of a score");
        }
        return ended(root, nanos);
    }

    static Receipt of(Classifier classifier, Occlusion method, Explanation e, long nanos) {
        ObjectNode root = begun(classifier, e, method.score());
        root.putObject("method")
                .put("name", "occlusion (Zeiler and Fergus 2014)")
                .put("window", method.window())
                .put("stride", method.stride())
                .put("value", method.value());
        boolean flat = e.map().min() == 0 && e.map().max() == 0;
        List<String> warnings =
                flat ? List.of("the score drops nowhere: it does not hang on the picture here") : List.of();
        tell(warnings, e);
        root.putObject("checks")
                .put("largestDrop", e.map().max())
                .put("largestRise", -e.map().min())
                .set("warnings", array(warnings));
        return ended(root, nanos);
    }

    private static ObjectNode begun(Classifier classifier, Explanation e, Score score) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        Provenance.model(root.putObject("model"), classifier);
        subject(root.putObject("input"), e.subject());
        if (e.subject().picture() != null) {
            preprocessing(root.putObject("preprocessing"), classifier.preprocessing(), e.subject());
        }
        target(root.putObject("class"), e, score);
        return root;
    }

    private static Receipt ended(ObjectNode root, long nanos) {
        Provenance.versions(root.putObject("versions"));
        root.put("milliseconds", Math.round(nanos / 1e4) / 100.0);
        return new Receipt(root);
    }

    private static void subject(ObjectNode to, Subject subject) {
        to.put("name", subject.name());
        to.put("sha256", subject.sha256());
        Picture picture = subject.picture();
        if (picture != null) {
            to.put("width", picture.width()).put("height", picture.height());
        }
        for (long n : subject.tensor().shape()) {
            to.withArray("tensor").add(n);
        }
    }

    private static void preprocessing(ObjectNode to, Preprocessing p, Subject subject) {
        Provenance.preprocessing(to, p);
        Framing f = subject.framing();
        if (f != null) {
            to.putArray("resized").add(f.resizedWidth()).add(f.resizedHeight());
            to.putArray("crop").add(f.cropX()).add(f.cropY()).add(f.width()).add(f.height());
        }
    }

    private static void target(ObjectNode to, Explanation e, Score score) {
        ClassScores scores = e.scores();
        int index = e.selection().index();
        to.put("index", index).put("label", e.label());
        Integer against = e.selection().against();
        if (against != null) {
            to.put("against", against);
        }
        to.put("score", lower(score));
        to.put("logit", e.selection().value(scores, Score.LOGIT));
        to.put("probability", scores.probability(index));
        to.put("top", scores.best());
    }

    private static void method(ObjectNode to, ImageSaliency method) {
        to.put(
                "name",
                switch (method.rule()) {
                    case GRADIENT -> "image-specific saliency (Simonyan et al. 2013)";
                    case DECONVNET -> "deconvnet (Zeiler and Fergus 2014) of the class score";
                    case GUIDED -> "guided backpropagation (Springenberg et al. 2015)";
                });
        to.put("rule", lower(method.rule()));
        to.put("magnitude", lower(method.magnitude()));
        to.put("channels", lower(method.channels()));
        to.put("repeat", method.repeat().description());
        to.put("units", lower(method.units()));
        to.put("seed", method.seed());
    }

    private static void checks(ObjectNode to, Classifier classifier, ImageSaliency method, Explanation e) {
        List<String> warnings = new ArrayList<>();
        double largest = 0;
        boolean finite = true;
        for (float g : e.gradient().values()) {
            largest = Math.max(largest, Math.abs(g));
            finite &= Float.isFinite(g);
        }
        if (!finite) {
            warnings.add("the gradient holds NaN or infinite values");
        }
        if (largest == 0) {
            warnings.add("the gradient is zero everywhere: the score does not hang on the picture here");
        }
        if (method.score() == Score.PROBABILITY
                && e.scores().probability(e.selection().index()) > SATURATED) {
            warnings.add("the softmax is saturated: the probability's gradient vanishes; explain the logit");
        }
        if (method.rule() != BackwardRule.GRADIENT && classifier.rectifiers() == 0) {
            warnings.add("the model has no ReLU: this is the gradient");
        } else if (method.rule() == BackwardRule.DECONVNET && !classifier.poolsMaxima()) {
            warnings.add(
                    "a deconvnet sees the picture by max-pooling, and the model has none: every picture gets nearly this map");
        }
        to.put("finite", finite);
        to.put("largestGradient", largest);
        tell(warnings, e);
        to.set("warnings", array(warnings));
    }

    private static void tell(List<String> warnings, Explanation e) {
        warnings.forEach(w -> LOG.warn("{}: {}", e.subject().name(), w));
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static void finiteDifference(ObjectNode to, GradientCheck.Direction check) {
        to.put("direction", check.name());
        to.put("derived", check.derived());
        to.put("measured", check.measured());
        to.put("error", check.error());
        to.put("switches", check.switches());
        to.put("verdict", lower(check.verdict()));
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }
}
