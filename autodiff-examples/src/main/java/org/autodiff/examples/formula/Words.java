package org.autodiff.examples.formula;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;

/** Arguments that are neither tensors nor plain numbers in Java: texts, words, numbers with a meaning. */
final class Words {
    /** Values that are made of one number. */
    private static final Set<Class<?>> OF_A_NUMBER = Set.of(PNorm.class, Correction.class);

    private Words() {}

    static boolean isKnown(Class<?> type) {
        return type == String.class || type.isEnum() || OF_A_NUMBER.contains(type);
    }

    /** Whether it is a number that would be taken for another one, such as an axis, if it had no name. */
    static boolean needsName(Class<?> type) {
        return OF_A_NUMBER.contains(type);
    }

    /** As a signature shows it. */
    static String declare(String name, Class<?> type) {
        if (type == String.class) {
            return name + ": text";
        }
        return type.isEnum() ? name + ": " + words(type) : name + ": number";
    }

    private static String words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(c -> "\"" + word(c) + "\"")
                .collect(Collectors.joining("|"));
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    /** @throws Misfit if the operands are no such argument */
    static Object convert(Class<?> type, String what, List<Operand> operands) throws Misfit {
        Operand only = operands.size() == 1 ? operands.get(0) : null;
        if (OF_A_NUMBER.contains(type)) {
            double number = (double) Kind.DOUBLE.convert(what, operands);
            try {
                return type == PNorm.class ? PNorm.of(number) : Correction.of(number);
            } catch (IllegalArgumentException e) {
                throw new Misfit(what + ": " + e.getMessage());
            }
        }
        if (only == null || only.text() == null) {
            String wanted = type == String.class ? "a text in quotes" : "one of " + words(type);
            throw new Misfit(what + " must be " + wanted);
        }
        if (type == String.class) {
            return only.text();
        }
        for (Object constant : type.getEnumConstants()) {
            if (word(constant).equals(only.text().toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new Misfit(what + " must be one of " + words(type) + ", got \"" + only.text() + "\"");
    }
}
