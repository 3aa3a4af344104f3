package dev.fovea.cli.option;

import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.render.ColorMap;
import dev.fovea.core.render.Heatmap;
import dev.fovea.core.render.Overlay;
import dev.fovea.core.render.Scaling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How maps are drawn. */
public final class DrawingOptions {
    @Option(
            names = "--colormap",
            paramLabel = "C",
            converter = ColorMapConverter.class,
            description =
                    "grey, hot, viridis, inferno (default), magma, turbo, or blue-red (the default of signed maps).")
    private @Nullable ColorMap colors;

    @Option(
            names = "--opacity",
            paramLabel = "X",
            converter = NumberConverters.Opacity.class,
            description = "How much the overlay covers the picture, 0 to 1. Default: 0.95.")
    private double opacity = 0.95;

    @Option(
            names = "--scaling",
            paramLabel = "S",
            converter = ScalingConverter.class,
            description = "Where the colours end: percentile:P (default percentile:99), minmax or mass:P.")
    private Scaling scaling = Scaling.STANDARD;

    /** The heat map of a map. */
    public Heatmap heatmap(SaliencyMap map) {
        ColorMap chosen = colors;
        return new Heatmap(chosen == null ? Heatmap.standard(map).colors() : chosen, scaling);
    }

    /** The overlay of a map. */
    public Overlay overlay(SaliencyMap map) {
        return Overlay.standard(heatmap(map)).withOpacity(opacity);
    }

    private static final class ColorMapConverter implements ITypeConverter<ColorMap> {
        @Override
        public ColorMap convert(String value) {
            try {
                return ColorMap.named(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static final class ScalingConverter implements ITypeConverter<Scaling> {
        @Override
        public Scaling convert(String value) {
            try {
                return Scaling.named(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
