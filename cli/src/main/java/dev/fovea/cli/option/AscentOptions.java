package dev.fovea.cli.option;

import dev.fovea.core.classmodel.Adam;
import dev.fovea.core.classmodel.ClassModel;
import dev.fovea.core.classmodel.ClipSmallContribution;
import dev.fovea.core.classmodel.ClipSmallNorm;
import dev.fovea.core.classmodel.Decay;
import dev.fovea.core.classmodel.GaussianBlur;
import dev.fovea.core.classmodel.Jitter;
import dev.fovea.core.classmodel.L2;
import dev.fovea.core.classmodel.Octaves;
import dev.fovea.core.classmodel.Optimizer;
import dev.fovea.core.classmodel.Pad;
import dev.fovea.core.classmodel.Parametrization;
import dev.fovea.core.classmodel.Parametrization.BasisKind;
import dev.fovea.core.classmodel.Parametrization.ColorKind;
import dev.fovea.core.classmodel.Penalty;
import dev.fovea.core.classmodel.PixelRange;
import dev.fovea.core.classmodel.RandomRotation;
import dev.fovea.core.classmodel.RandomScale;
import dev.fovea.core.classmodel.Regularizer;
import dev.fovea.core.classmodel.Roll;
import dev.fovea.core.classmodel.Sgd;
import dev.fovea.core.classmodel.TotalVariation;
import dev.fovea.core.classmodel.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a dream changes of its recipe. What is not given stays as the recipe has it; 0 takes a regulariser away. */
public final class AscentOptions {
    @Option(names = "--steps", paramLabel = "N", description = "Steps, in each octave.")
    private @Nullable Integer steps;

    @Option(
            names = "--optimizer",
            paramLabel = "O",
            converter = OptimizerConverter.class,
            description =
                    "adam; sgd (the step is rate x gradient), sgd-rms or sgd-mean (the gradient divided by its root "
                            + "mean square or mean size first).")
    private @Nullable Function<@Nullable Double, Optimizer> optimizer;

    @Option(
            names = "--lr",
            paramLabel = "X",
            description = "Learning rate; 1 is 57.4 pixel levels. Without --optimizer, of the recipe's.")
    private @Nullable Double rate;

    @Option(names = "--l2", paramLabel = "LAMBDA", description = "Subtract LAMBDA ||I||^2 from the score.")
    private @Nullable Double l2;

    @Option(names = "--tv", paramLabel = "W", description = "Subtract W times the total variation from the score.")
    private @Nullable Double totalVariation;

    @Option(names = "--decay", paramLabel = "X", description = "Shrink the picture by the share X after each step.")
    private @Nullable Double decay;

    @Option(names = "--blur", paramLabel = "SIGMA", description = "Gaussian blur, its deviation in pixels, ...")
    private @Nullable Double blur;

    @Option(names = "--blur-every", paramLabel = "N", description = "... after every N steps (default 4).")
    private @Nullable Integer blurEvery;

    @Option(
            names = "--clip-norm",
            paramLabel = "P",
            description = "Clear the P percent of pixels with the smallest norm after each step.")
    private @Nullable Double clipNorm;

    @Option(
            names = "--clip-contribution",
            paramLabel = "P",
            description = "Clear the P percent of pixels that contribute least after each step.")
    private @Nullable Double clipContribution;

    @Option(names = "--clamp", negatable = true, description = "Keep pixels within 0 to 255 after each step.")
    private @Nullable Boolean clamp;

    @Option(names = "--pad", paramLabel = "N", description = "A margin of N pixels, for what moves the picture.")
    private @Nullable Integer pad;

    @Option(
            names = "--roll",
            paramLabel = "N",
            description = "Move the picture by up to N pixels in each step, around the edges.")
    private @Nullable Integer roll;

    @Option(
            names = "--jitter",
            paramLabel = "N",
            description =
                    "Look at a window smaller by N pixels, at a random place; again by N/2 after scale and rotation.")
    private @Nullable Integer jitter;

    @Option(
            names = "--scale",
            paramLabel = "A:B",
            converter = ScaleConverter.class,
            description = "Resize by a random factor from A to B, such as 0.9:1.1; 1:1 for none.")
    private @Nullable RandomScale scale;

    @Option(names = "--rotate", paramLabel = "DEG", description = "Turn by up to DEG degrees either way.")
    private @Nullable Double rotate;

    @Option(
            names = "--octaves",
            paramLabel = "N[:R]",
            converter = OctavesConverter.class,
            description = "Climb at N sizes, each R times the one before (default 1.4).")
    private @Nullable Octaves octaves;

    @Option(names = "--fourier", negatable = true, description = "Climb the spectrum rather than the pixels.")
    private @Nullable Boolean fourier;

    @Option(
            names = "--decorrelate",
            negatable = true,
            description = "Climb decorrelated colours that stay within 0 to 255.")
    private @Nullable Boolean decorrelate;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of noise and random moves. Default: 0.")
    private long seed;

    /** The recipe with these changes. */
    public ClassModel over(ClassModel preset) {
        Parametrization p = preset.parametrization();
        return preset.withSteps(steps == null ? preset.steps() : steps)
                .withOptimizer(optimizer(preset.optimizer()))
                .withPenalties(penalties(preset.penalties()))
                .withRegularizers(regularizers(preset.regularizers()))
                .withTransformations(transformations(preset.transformations()))
                .withOctaves(octaves == null ? preset.octaves() : octaves)
                .withParametrization(new Parametrization(
                        fourier == null ? p.basis() : fourier ? BasisKind.FOURIER : BasisKind.PIXELS,
                        decorrelate == null ? p.color() : decorrelate ? ColorKind.DECORRELATED : ColorKind.NORMALISED))
                .withSeed(seed);
    }

    private Optimizer optimizer(Optimizer preset) {
        if (optimizer != null) {
            return optimizer.apply(rate);
        }
        if (rate == null) {
            return preset;
        }
        return preset instanceof Adam adam
                ? new Adam(rate, adam.beta1(), adam.beta2(), adam.epsilon())
                : new Sgd(rate, ((Sgd) preset).norm());
    }

    private List<Penalty> penalties(List<Penalty> preset) {
        List<Penalty> all = new ArrayList<>();
        add(all, preset, L2.class, l2, L2::new);
        add(all, preset, TotalVariation.class, totalVariation, TotalVariation::new);
        return all;
    }

    private List<Regularizer> regularizers(List<Regularizer> preset) {
        List<Regularizer> all = new ArrayList<>();
        add(all, preset, Decay.class, decay, Decay::new);
        GaussianBlur known = first(preset, GaussianBlur.class);
        double sigma = blur != null ? blur : known != null ? known.sigma() : blurEvery != null ? 1 : 0;
        if (sigma != 0) {
            all.add(new GaussianBlur(sigma, blurEvery != null ? blurEvery : known != null ? known.every() : 4));
        }
        add(all, preset, ClipSmallNorm.class, clipNorm, ClipSmallNorm::new);
        add(all, preset, ClipSmallContribution.class, clipContribution, ClipSmallContribution::new);
        if (clamp != null ? clamp : first(preset, PixelRange.class) != null) {
            all.add(new PixelRange());
        }
        return all;
    }

    private List<Transformation> transformations(List<Transformation> preset) {
        List<Transformation> all = new ArrayList<>();
        List<Jitter> jitters = preset.stream()
                .filter(Jitter.class::isInstance)
                .map(Jitter.class::cast)
                .toList();
        int before =
                jitter != null ? jitter : jitters.isEmpty() ? 0 : jitters.get(0).pixels();
        int after = jitter != null
                ? jitter / 2
                : jitters.size() < 2 ? 0 : jitters.get(1).pixels();
        add(all, preset, Pad.class, pad, Pad::new);
        add(all, preset, Roll.class, roll, Roll::new);
        addUnlessZero(all, before, Jitter::new);
        RandomScale scaled = scale == null ? first(preset, RandomScale.class) : scale;
        if (scaled != null && (scaled.least() != 1 || scaled.most() != 1)) {
            all.add(scaled);
        }
        add(all, preset, RandomRotation.class, rotate, RandomRotation::new);
        addUnlessZero(all, after, Jitter::new);
        return all;
    }

    private static <N extends Number, T> void addUnlessZero(List<T> to, N value, Function<N, ? extends T> maker) {
        if (value.doubleValue() != 0) {
            to.add(maker.apply(value));
        }
    }

    /** The preset's, or one with the number given instead. */
    private static <N extends Number, T, S extends T> void add(
            List<T> to, List<T> preset, Class<S> type, @Nullable N given, Function<N, S> maker) {
        S known = first(preset, type);
        if (given != null) {
            addUnlessZero(to, given, maker);
        } else if (known != null) {
            to.add(known);
        }
    }

    private static <T, S extends T> @Nullable S first(List<T> preset, Class<S> type) {
        return preset.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    private static final class OptimizerConverter implements ITypeConverter<Function<@Nullable Double, Optimizer>> {
        @Override
        public Function<@Nullable Double, Optimizer> convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "adam" -> rate -> new Adam(rate == null ? 0.05 : rate);
                case "sgd" -> rate -> new Sgd(rate == null ? 6 : rate, Sgd.Norm.NONE);
                case "sgd-rms" -> rate -> new Sgd(rate == null ? 0.08 : rate, Sgd.Norm.RMS);
                case "sgd-mean" -> rate -> new Sgd(rate == null ? 0.026 : rate, Sgd.Norm.MEAN);
                default ->
                    throw new TypeConversionException("'%s' is none of adam, sgd, sgd-rms, sgd-mean".formatted(value));
            };
        }
    }

    private static final class ScaleConverter implements ITypeConverter<RandomScale> {
        private static final Pattern FORM = Pattern.compile("(\\d*\\.?\\d+):(\\d*\\.?\\d+)");

        @Override
        public RandomScale convert(String value) {
            Matcher found = FORM.matcher(value);
            if (!found.matches()) {
                throw new TypeConversionException("expected A:B such as 0.9:1.1, found '%s'".formatted(value));
            }
            return NumberConverters.within(
                    () -> new RandomScale(Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2))));
        }
    }

    private static final class OctavesConverter implements ITypeConverter<Octaves> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,3})(?::(\\d*\\.?\\d+))?");

        @Override
        public Octaves convert(String value) {
            Matcher found = FORM.matcher(value);
            if (!found.matches()) {
                throw new TypeConversionException("expected N or N:RATIO such as 4:1.4, found '%s'".formatted(value));
            }
            double ratio = found.group(2) == null ? 1.4 : Double.parseDouble(found.group(2));
            return NumberConverters.within(() -> new Octaves(Integer.parseInt(found.group(1)), ratio));
        }
    }
}
