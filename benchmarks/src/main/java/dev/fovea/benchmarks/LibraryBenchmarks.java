package dev.fovea.benchmarks;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.ScoreGradients;
import dev.fovea.core.model.Target;
import dev.fovea.core.render.Heatmap;
import dev.fovea.core.render.Overlay;
import dev.fovea.core.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The steps from a model and a picture to a drawn map, each alone. The network has as many nodes as ResNet-50 and few
 * channels: what a real one takes to run is measured by {@link SaliencyTimes}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LibraryBenchmarks {
    private static final int NODES = 175;
    private static final int SIZE = 32;

    private final byte[] model = Chains.ofNodes(NODES).toModel().toByteArray();
    private final Tensor input = new Tensor(new long[] {1, 3, SIZE, SIZE}, noise(3 * SIZE * SIZE));
    private final Picture photograph = Picture.of(640, 480, colours(640 * 480));
    private final Picture view = photograph.resize(224, 224, Resampling.BILINEAR);
    private final SaliencyMap map = SaliencyMap.of(224, 224, noise(224 * 224), false);
    private final Classifier classifier = Classifier.from(model).load();

    private static float[] noise(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.abs(Math.sin(i * 12.9898) * 43758.5453 % 1);
        }
        return values;
    }

    private static int[] colours(int count) {
        int[] rgb = new int[count];
        for (int i = 0; i < count; i++) {
            rgb[i] = i * 2654435 & 0xffffff;
        }
        return rgb;
    }

    /** The gradient graph is there before the map alone is measured. */
    @Setup(Level.Trial)
    public void derive() {
        map();
    }

    @TearDown(Level.Trial)
    public void close() {
        classifier.close();
    }

    /** From the model's bytes to the first gradient: reading, differentiating, opening, one run. */
    @Benchmark
    public ScoreGradients differentiate() {
        try (Classifier fresh = Classifier.from(model).load()) {
            return fresh.gradients(input, Target.index(0), Score.LOGIT);
        }
    }

    /** Scores and gradient of one picture. */
    @Benchmark
    public ScoreGradients map() {
        return classifier.gradients(input, Target.index(0), Score.LOGIT);
    }

    /** A photograph to the size most classifiers take. */
    @Benchmark
    public Picture resize() {
        return photograph.resize(256, 256, Resampling.BILINEAR);
    }

    /** A map to colours. */
    @Benchmark
    public Picture heatmap() {
        return Heatmap.standard(map).draw(map);
    }

    /** A map over its picture. */
    @Benchmark
    public Picture overlay() {
        return Overlay.standard(Heatmap.standard(map)).draw(view, map);
    }
}
