package dev.fovea.core.localization;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.receipt.Receipt;
import dev.fovea.core.receipt.Settings;

/** Writes the receipt of a localised object: that of its map, and how the object came from it. */
final class LocalizationReceipt {
    private LocalizationReceipt() {}

    static Receipt of(Explanation explanation, Localizer localizer, LocalizedObject object, long nanos) {
        ObjectNode root = (ObjectNode) explanation.receipt().json();
        ObjectNode localization = root.putObject("localization");
        localization.put("description", localizer.description());
        if (localizer instanceof Record settings) {
            localization.setAll(Settings.of(settings));
        }
        localization.put("milliseconds", Math.round(nanos / 1e4) / 100.0);
        ObjectNode found = root.putObject("object");
        BoundingBox box = object.box();
        found.putObject("box")
                .put("x", box.x())
                .put("y", box.y())
                .put("width", box.width())
                .put("height", box.height());
        double area = (double) object.mask().width() * object.mask().height();
        found.put("boxShare", box.area() / area);
        found.put("maskPixels", object.mask().count());
        found.put("maskShare", object.mask().share());
        found.put("saliencyInBox", inside(explanation.mapOnPicture().magnitude(), box));
        object.cut().ifPresent(cut -> found.set("cut", Settings.of(cut)));
        return new Receipt(root);
    }

    /** The share of the map's sum that lies in the box. */
    private static double inside(SaliencyMap map, BoundingBox box) {
        double inside = 0;
        for (int y = box.y(); y < box.y() + box.height(); y++) {
            for (int x = box.x(); x < box.x() + box.width(); x++) {
                inside += map.at(x, y);
            }
        }
        return inside / map.sum();
    }
}
