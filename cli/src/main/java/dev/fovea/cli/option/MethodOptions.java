package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.ChannelReduction;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Magnitude;
import dev.fovea.core.attribution.Repeat;
import dev.fovea.core.attribution.Units;
import dev.fovea.core.model.BackwardRule;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which saliency map is made. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class MethodOptions {
    @Option(
            names = "--magnitude",
            paramLabel = "M",
            converter = Choices.MagnitudeChoice.class,
            description = "What becomes of the gradient's sign: abs (default), square or signed.")
    private Magnitude magnitude = Magnitude.ABS;

    @Option(
            names = "--channels",
            paramLabel = "C",
            converter = Choices.ChannelChoice.class,
            description = "How a pixel's channels become one number: max (default), sum, mean or l2.")
    private ChannelReduction channels = ChannelReduction.MAX;

    @Option(
            names = "--repeat",
            paramLabel = "R",
            converter = RepeatConverter.class,
            description =
                    "Average the map over noise:N:SIGMA (N noisy copies, SIGMA a share of the input's range, such "
                            + "as noise:50:0.15) or crops10 (the paper's ten sub-images). Default: once.")
    private Repeat repeat = new Repeat.Once();

    @Mixin
    private ScoreOption score;

    @Option(
            names = "--units",
            paramLabel = "U",
            converter = Choices.UnitsChoice.class,
            description = "Gradient per unit of the normalised input (normalised; default) or per grey level (pixel).")
    private Units units = Units.NORMALISED;

    @Option(
            names = "--rule",
            paramLabel = "R",
            converter = Choices.RuleChoice.class,
            description = "How the score goes back through ReLUs: gradient (default), deconvnet (Zeiler and Fergus) or "
                    + "guided (guided backpropagation; sharp, but nearly the same with random weights).")
    private BackwardRule rule = BackwardRule.GRADIENT;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the noise. Default: 0.")
    private long seed;

    @Option(
            names = "--check",
            description = "Hold the gradient against finite differences of the model and write the outcome into the "
                    + "receipt; takes a few forward passes more. With --rule gradient only.")
    private boolean check;

    /** The method with these options. */
    public ImageSaliency saliency() {
        return new ImageSaliency(magnitude, channels, repeat, score.score(), units, rule, seed, check);
    }

    private static final class RepeatConverter implements ITypeConverter<Repeat> {
        @Override
        public Repeat convert(String value) {
            try {
                return Repeat.parse(value);
            } catch (FoveaException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
