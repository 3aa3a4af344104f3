package dev.fovea.cli.option;

import dev.fovea.core.attribution.ChannelReduction;
import dev.fovea.core.attribution.Magnitude;
import dev.fovea.core.attribution.Units;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Execution;
import dev.fovea.core.model.Score;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Options that choose one of a few names; upper and lower case are the same. */
abstract class Choices<T> implements ITypeConverter<T> {
    private final Map<String, T> choices;

    private Choices(Map<String, T> choices) {
        this.choices = choices;
    }

    @Override
    public T convert(String value) {
        T found = choices.get(value.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new TypeConversionException(
                    "'%s' is none of %s".formatted(value, String.join(", ", choices.keySet())));
        }
        return found;
    }

    private static <E extends Enum<E>> Map<String, E> names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(
                        e -> e.name().toLowerCase(Locale.ROOT), e -> e, (a, b) -> a, LinkedHashMap::new));
    }

    static final class MagnitudeChoice extends Choices<Magnitude> {
        MagnitudeChoice() {
            super(names(Magnitude.class));
        }
    }

    static final class ChannelChoice extends Choices<ChannelReduction> {
        ChannelChoice() {
            super(names(ChannelReduction.class));
        }
    }

    static final class UnitsChoice extends Choices<Units> {
        UnitsChoice() {
            super(names(Units.class));
        }
    }

    static final class RuleChoice extends Choices<BackwardRule> {
        RuleChoice() {
            super(names(BackwardRule.class));
        }
    }

    static final class ProviderChoice extends Choices<Execution.Provider> {
        ProviderChoice() {
            super(names(Execution.Provider.class));
        }
    }

    static final class PrecisionChoice extends Choices<Execution.Precision> {
        PrecisionChoice() {
            super(names(Execution.Precision.class));
        }
    }

    static final class ScoreChoice extends Choices<Score> {
        ScoreChoice() {
            super(scores());
        }

        private static Map<String, Score> scores() {
            Map<String, Score> scores = new LinkedHashMap<>();
            scores.put("logit", Score.LOGIT);
            scores.put("prob", Score.PROBABILITY);
            scores.put("logprob", Score.LOG_PROBABILITY);
            return scores;
        }
    }
}
