package dev.fovea.cli;

import dev.fovea.cli.option.InputFiles;
import dev.fovea.cli.option.LayerOption;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.NumberConverters;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.Slug;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.image.UnreadablePictureException;
import dev.fovea.core.inside.ChannelMaps;
import dev.fovea.core.inside.MapLayer;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.render.ActivationSheet;
import dev.fovea.core.render.ContactSheet;
import dev.fovea.core.render.Panel.Fact;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea activations}: what the channels of a layer answer to a picture. */
@Command(
        name = "activations",
        header = "What the channels of a layer answer to a picture, on one sheet.",
        customSynopsis = "fovea activations PICTURE|FOLDER|TENSOR.npy... --model MODEL [OPTIONS]",
        description = {
            "",
            "Writes <stem>.<layer>.activations.png: the channels' maps, strongest first (by the value farthest",
            "from zero), each with its number, that value, and a range of its own. Maps with negative values",
            "are blue and red around 0. Tokens of a transformer (NxTxC) are laid out as their square grid,",
            "without the class token.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea activations cat.jpg --model resnet50.onnx",
            "  fovea activations cat.jpg --model resnet50.onnx --layer /layer2/layer2.3/relu/Relu --top 32",
            "  fovea activations photos/ --model resnet50.onnx --channel 3,17,240"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ActivationsCommand extends BaseCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE|FOLDER|TENSOR.npy",
            description = "Pictures, folders of pictures, tensors that are preprocessed already.")
    private List<Path> inputs;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Mixin
    private LayerOption layerOption;

    @Option(
            names = "--top",
            paramLabel = "N",
            converter = NumberConverters.Several.class,
            description = "At most so many channels. Default: 64.")
    private int top = 64;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the sheets. Default: fovea-out.")
    private Path out = Path.of("fovea-out");

    @Mixin
    private PixelLimit limit;

    @Override
    public Integer call() {
        List<Path> files = InputFiles.expand(inputs);
        OutputFolder folder = new OutputFolder(out);
        folder.check();
        boolean unreadable = false;
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                MapLayer layer = layerOption.layer(classifier);
                for (Path file : files) {
                    progress.stage("layer '%s' for %s".formatted(layer.name(), file.getFileName()));
                    try {
                        show(Subject.read(file, classifier, limit.limits()), file, layer, folder, progress);
                    } catch (UnreadablePictureException e) {
                        unreadable = true;
                        progress.clear();
                        report(e);
                    }
                }
            }
        }
        return unreadable ? BAD_INPUT : OK;
    }

    private void show(Subject subject, Path picture, MapLayer layer, OutputFolder folder, ProgressLine progress) {
        ChannelMaps maps = layer.maps(subject.tensor());
        List<Integer> channels = layerOption.choosesChannels()
                ? layerOption.channels(layer, maps.channels())
                : maps.byStrength().stream().limit(top).toList();
        String shown = channels.size() == maps.channels()
                ? ""
                : ", %s%d shown".formatted(layerOption.choosesChannels() ? "" : "the strongest ", channels.size());
        String size = "%d channels of %d x %d%s".formatted(maps.channels(), maps.width(), maps.height(), shown);
        List<Fact> facts = List.of(
                new Fact("picture", String.valueOf(picture.getFileName())),
                new Fact("model", String.valueOf(model.getFileName())),
                new Fact("layer", layer.name()),
                new Fact("size", size),
                new Fact("a unit sees", layer.field().description()));
        ContactSheet sheet =
                ContactSheet.of("What the channels answer", facts, new ActivationSheet().tiles(maps, channels));
        String stem = folder.claim(subject.name() + "." + Slug.of(layer.name(), "layer") + ".activations");
        Path file = folder.write(stem + ".png", PictureWriter.toPng(sheet.draw()));
        progress.clear();
        out().println("%s: layer '%s', %s; a unit sees %s"
                .formatted(
                        picture.getFileName(), layer.name(), size, layer.field().description()));
        out().println("  saved " + file);
    }
}
