package dev.fovea.core.classmodel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Provenance;
import dev.fovea.core.receipt.Receipt;
import dev.fovea.core.receipt.Settings;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes the receipt of a class model. */
final class ClassModelReceipt {
    /** A share of the score that is worth a warning if it is lost. */
    private static final double MUCH = 0.1;

    private ClassModelReceipt() {}

    static Receipt of(ClassModelResult result, Classifier classifier, long nanos) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        Provenance.model(root.putObject("model"), classifier);
        Provenance.preprocessing(root.putObject("preprocessing"), classifier.preprocessing());
        ObjectNode objective = root.putObject("objective");
        objective.put("name", result.name());
        objective.setAll(Settings.of((Record) result.objective()));
        ObjectNode settings = root.putObject("settings");
        settings.setAll(Settings.of(result.settings()));
        if (result.settings().start() instanceof Start.FromPicture start) {
            picture(settings.withObject("/start"), start.picture());
        }
        outcome(root.putObject("result"), result);
        warnings(root.putArray("warnings"), result);
        Provenance.versions(root.putObject("versions"));
        root.put("milliseconds", Math.round(nanos / 1e4) / 100.0);
        return new Receipt(root);
    }

    private static void picture(ObjectNode to, Picture picture) {
        to.put("width", picture.width()).put("height", picture.height()).put("sha256OfPixels", sha256(picture));
    }

    private static void outcome(ObjectNode to, ClassModelResult result) {
        to.put("width", result.picture().width());
        to.put("height", result.picture().height());
        to.put("steps", result.course().size());
        to.put("complete", result.complete());
        if (!result.course().isEmpty()) {
            to.put("firstScore", result.course().get(0));
        }
        to.put("score", result.score());
        to.put("pictureScore", result.pictureScore());
        to.put("addedNoise", result.addedNoise());
        to.put("unit", result.unit());
    }

    private static void warnings(ArrayNode to, ClassModelResult result) {
        if (!result.complete()) {
            to.add("stopped before the last step");
        }
        if (result.addedNoise() > 0) {
            to.add("the gradient at the start was zero everywhere: noise of deviation %s was added"
                    .formatted(result.addedNoise()));
        }
        if (result.score() - result.pictureScore() > MUCH * Math.abs(result.score())) {
            to.add("the score is lower for the picture as saved, whose pixels are clipped to 0 to 255");
        }
    }

    private static String sha256(Picture picture) {
        ByteBuffer pixels = ByteBuffer.allocate(4 * picture.width() * picture.height());
        for (int rgb : picture.toRgb()) {
            pixels.putInt(rgb);
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }
}
