package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which classes are explained. */
public final class ClassOption {
    private static final Pattern BEST = Pattern.compile("k:(\\d{1,6})");

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description =
                    "top, k:5 (the five best), an index, a label or the part of one that only one class has, or A-vs-B "
                            + "(why A rather than B). May be given several times. Default: top; of localize, k:5.")
    private List<String> classes = new ArrayList<>();

    private final String usual;

    /** Explains the top class by default. */
    public ClassOption() {
        this("top");
    }

    /** @param usual what is explained by default */
    public ClassOption(String usual) {
        this.usual = usual;
    }

    private List<String> classes() {
        return classes.isEmpty() ? List.of(usual) : classes;
    }

    /** Whether each picture may get several maps. */
    public boolean several() {
        return classes().size() > 1 || BEST.matcher(classes().get(0)).matches();
    }

    /** Checks, as far as that goes without a picture, that the model has these classes. */
    public void check(Classifier classifier) {
        for (String text : classes()) {
            if (!BEST.matcher(text).matches()) {
                check(Target.parse(text), classifier);
            }
        }
    }

    private static void check(Target target, Classifier classifier) {
        long count = classifier.classCount();
        if (target instanceof Target.Label label) {
            classifier.labels().index(label.label());
        } else if (target instanceof Target.Index i && count > 0 && i.index() >= count) {
            throw new FoveaException("There is no class %d; the model '%s' has %d classes, 0 to %d"
                    .formatted(i.index(), classifier.file().source(), count, count - 1));
        } else if (target instanceof Target.Contrast contrast) {
            check(contrast.first(), classifier);
            check(contrast.second(), classifier);
        }
    }

    /** The classes to explain for one picture. */
    public List<Target> targets(Classifier classifier, Subject subject) {
        List<Target> targets = new ArrayList<>();
        for (String text : classes()) {
            Matcher best = BEST.matcher(text);
            if (best.matches()) {
                int k = Integer.parseInt(best.group(1));
                classifier.scores(subject.tensor()).get(0).best(k).forEach(i -> targets.add(Target.index(i)));
            } else {
                targets.add(Target.parse(text));
            }
        }
        return targets;
    }
}
