package dev.fovea.benchmarks;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.localization.Localization;
import dev.fovea.core.localization.MappedPicture;
import dev.fovea.core.localization.ObjectMask;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Scores localisation on photographs with masks, as {@link LocalizationScore} does on scenes, for the class that the model
 * ranks first; and times GraphCut alone on what the model sees, one thread, after a warm-up.
 *
 * <pre>{@code PhotographLocalizationScore MODEL.onnx PRESET FOLDER}</pre>
 *
 * The folder holds {@code NAME.jpg} and {@code NAME.mask.png}, bright on the object.
 */
public final class PhotographLocalizationScore {
    private static final int INSIDE = 128;

    private PhotographLocalizationScore() {}

    /** Scores all photographs of a folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[2]);
        LocalizationTable table = new LocalizationTable();
        List<MappedPicture> seen = new ArrayList<>();
        try (Classifier classifier =
                Classifier.from(Path.of(arguments[0])).withPreset(arguments[1]).load()) {
            for (Path photograph : photographs(folder)) {
                Subject subject = Subject.read(photograph, classifier);
                Explanation explained = new ImageSaliency().explain(classifier, subject, Target.top());
                table.add(MappedPicture.of(explained), mask(photograph));
                seen.add(seen(classifier, photograph, explained.map()));
            }
        }
        System.out.printf("%d photographs, the map of the class ranked first%n", seen.size());
        table.print(System.out);
        System.out.printf(
                "GraphCut at %d x %d: median %.0f ms, longest %.0f ms%n",
                seen.get(0).picture().width(), seen.get(0).picture().height(), times(seen, 0.5), times(seen, 1));
    }

    private static List<Path> photographs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
        }
    }

    private static ObjectMask mask(Path photograph) {
        Picture picture = new PictureReader().read(Path.of(photograph.toString().replace(".jpg", ".mask.png")));
        boolean[] inside = new boolean[picture.width() * picture.height()];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = picture.channel(i % picture.width(), i / picture.width(), 0) >= INSIDE;
        }
        return ObjectMask.of(picture.width(), picture.height(), inside);
    }

    /** What the model sees, with its map. */
    private static MappedPicture seen(Classifier classifier, Path photograph, SaliencyMap map) {
        Picture picture = new PictureReader().read(photograph);
        return MappedPicture.of(classifier.preprocessing().view(picture, classifier.framing(picture)), map);
    }

    /** A quantile of the milliseconds per picture, from the last of four rounds. */
    private static double times(List<MappedPicture> pictures, double quantile) {
        Localization cut = new Localization();
        List<Double> last = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            last.clear();
            for (MappedPicture picture : pictures) {
                long start = System.nanoTime();
                cut.localize(picture);
                last.add((System.nanoTime() - start) / 1e6);
            }
        }
        Collections.sort(last);
        return last.get((int) Math.round(quantile * (last.size() - 1)));
    }
}
