package dev.fovea.cli.option;

import dev.fovea.core.classmodel.Objective;
import dev.fovea.core.model.Target;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a dream climbs: one of these. */
public final class ObjectiveOption {
    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "The score of a class before the softmax: an index, a label or the part of one that only one "
                    + "class has, top (the best at the start), or A-vs-B.")
    private @Nullable String target;

    @Option(
            names = "--channel",
            paramLabel = "LAYER:K",
            converter = ChannelConverter.class,
            description = "The mean of channel K of a layer ('fovea inspect' lists the layers).")
    private Objective.@Nullable Channel channel;

    @Option(
            names = "--neuron",
            paramLabel = "LAYER:K[:Y:X]",
            converter = NeuronConverter.class,
            description = "One unit of channel K, at row Y and column X, or in the middle.")
    private Objective.@Nullable Neuron neuron;

    @Option(names = "--layer", paramLabel = "LAYER", description = "The mean square of a whole layer (DeepDream).")
    private @Nullable String layer;

    /** What is climbed. */
    public Objective objective() {
        if (channel != null) {
            return channel;
        }
        if (neuron != null) {
            return neuron;
        }
        return layer != null
                ? new Objective.Layer(layer)
                : new Objective.ClassScore(Target.parse(target == null ? "" : target));
    }

    private abstract static class UnitConverter<T> implements ITypeConverter<T> {
        private static final int DIGITS = 8;

        static Matcher match(Pattern pattern, String value, String expected) {
            Matcher found = pattern.matcher(value);
            if (!found.matches()) {
                throw new TypeConversionException("expected %s, found '%s'".formatted(expected, value));
            }
            return found;
        }

        static int number(Matcher found, int group) {
            String digits = found.group(group);
            if (digits.length() > DIGITS) {
                throw new TypeConversionException("'%s' is too large".formatted(digits));
            }
            return Integer.parseInt(digits);
        }
    }

    private static final class ChannelConverter extends UnitConverter<Objective.Channel> {
        private static final Pattern FORM = Pattern.compile("(.+):(\\d+)");

        @Override
        public Objective.Channel convert(String value) {
            Matcher found = match(FORM, value, "LAYER:K, a layer and the number of a channel");
            return new Objective.Channel(found.group(1), number(found, 2));
        }
    }

    private static final class NeuronConverter extends UnitConverter<Objective.Neuron> {
        private static final Pattern PLACED = Pattern.compile("(.+):(\\d+):(\\d+):(\\d+)");

        @Override
        public Objective.Neuron convert(String value) {
            Matcher placed = PLACED.matcher(value);
            if (placed.matches()) {
                return new Objective.Neuron(placed.group(1), number(placed, 2), number(placed, 3), number(placed, 4));
            }
            Matcher found = match(ChannelConverter.FORM, value, "LAYER:K or LAYER:K:Y:X");
            return new Objective.Neuron(found.group(1), number(found, 2));
        }
    }
}
