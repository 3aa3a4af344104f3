package dev.fovea.cli.output;

import dev.fovea.core.classmodel.ClassModelResult;
import dev.fovea.core.classmodel.Objective;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.model.Classifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes what an ascent came to: the picture, the score's course as a plot and as numbers, the receipt. */
public record DreamFiles(OutputFolder folder, Classifier classifier) {

    /**
     * Writes all files.
     *
     * @param recipe its name, which becomes part of theirs
     * @param nanos how long the ascent took
     */
    public List<Path> write(ClassModelResult result, String recipe, long nanos) {
        // A comma parts a label's synonyms, of which the first will do; in other names it is a comma.
        String name = result.objective() instanceof Objective.ClassScore
                ? result.name()
                : result.name().replace(',', ' ');
        String base = Slug.of(name, "dream") + "." + recipe;
        return List.of(
                folder.write(base + ".png", PictureWriter.toPng(result.picture())),
                folder.write(
                        base + ".course.png", PictureWriter.toPng(result.plot().draw())),
                folder.write(base + ".course.csv", utf8(course(result))),
                folder.write(
                        base + ".receipt.json",
                        utf8(result.receipt(classifier, nanos).toJson())));
    }

    private static String course(ClassModelResult result) {
        StringBuilder csv = new StringBuilder("step,score\n");
        for (int i = 0; i < result.course().size(); i++) {
            csv.append(i).append(',').append(result.course().get(i)).append('\n');
        }
        return csv.append(result.course().size())
                .append(',')
                .append(result.score())
                .append('\n')
                .toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
