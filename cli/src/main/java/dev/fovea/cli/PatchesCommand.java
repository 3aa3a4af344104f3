package dev.fovea.cli;

import dev.fovea.cli.option.InputFiles;
import dev.fovea.cli.option.LayerOption;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.NumberConverters;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.PatchFiles;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.inside.MapLayer;
import dev.fovea.core.inside.PatchSearch;
import dev.fovea.core.model.Classifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea patches}: where, in a folder of pictures, channels answer most. */
@Command(
        name = "patches",
        header = "The patches of many pictures that the channels of a layer answer most to.",
        customSynopsis = "fovea patches FOLDER|PICTURE... --model MODEL [OPTIONS]",
        description = {
            "",
            "Writes patches.<layer>.png, a row of patches for each channel, and patches.<layer>.csv with those",
            "of all channels: value, file, the unit's place in the map, and the patch in pixels of the picture",
            "as the model sees it. A patch is the part of the picture that the unit hangs on (its receptive",
            "field, computed from the graph), grey beyond the picture. Where that is all of the picture, as",
            "behind global pooling or attention, the picture is shown with the unit's cell framed. Each picture",
            "counts once for a channel. What is not a picture is reported and passed over.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea patches photos/ --model resnet50.onnx",
            "  fovea patches photos/ --model resnet50.onnx --layer /layer2/layer2.3/relu/Relu --channel 3,17 --top 16"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PatchesCommand extends BaseCommand {
    private static final int CHANNELS_SHOWN = 8;

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER|PICTURE",
            description = "Folders of pictures (folders in them are not searched), and pictures.")
    private List<Path> inputs;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Mixin
    private LayerOption layerOption;

    @Option(
            names = "--top",
            paramLabel = "N",
            converter = NumberConverters.Columns.class,
            description = "Patches for each channel, 1 to 16. Default: 9.")
    private int top = 9;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results. Default: fovea-out.")
    private Path out = Path.of("fovea-out");

    @Mixin
    private PixelLimit limit;

    @Override
    public Integer call() {
        List<Path> files = InputFiles.expand(inputs);
        files.stream().filter(InputFiles::isTensor).findFirst().ifPresent(file -> {
            throw new FoveaException(
                    "'%s' is a tensor; patches are cut from pictures, give the picture".formatted(file));
        });
        OutputFolder folder = new OutputFolder(out);
        folder.check();
        List<FoveaException> unreadable = new ArrayList<>();
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                classifier.preprocessing();
                MapLayer layer = layerOption.layer(classifier);
                PatchSearch search = new PatchSearch(classifier, layer, top);
                int looked;
                try {
                    looked = search.over(
                            files,
                            file -> Subject.read(file, classifier, limit.limits()),
                            (file, e) -> unreadable.add(e),
                            (done, total) -> progress.stage("%d of %d pictures".formatted(done, total)));
                } finally {
                    progress.clear();
                    unreadable.forEach(this::report);
                }
                if (looked > 0) {
                    write(classifier, layer, search, looked, folder, progress);
                }
            }
        }
        return unreadable.isEmpty() ? OK : BAD_INPUT;
    }

    private void write(
            Classifier classifier,
            MapLayer layer,
            PatchSearch search,
            int looked,
            OutputFolder folder,
            ProgressLine progress) {
        List<Integer> channels = layerOption.choosesChannels()
                ? layerOption.channels(layer, search.channels())
                : search.strongest(CHANNELS_SHOWN);
        progress.stage("cutting patches");
        PictureReader reader = new PictureReader(limit.limits());
        List<Path> saved = new PatchFiles(folder, classifier, layer, reader).write(search, channels, top, looked);
        progress.clear();
        out().println("%d %s: layer '%s', %d channels; a unit sees %s"
                .formatted(
                        looked,
                        looked == 1 ? "picture" : "pictures",
                        layer.name(),
                        search.channels(),
                        layer.field().description()));
        for (int channel : channels) {
            out().println("  channel %d: %s".formatted(channel, PatchFiles.best(search.of(channel))));
        }
        out().println("  saved %s, %s".formatted(saved.get(0), saved.get(1)));
    }
}
