package org.autodiff.examples.formula;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/** What a parameter of a function takes, by its Java type. All but tensors have to be known before the call. */
enum Kind {
    TENSOR(Tensor.class, ""),
    TENSORS(Tensor[].class, ""),
    INT(int.class, ": int"),
    DOUBLE(double.class, ": number"),
    BOOLEAN(boolean.class, ": true|false"),
    INTS(int[].class, ": int"),
    SHAPE(Shape.class, ": int"),
    INDEX(Index.class, ": int");

    private static final Map<Class<?>, Kind> BY_TYPE =
            List.of(values()).stream().collect(Collectors.toMap(k -> k.type, k -> k));

    private final Class<?> type;
    private final String suffix;

    Kind(Class<?> type, String suffix) {
        this.type = type;
        this.suffix = suffix;
    }

    /** The kind of a type; null if no formula can give such an argument. */
    static Kind of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    /** Whether a formula can call a method: it knows all parameters, and a tensor can be taken from the result. */
    static boolean canCall(Method method) {
        return Chosen.canTake(method.getReturnType())
                && Stream.of(method.getParameterTypes())
                        .allMatch(type -> BY_TYPE.containsKey(type) || Words.isKnown(type) || Windows.isKnown(type));
    }

    /** As a signature shows it: {@code axes: int...} takes all remaining arguments, {@code index: [int]} a vector. */
    String declare(String name, boolean takesRest) {
        boolean vector = isWholeNumbers() && !takesRest;
        return name + (vector ? ": [" + suffix.substring(2) + "]" : takesRest ? suffix + "..." : suffix);
    }

    private boolean isWholeNumbers() {
        return this == INTS || this == SHAPE || this == INDEX;
    }

    private String wanted() {
        return switch (this) {
            case TENSOR, TENSORS -> "a tensor";
            case INT -> "a whole number without variables";
            case DOUBLE -> "a number without variables";
            case BOOLEAN -> "true or false";
            case INTS, SHAPE, INDEX -> "whole numbers without variables, as in 0 or [0, 1]";
        };
    }

    /**
     * The Java argument that these operands are. Not for tensors.
     *
     * @param what they are, for messages
     * @throws Misfit if they are not of this kind
     */
    Object convert(String what, List<Operand> operands) throws Misfit {
        try {
            Object converted = converted(operands);
            if (converted != null) {
                return converted;
            }
        } catch (IllegalArgumentException e) { // a shape with a negative size
            throw new Misfit(what + ": " + e.getMessage());
        }
        throw new Misfit(what + " must be " + wanted());
    }

    private Object converted(List<Operand> operands) {
        for (Operand o : operands) {
            if (o.constant() == null || o.isTruth() != (this == BOOLEAN)) {
                return null;
            }
        }
        return isWholeNumbers() ? wholeNumbers(operands) : operands.size() == 1 ? scalar(operands.get(0)) : null;
    }

    private Object scalar(Operand operand) {
        if (operand.constant().rank() > 0) {
            return null;
        }
        double value = operand.constant().item();
        return switch (this) {
            case DOUBLE -> value;
            case BOOLEAN -> value != 0;
            case INT -> isWhole(value) ? (Object) (int) value : null;
            default -> null;
        };
    }

    /** From numbers side by side, or from one vector; indices also from a matrix. */
    private Object wholeNumbers(List<Operand> operands) {
        for (Operand o : operands) {
            int rank = o.constant().rank();
            boolean fits = rank == 0 || operands.size() == 1 && (rank == 1 || this == INDEX);
            if (!fits || !allWhole(o.constant())) {
                return null;
            }
        }
        if (this == INDEX && operands.size() == 1) {
            return Index.of(operands.get(0).constant().value());
        }
        int[] numbers = operands.stream()
                .flatMapToInt(o -> Arrays.stream(o.constant().toArray()).mapToInt(v -> (int) v))
                .toArray();
        return this == INTS ? numbers : this == SHAPE ? Shape.of(numbers) : Index.of(numbers);
    }

    private static boolean allWhole(Tensor numbers) {
        return Arrays.stream(numbers.toArray()).allMatch(Kind::isWhole);
    }

    private static boolean isWhole(double value) {
        return value == (int) value;
    }
}
