package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import dev.fovea.core.inside.MapLayer;
import dev.fovea.core.model.Classifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which layer is looked into, and which of its channels. */
public final class LayerOption {
    @Option(
            names = "--layer",
            paramLabel = "LAYER",
            description =
                    "A layer of 'fovea inspect'. Default: the last one whose maps have at least 8 rows and columns.")
    private @Nullable String layer;

    @Option(
            names = "--channel",
            paramLabel = "K",
            split = ",",
            converter = NumberConverters.Count.class,
            description = "Channels by number, between commas. Default: the strongest.")
    private List<Integer> channels = List.of();

    /** The layer. */
    public MapLayer layer(Classifier classifier) {
        return layer == null ? MapLayer.standard(classifier) : MapLayer.named(classifier, layer);
    }

    /** Whether channels were chosen. */
    public boolean choosesChannels() {
        return !channels.isEmpty();
    }

    /**
     * The channels chosen.
     *
     * @param count how many the layer has
     */
    public List<Integer> channels(MapLayer of, int count) {
        for (int channel : channels) {
            if (channel >= count) {
                throw new FoveaException("Layer '%s' has no channel %d; it has %d, 0 to %d"
                        .formatted(of.name(), channel, count, count - 1));
            }
        }
        return channels;
    }
}
