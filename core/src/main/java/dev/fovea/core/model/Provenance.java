package dev.fovea.core.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.core.receipt.Versions;
import java.nio.file.Path;
import java.util.Locale;

/** What every receipt says of a classifier and of what ran it. */
public final class Provenance {
    private Provenance() {}

    /** The model: its file, where the score and the gradient are taken, how it was run. */
    public static void model(ObjectNode to, Classifier classifier) {
        ModelFile file = classifier.file();
        Path path = file.path();
        Path name = path == null ? null : path.getFileName();
        to.put("name", name == null ? file.source() : name.toString());
        to.put("sha256", file.sha256());
        to.put("output", classifier.head().output());
        to.put("scoreTakenAt", classifier.head().logits());
        to.put("normalization", lower(classifier.head().normalization()));
        classifier.head().skipped().forEach(to.putArray("skipped")::add);
        to.put("gradientTakenAt", classifier.gradientSource());
        if (!classifier.gradientSource().equals(classifier.input().name())) {
            to.put("note", "the input holds integers: the gradient is taken where the graph casts them to floats");
        }
        to.put("threads", classifier.execution().threads());
        to.put("division", lower(classifier.execution().division()));
        to.put("provider", lower(classifier.execution().provider()));
        to.put("precision", lower(classifier.execution().precision()));
    }

    /** How pictures become tensors. */
    public static void preprocessing(ObjectNode to, Preprocessing p) {
        to.put("source", p.source());
        to.put("channels", p.channels().name());
        to.put("filter", lower(p.filter()));
        to.put("scale", p.scale());
        p.mean().forEach(to.putArray("mean")::add);
        p.std().forEach(to.putArray("std")::add);
    }

    /** The versions that run here. */
    public static void versions(ObjectNode to) {
        Versions versions = Versions.current();
        to.put("fovea", versions.fovea())
                .put("onnxruntime", versions.onnxRuntime())
                .put("java", versions.java())
                .put("platform", versions.platform());
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }
}
