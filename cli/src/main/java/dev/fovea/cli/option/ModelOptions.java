package dev.fovea.cli.option;

import dev.fovea.core.cache.DiskCache;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ClassifierOptions;
import dev.fovea.core.model.Execution;
import dev.fovea.core.model.Labels;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model is run. */
public final class ModelOptions {
    /** VGG-16's maps, the slowest to make ready, have then saved the two seconds it takes. */
    private static final int MANY = 64;

    @Option(
            names = "--preset",
            paramLabel = "P",
            description = "How pictures are prepared, if nothing beside or in the model says it: imagenet (most "
                    + "PyTorch models), imagenet-caffe-bgr, tf, clip, unit (0-1), symmetric (-1 to 1), raw (0-255), "
                    + "unit-bgr, raw-bgr. Overrides <model>.fovea.json, preprocessor_config.json and metadata.")
    private @Nullable String preset;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Names of the classes: one a line, or JSON. Default: looked for beside and in the model.")
    private @Nullable Path labels;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output with the class scores, if the model has several.")
    private String output = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = NumberConverters.Threads.class,
            description = "Threads within an operator. Default: one per core.")
    private int threads;

    @Option(
            names = "--provider",
            paramLabel = "P",
            converter = Choices.ProviderChoice.class,
            description = "Who computes: cpu (default), cuda, tensorrt, directml, coreml, xnnpack.")
    private Execution.Provider provider = Execution.Provider.CPU;

    @Option(
            names = "--precision",
            paramLabel = "P",
            converter = Choices.PrecisionChoice.class,
            description = "single (default), or double: exact also where units sit on a kink, several times slower.")
    private Execution.Precision precision = Execution.Precision.SINGLE;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder in which derived graphs are kept for the next run, at most 1 GB; off for none. "
                    + "Default: $FOVEA_CACHE, or 'fovea' in the user's cache folder.")
    private @Nullable String cache;

    /** Loads the model with these options, for a few runs. */
    public Classifier load(Path model) {
        return with(Classifier.from(model)).load();
    }

    /**
     * Loads the model for so many runs: several are divided among the threads, a few have all threads each. What takes
     * longer to make ready is worth it from about {@value #MANY} runs on.
     */
    public Classifier load(Path model, int runs) {
        ClassifierOptions options = with(Classifier.from(model));
        Execution all = runs < MANY ? options.execution() : options.execution().withRuns(Execution.Runs.MANY);
        Execution divided = all.withDivision(Execution.Division.PICTURES);
        return options.withExecution(runs < 2 * divided.abreast() ? all : divided)
                .load();
    }

    /** These options over others. */
    public ClassifierOptions with(ClassifierOptions options) {
        ClassifierOptions all = options.withOutput(output)
                .withExecution(Execution.DEFAULT
                        .withThreads(threads)
                        .withProvider(provider)
                        .withPrecision(precision)
                        .withRuns(Execution.Runs.FEW));
        all = preset == null ? all : all.withPreset(preset);
        all = CacheFolder.of(cache).map(DiskCache::new).map(all::withCache).orElse(all);
        return labels == null ? all : all.withLabels(Labels.read(labels));
    }
}
