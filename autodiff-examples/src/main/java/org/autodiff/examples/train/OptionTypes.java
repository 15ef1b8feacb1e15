package org.autodiff.examples.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.autodiff.examples.cli.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The kinds of values that options of training commands take. A wrong value is refused with the rule that it breaks.
 */
public final class OptionTypes {
    private OptionTypes() {}

    private static int positive(String text) {
        double value = text.strip().matches("[+-]?\\d+") ? number(text) : Double.NaN;
        if (value >= 1 && value <= Integer.MAX_VALUE) {
            return (int) value;
        }
        throw refuse("a whole number from 1 to " + Integer.MAX_VALUE, text);
    }

    /** The number that a text stands for; NaN if it is none. */
    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static TypeConversionException refuse(String rule, String got) {
        return new TypeConversionException("must be " + rule + ", got " + Text.quote(got));
    }

    /** A count: 1 or more. */
    public static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return positive(text);
        }
    }

    /** A whole number that is not negative. */
    public static final class CountOrNone implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return text.strip().equals("0") ? 0 : positive(text);
        }
    }

    /** A positive, finite number. */
    public static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
            throw refuse("a positive, finite number", text);
        }
    }

    /** A finite number that is not negative. */
    public static final class Deviation implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value >= 0 && Double.isFinite(value)) {
                return value;
            }
            throw refuse("a finite number, 0 or more", text);
        }
    }

    /** A whole number. */
    public static final class Seed implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Long.parseLong(text.strip());
            } catch (NumberFormatException e) {
                throw refuse("a whole number of 64 bits", text);
            }
        }
    }

    /**
     * The sizes of hidden layers: {@code 64} or {@code 64,32}.
     *
     * @param sizes from the first layer to the last
     */
    public record Hidden(List<Integer> sizes) {
        /** Reads sizes. */
        public static final class Converter implements ITypeConverter<Hidden> {
            @Override
            public Hidden convert(String text) {
                List<Integer> sizes = new ArrayList<>();
                for (String size : text.split(",", -1)) {
                    try {
                        sizes.add(positive(size));
                    } catch (TypeConversionException e) {
                        throw refuse("whole numbers from 1 on, separated by commas, such as 64 or 64,32", text);
                    }
                }
                return new Hidden(List.copyOf(sizes));
            }
        }
    }

    /** The name of an optimizer. */
    public static final class Optimizer implements ITypeConverter<OptimizerKind> {
        @Override
        public OptimizerKind convert(String text) {
            String name = text.strip().toLowerCase(Locale.ROOT);
            return Arrays.stream(OptimizerKind.values())
                    .filter(kind -> kind.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> refuse("one of " + names(), text));
        }

        private static String names() {
            return Arrays.stream(OptimizerKind.values())
                    .map(OptimizerKind::toString)
                    .collect(Collectors.joining(", "));
        }
    }
}
