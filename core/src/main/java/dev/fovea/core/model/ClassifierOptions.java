package dev.fovea.core.model;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.core.cache.DiskCache;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a model is loaded. Immutable: each method returns changed options.
 *
 * @param file the model
 * @param preprocessing an explicit choice; else it is looked for (see {@link Classifier#preprocessing()})
 * @param sidecar the text of a {@code .fovea.json}, for models that are not in a file
 * @param labels an explicit choice; else they are looked for
 * @param output the output with the class scores; empty to find it
 * @param rules the backward rules; {@link RuleBook#gradient()} by default
 * @param cache where derived graphs are kept for the next run; none by default, and none is used with own rules
 */
public record ClassifierOptions(
        ModelFile file,
        Optional<Preprocessing> preprocessing,
        Optional<String> sidecar,
        Optional<Labels> labels,
        String output,
        Execution execution,
        Optional<RuleBook> rules,
        Optional<DiskCache> cache) {

    static ClassifierOptions of(Path path) {
        return of(ModelFile.read(path));
    }

    static ClassifierOptions of(byte[] bytes) {
        return of(ModelFile.read(bytes));
    }

    private static ClassifierOptions of(ModelFile file) {
        return new ClassifierOptions(
                file,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Execution.DEFAULT,
                Optional.empty(),
                Optional.empty());
    }

    public ClassifierOptions withPreprocessing(Preprocessing chosen) {
        return new ClassifierOptions(file, Optional.of(chosen), sidecar, labels, output, execution, rules, cache);
    }

    /** The preset of that name, see {@link Presets}. */
    public ClassifierOptions withPreset(String name) {
        return withPreprocessing(Presets.named(name));
    }

    public ClassifierOptions withSidecar(String json) {
        return new ClassifierOptions(file, preprocessing, Optional.of(json), labels, output, execution, rules, cache);
    }

    public ClassifierOptions withLabels(Labels chosen) {
        return new ClassifierOptions(
                file, preprocessing, sidecar, Optional.of(chosen), output, execution, rules, cache);
    }

    public ClassifierOptions withOutput(String name) {
        return new ClassifierOptions(file, preprocessing, sidecar, labels, name, execution, rules, cache);
    }

    public ClassifierOptions withExecution(Execution chosen) {
        return new ClassifierOptions(file, preprocessing, sidecar, labels, output, chosen, rules, cache);
    }

    public ClassifierOptions withRules(RuleBook chosen) {
        return new ClassifierOptions(
                file, preprocessing, sidecar, labels, output, execution, Optional.of(chosen), cache);
    }

    /** Keeps derived graphs in {@code chosen}, so that the next run need not derive them. */
    public ClassifierOptions withCache(DiskCache chosen) {
        return new ClassifierOptions(
                file, preprocessing, sidecar, labels, output, execution, rules, Optional.of(chosen));
    }

    /** Keeps nothing for the next run. */
    public ClassifierOptions withoutCache() {
        return new ClassifierOptions(file, preprocessing, sidecar, labels, output, execution, rules, Optional.empty());
    }

    public Classifier load() {
        return new Classifier(this);
    }
}
