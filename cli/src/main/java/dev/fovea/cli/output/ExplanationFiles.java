package dev.fovea.cli.output;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.render.Overlay;
import dev.fovea.core.render.Panel;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes explanations in the forms asked for.
 *
 * @param drawing how a map is laid over its picture
 * @param topPixels lines of a ranking
 */
public record ExplanationFiles(
        OutputFolder folder,
        Set<Artifact> artifacts,
        Function<SaliencyMap, Overlay> drawing,
        int topPixels,
        Classifier classifier) {

    /**
     * Writes one explanation.
     *
     * @param title what the panel is called
     * @param base the beginning of the files' names
     * @return the files, in the order of {@link Artifact}
     */
    public List<Path> write(Explanation explanation, String title, String base) {
        List<Path> files = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            files.add(folder.write(base + "." + artifact.ending(), bytes(artifact, explanation, title)));
        }
        return files;
    }

    private byte[] bytes(Artifact artifact, Explanation e, String title) {
        return switch (artifact) {
            case PANEL -> PictureWriter.toPng(panel(e, title).draw());
            case OVERLAY -> PictureWriter.toPng(overlay(e).draw(picture(e), e.mapOnPicture()));
            case HEATMAP -> PictureWriter.toPng(overlay(e).heatmap().draw(e.mapOnPicture()));
            case MAP ->
                Npy.toBytes(new Tensor(
                        new long[] {e.map().height(), e.map().width()}, e.map().toArray()));
            case GRADIENT -> Npy.toBytes(e.gradient());
            case RANKING -> ranking(e);
            case RECEIPT -> e.receipt().toJson().getBytes(StandardCharsets.UTF_8);
        };
    }

    private Overlay overlay(Explanation e) {
        return drawing.apply(e.map());
    }

    private Panel panel(Explanation e, String title) {
        List<Panel.Fact> facts = List.of(
                new Panel.Fact("class", Wording.label(e.selection(), classifier.labels())),
                new Panel.Fact("probability", Wording.probability(e)),
                new Panel.Fact("score", Wording.score(e)),
                new Panel.Fact("method", e.settings().description()),
                new Panel.Fact("model", modelName()));
        SaliencyMap map = e.mapOnPicture();
        return Panel.of(
                title,
                facts,
                picture(e),
                map,
                overlay(e),
                e.settings().mapName(),
                e.settings().meaning());
    }

    private String modelName() {
        Path path = classifier.file().path();
        return path == null ? "embedded" : String.valueOf(path.getFileName());
    }

    private Picture picture(Explanation e) {
        Picture picture = e.subject().picture();
        return picture == null ? TensorPicture.of(e.subject().tensor(), classifier) : picture;
    }

    private byte[] ranking(Explanation e) {
        StringBuilder csv = new StringBuilder();
        try {
            e.ranking().writeCsv(csv, topPixels);
        } catch (IOException ex) {
            throw new FoveaException("Writing to memory failed", ex);
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }
}
