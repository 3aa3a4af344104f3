package dev.fovea.core.inside;

import dev.fovea.core.attribution.Progress;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.UnreadablePictureException;
import dev.fovea.core.inside.field.Region;
import dev.fovea.core.model.Classifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds, over many pictures, where the channels of a layer answer most (Zeiler and Fergus 2014, figure 2, show patches so
 * found). Each picture counts once for a channel: with its largest value. Pictures are run one at a time and only the
 * positions of the best are kept, whatever the number of pictures. For one thread.
 */
public final class PatchSearch {
    private static final Comparator<Patch> STRONGEST =
            Comparator.comparingDouble((Patch p) -> p.value()).reversed();

    private final Classifier classifier;
    private final MapLayer layer;
    private final int count;
    private final List<List<Patch>> best = new ArrayList<>();

    /** @param count the number of patches kept for each channel */
    public PatchSearch(Classifier classifier, MapLayer layer, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("At least one patch must be kept for a channel, found " + count);
        }
        this.classifier = classifier;
        this.layer = layer;
        this.count = count;
    }

    /**
     * Looks at pictures, one after the other.
     *
     * @param read a file as the classifier takes it
     * @param unreadable told of each file that is no picture; the search goes on without it
     * @param progress told after each file; one that throws stops the search, what was found remains
     * @return the number of pictures that were looked at
     */
    public int over(
            List<Path> files,
            Function<Path, Subject> read,
            BiConsumer<Path, UnreadablePictureException> unreadable,
            Progress progress) {
        int looked = 0;
        for (int i = 0; i < files.size(); i++) {
            try {
                look(files.get(i), read.apply(files.get(i)));
                looked++;
            } catch (UnreadablePictureException e) {
                unreadable.accept(files.get(i), e);
            }
            progress.done(i + 1, files.size());
        }
        return looked;
    }

    private void look(Path file, Subject subject) {
        ChannelMaps maps = layer.maps(subject.tensor());
        int height = subject.height(classifier);
        int width = subject.width(classifier);
        while (best.size() < maps.channels()) {
            best.add(new ArrayList<>());
        }
        for (int channel = 0; channel < maps.channels(); channel++) {
            int at = maps.highest(channel);
            int y = at / maps.width();
            int x = at % maps.width();
            float value = maps.at(channel, y, x);
            List<Patch> kept = best.get(channel);
            if (kept.size() == count && value <= kept.get(count - 1).value()) {
                continue;
            }
            int top = y * height / maps.height();
            int left = x * width / maps.width();
            Region unit = new Region(
                    left,
                    top,
                    Math.max(1, (x + 1) * width / maps.width() - left),
                    Math.max(1, (y + 1) * height / maps.height() - top));
            kept.add(new Patch(file, channel, value, y, x, layer.field().at(y, x, height, width), unit));
            kept.sort(STRONGEST);
            if (kept.size() > count) {
                kept.remove(count);
            }
        }
    }

    /** The number of channels; 0 before a picture was looked at. */
    public int channels() {
        return best.size();
    }

    /** The patches that a channel answers most to, strongest first. */
    public List<Patch> of(int channel) {
        return List.copyOf(best.get(channel));
    }

    /** The channels with the largest values, largest first. */
    public List<Integer> strongest(int channels) {
        return IntStream.range(0, best.size())
                .boxed()
                .sorted((a, b) -> Float.compare(
                        best.get(b).get(0).value(), best.get(a).get(0).value()))
                .limit(channels)
                .toList();
    }
}
