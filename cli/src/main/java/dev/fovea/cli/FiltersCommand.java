package dev.fovea.cli;

import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.NumberConverters;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.Slug;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.inside.Filters;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Preprocessing;
import dev.fovea.core.render.ContactSheet;
import dev.fovea.core.render.FilterSheet;
import dev.fovea.core.render.Panel.Fact;
import dev.fovea.core.render.Panel.Tile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea filters}: the weights of the first convolution. */
@Command(
        name = "filters",
        header = "The filters of a model's first convolution, on one sheet.",
        customSynopsis = "fovea filters MODEL [OPTIONS]",
        description = {
            "",
            "Writes <model>.filters.png. Middle grey is no weight. Filters over three channels are in colour,",
            "in the order of channels that the model's preprocessing has (without one: red, green, blue);",
            "others are grey, one picture for each channel. Quantised weights are dequantised; a batch",
            "normalisation that the exporter folded into the convolution is part of them. The patch embedding",
            "of a vision transformer counts as well.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea filters resnet50.onnx",
            "  fovea filters resnet50.onnx --common-scale --top 64"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FiltersCommand extends BaseCommand {
    @Parameters(paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Option(
            names = "--common-scale",
            description = "One range of weights for all filters, so that weak ones are pale. Default: each its own.")
    private boolean common;

    @Option(
            names = "--top",
            paramLabel = "N",
            converter = NumberConverters.Several.class,
            description = "At most so many pictures. Default: 256.")
    private int top = 256;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the sheet. Default: fovea-out.")
    private Path out = Path.of("fovea-out");

    @Override
    public Integer call() {
        OutputFolder folder = new OutputFolder(out);
        folder.check();
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                Filters filters = Filters.first(classifier);
                boolean known = classifier.hasPreprocessing();
                boolean reversed = known && classifier.preprocessing().channels() == Preprocessing.Channels.BGR;
                List<Tile> tiles = new FilterSheet(!common, reversed).tiles(filters, top);
                String size = "%d of %d x %d pixels, %d %s"
                        .formatted(
                                filters.count(),
                                filters.width(),
                                filters.height(),
                                filters.channels(),
                                filters.channels() == 1 ? "channel" : "channels");
                int all = filters.channels() == 3 ? filters.count() : filters.count() * filters.channels();
                List<Fact> facts = List.of(
                        new Fact("model", String.valueOf(model.getFileName())),
                        new Fact("layer", filters.layer()),
                        new Fact("filters", size),
                        new Fact("range", common ? "the same for all" : "each its own"));
                ContactSheet sheet = ContactSheet.of("Filters of the first convolution", facts, tiles);
                Path file = folder.write(Slug.stem(model) + ".filters.png", PictureWriter.toPng(sheet.draw()));
                progress.clear();
                out().println("%s: layer '%s', filters: %s".formatted(model.getFileName(), filters.layer(), size));
                if (tiles.size() < all) {
                    out().println("  the first %d of %d are shown; --top shows more".formatted(tiles.size(), all));
                }
                if (filters.channels() == 3 && !known) {
                    out().println(
                                    "  nothing says the order of the channels: red, green, blue is assumed; --preset says it");
                }
                out().println("  saved " + file);
            }
        }
        return OK;
    }
}
