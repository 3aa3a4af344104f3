package dev.fovea.benchmarks;

import dev.fovea.core.localization.CenteredBox;
import dev.fovea.core.localization.Localization;
import dev.fovea.core.localization.LocalizationError;
import dev.fovea.core.localization.Localizer;
import dev.fovea.core.localization.MappedPicture;
import dev.fovea.core.localization.ObjectMask;
import dev.fovea.core.localization.ThresholdBox;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far the ways to localise overlap with the truth, picture after picture. Not thread-safe. */
final class LocalizationTable {
    private final Map<String, Localizer> localizers = localizers();
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    LocalizationTable() {
        localizers.keySet().forEach(name -> tallies.put(name, new Tally(LocalizationError.NONE, 0, 0)));
    }

    /** Overlaps of one way to localise with the truth, added up. */
    private record Tally(LocalizationError error, double boxes, double masks) {
        private Tally with(double box, double mask) {
            return new Tally(error.with(box), boxes + box, masks + mask);
        }

        private String line(String name) {
            int n = error.pictures();
            return "%-38s error %5.1f %%   mean IoU of boxes %.3f, of masks %.3f"
                    .formatted(name, 100 * error.share(), boxes / n, masks / n);
        }
    }

    void add(MappedPicture mapped, ObjectMask truth) {
        localizers.forEach((name, localizer) -> {
            ObjectMask found = localizer.localize(mapped).mask();
            tallies.computeIfPresent(name, (key, t) -> t.with(found.box().iou(truth.box()), found.iou(truth)));
        });
    }

    void print(PrintStream out) {
        tallies.forEach((name, tally) -> out.println(tally.line(name)));
    }

    private static Map<String, Localizer> localizers() {
        Localization cut = new Localization();
        Map<String, Localizer> all = new LinkedHashMap<>();
        all.put("GraphCut", cut);
        all.put("GraphCut, map not smoothed", cut.withSmoothing(0));
        all.put("GraphCut from the 0.9 quantile", cut.withQuantiles(0.9, 0.3));
        all.put("threshold 15 %", new ThresholdBox());
        all.put("threshold 25 %, map smoothed by 0.05", new ThresholdBox(0.25, 0.05, Localization.RESOLUTION));
        all.put("centred box, 40 % of the picture", new CenteredBox(0.4));
        return all;
    }
}
