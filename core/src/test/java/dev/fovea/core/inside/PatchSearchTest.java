package dev.fovea.core.inside;

import static dev.fovea.autodiff.graph.ElementType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.ToyModel;
import dev.fovea.core.attribution.Progress;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.inside.field.Region;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PatchSearchTest {
    private static final int SIDE = 9;

    /** One channel: sums over 3x3 pixels, every second; the other is its negative. */
    private static Classifier summing(String[] layer) {
        double[] weights = new double[18];
        java.util.Arrays.fill(weights, 0, 9, 1);
        java.util.Arrays.fill(weights, 9, 18, -1);
        ToyModel net = ToyModel.taking(1, 1, SIDE, SIDE)
                .then(
                        "Conv",
                        Attributes.of("strides", new long[] {2, 2}).with("pads", new long[] {1, 1, 1, 1}),
                        Tensors.floats(FLOAT, new long[] {2, 1, 3, 3}, weights));
        layer[0] = net.last();
        return Classifier.from(net.then("GlobalAveragePool").then("Flatten").bytes())
                .load();
    }

    /** A picture that is dark but for one pixel. */
    private static Subject spot(Path name, Classifier classifier) {
        String[] parts = name.toString().split("-");
        if (parts.length < 3) {
            new PictureReader().read(new byte[] {1, 2, 3}, name.toString());
        }
        float[] values = new float[SIDE * SIDE];
        values[Integer.parseInt(parts[1]) * SIDE + Integer.parseInt(parts[0])] = Float.parseFloat(parts[2]);
        return Subject.of(new Tensor(new long[] {1, 1, SIDE, SIDE}, values), name.toString(), classifier);
    }

    private static final List<Path> FILES = List.of(
            Path.of("4-6-1"),
            Path.of("broken"),
            Path.of("0-0-5"),
            Path.of("8-2-3"),
            Path.of("2-2-0"),
            Path.of("6-8-4"));

    @Test
    void theStrongestPatchesComeFirstWithTheirPlace() {
        String[] layer = new String[1];
        try (Classifier classifier = summing(layer)) {
            PatchSearch search = new PatchSearch(classifier, MapLayer.named(classifier, layer[0]), 3);
            List<Path> unreadable = new ArrayList<>();
            int looked = search.over(FILES, f -> spot(f, classifier), (f, e) -> unreadable.add(f), Progress.NONE);
            assertThat(looked).isEqualTo(5);
            assertThat(unreadable).containsExactly(Path.of("broken"));
            assertThat(search.channels()).isEqualTo(2);
            assertThat(search.strongest(1)).containsExactly(0);
            List<Patch> best = search.of(0);
            assertThat(best).extracting(Patch::value).containsExactly(5f, 4f, 3f);
            assertThat(best).extracting(p -> p.file().toString()).containsExactly("0-0-5", "6-8-4", "8-2-3");
            assertThat(best.get(1).region()).isEqualTo(new Region(5, 7, 3, 3));
            assertThat(best.get(0).region()).as("with its padding").isEqualTo(new Region(-1, -1, 3, 3));
            assertThat(search.of(1)).extracting(Patch::value).allMatch(v -> v == 0);
        }
    }

    @Test
    void aProgressThatThrowsStopsTheSearch() {
        String[] layer = new String[1];
        try (Classifier classifier = summing(layer)) {
            PatchSearch search = new PatchSearch(classifier, MapLayer.named(classifier, layer[0]), 3);
            Progress once = (done, total) -> {
                throw new CancellationException();
            };
            assertThatThrownBy(() -> search.over(FILES, f -> spot(f, classifier), (f, e) -> {}, once))
                    .isInstanceOf(CancellationException.class);
            assertThat(search.of(0)).extracting(Patch::value).containsExactly(1f);
        }
    }
}
