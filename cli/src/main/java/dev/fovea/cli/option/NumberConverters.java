package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with bounds. */
public final class NumberConverters {
    private NumberConverters() {}

    static final class Threads implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) whole(value, 0, 1024);
        }
    }

    /** How many of something that takes its time. */
    public static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) whole(value, 0, 100_000);
        }
    }

    /** How many pictures go on a sheet. */
    public static final class Several implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) whole(value, 1, 4096);
        }
    }

    /** How many pictures go into a row. */
    public static final class Columns implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) whole(value, 1, 16);
        }
    }

    static final class Pixels implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return whole(value, 1, Integer.MAX_VALUE - 16);
        }
    }

    /** A count, or {@code all}. */
    static final class CountOrAll implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return value.equalsIgnoreCase("all") ? Integer.MAX_VALUE : (int) whole(value, 0, Integer.MAX_VALUE);
        }
    }

    static final class Opacity implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            try {
                double opacity = Double.parseDouble(value);
                if (opacity >= 0 && opacity <= 1) {
                    return opacity;
                }
            } catch (NumberFormatException e) {
                // Falls through to the message.
            }
            throw new TypeConversionException("expected a number from 0 to 1, found '%s'".formatted(value));
        }
    }

    /** What an option's numbers make, if they are within their bounds. */
    static <T> T within(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (FoveaException | IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Any number that is one. */
    public static final class Finite implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            try {
                double number = Double.parseDouble(value);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Falls through to the message.
            }
            throw new TypeConversionException("expected a number, found '%s'".formatted(value));
        }
    }

    private static long whole(String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message.
        }
        throw new TypeConversionException(
                "expected a whole number from %d to %d, found '%s'".formatted(least, most, value));
    }
}
