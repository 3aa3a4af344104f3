package dev.fovea.cli.option;

import dev.fovea.core.localization.CenteredBox;
import dev.fovea.core.localization.Localization;
import dev.fovea.core.localization.Localizer;
import dev.fovea.core.localization.ThresholdBox;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How objects are found in maps. */
public final class LocalizerOption {
    @Option(
            names = "--method",
            paramLabel = "M",
            converter = MethodConverter.class,
            description =
                    "graphcut (default) or graphcut:F:B: colours learnt above quantile F and up to quantile B of the "
                            + "map (the paper's 0.95:0.30), then a minimum cut. threshold or threshold:X: the largest piece above X "
                            + "times the maximum (0.15). center or center:X: a box of the share X in the middle (0.4), to compare.")
    private Localizer method = new Localization();

    @Option(
            names = "--smoothing",
            paramLabel = "X",
            converter = SmoothingConverter.class,
            description =
                    "Smooth the map first, by a Gaussian whose deviation is the share X of the longer side. Default: "
                            + "0.03 for graphcut, 0 for threshold.")
    private @Nullable Double smoothing;

    /** The method with its options. */
    public Localizer localizer() {
        if (smoothing != null && method instanceof Localization cut) {
            return cut.withSmoothing(smoothing);
        }
        return smoothing != null && method instanceof ThresholdBox box
                ? new ThresholdBox(box.share(), smoothing, box.resolution())
                : method;
    }

    private static final class SmoothingConverter implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return NumberConverters.within(() ->
                    new Localization().withSmoothing(Double.parseDouble(value)).smoothing());
        }
    }

    private static final class MethodConverter implements ITypeConverter<Localizer> {
        private static final String NUMBER = "(\\d*\\.?\\d+)";
        private static final Pattern CUT = Pattern.compile("graphcut(?::" + NUMBER + ":" + NUMBER + ")?");
        private static final Pattern PLAIN = Pattern.compile("(threshold|center|centre)(?::" + NUMBER + ")?");

        @Override
        public Localizer convert(String value) {
            String text = value.toLowerCase(Locale.ROOT);
            Matcher cut = CUT.matcher(text);
            if (cut.matches()) {
                Localization standard = new Localization();
                return NumberConverters.within(() -> standard.withQuantiles(
                        number(cut.group(1), standard.foreground()), number(cut.group(2), standard.background())));
            }
            Matcher plain = PLAIN.matcher(text);
            if (!plain.matches()) {
                throw new TypeConversionException(
                        "expected graphcut[:F:B], threshold[:X] or center[:X], found '%s'".formatted(value));
            }
            return NumberConverters.within(() -> plain.group(1).equals("threshold")
                    ? new ThresholdBox(number(plain.group(2), 0.15), 0, Localization.RESOLUTION)
                    : new CenteredBox(number(plain.group(2), 0.4)));
        }

        private static double number(@Nullable String text, double otherwise) {
            return text == null ? otherwise : Double.parseDouble(text);
        }
    }
}
