package org.autodiff.examples.formula;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;

/**
 * Which of several results of a function is meant.
 *
 * @param name of a part; null if there is none
 * @param number of a result, from 0, negative from the end; only where there is no name
 * @param isNumbered whether a number was written
 */
record Chosen(String name, int number, boolean isNumbered) {
    /** The only result. */
    static final Chosen ONLY = new Chosen(null, 0, false);

    Chosen(String name, int number) {
        this(name, number, name == null);
    }

    /** Whether a method gives what a formula can take a tensor from. */
    static boolean canTake(Class<?> result) {
        return isOne(result)
                || result == Tensor[].class
                || result.isRecord()
                        && Arrays.stream(result.getRecordComponents()).allMatch(c -> isOne(c.getType()));
    }

    private static boolean isOne(Class<?> type) {
        return type == Tensor.class || type == Index.class;
    }

    /**
     * Checks the choice before the call.
     *
     * @throws Misfit if the method has no such result, or several and none was chosen
     */
    void requireFit(String function, Method method) throws Misfit {
        Class<?> type = method.getReturnType();
        if (isOne(type)) {
            require(name == null && !isNumbered, "'" + function + "' has one result, without parts");
        } else if (type.isRecord()) {
            String parts = Arrays.stream(type.getRecordComponents())
                    .map(c -> "." + c.getName())
                    .collect(Collectors.joining(", "));
            boolean known = Arrays.stream(type.getRecordComponents())
                    .anyMatch(c -> c.getName().equals(name));
            require(known, "'" + function + "' has several results: write one of " + parts + " behind it");
        } else {
            require(isNumbered, "'" + function + "' has several results: write [0], [1] ... behind it");
        }
    }

    private static void require(boolean holds, String message) throws Misfit {
        if (!holds) {
            throw new Misfit(message);
        }
    }

    /** The tensor that is meant. */
    Tensor of(String function, Object result) {
        if (result instanceof Tensor[] several) {
            int at = number < 0 ? number + several.length : number;
            if (at < 0 || at >= several.length) {
                throw new IndexOutOfBoundsException(
                        function + ": there are " + several.length + " results, got [" + number + "]");
            }
            return several[at];
        }
        return tensor(result instanceof Record parts ? part(parts) : result);
    }

    private Object part(Record parts) {
        try {
            for (RecordComponent c : parts.getClass().getRecordComponents()) {
                if (c.getName().equals(name)) {
                    return c.getAccessor().invoke(parts);
                }
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no part " + name + ": " + e.getMessage(), e);
        }
        throw new IllegalStateException("no part " + name);
    }

    private static Tensor tensor(Object result) {
        return result instanceof Index index ? Tensor.of(index.asArray()) : (Tensor) result;
    }
}
