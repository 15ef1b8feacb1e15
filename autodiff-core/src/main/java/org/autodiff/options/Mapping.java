package org.autodiff.options;

import java.util.Arrays;
import java.util.List;

/**
 * Which arguments of a function {@code Autodiff.vmap} maps over, along which axis of each; where the axis of the
 * examples stands in the results; and whether the function may draw random numbers.
 *
 * <pre>{@code
 * Mapping.over(0, SHARED)            // first argument: an example in each row; second: the same for all
 * Mapping.over(0, 1).into(-1)        // second argument: an example in each column; so in the result
 * }</pre>
 *
 * @param inputs for each argument the axis of its examples, or {@link #SHARED}; negative ones count from the end
 * @param outputs for each result, or for all, the axis of the examples
 * @param sameDraws whether random numbers that the function draws are the same for all examples; else it must draw none
 */
public record Mapping(List<Integer> inputs, List<Integer> outputs, boolean sameDraws) {
    /** In the place of an axis: the argument is the same for all examples. */
    public static final int SHARED = Integer.MIN_VALUE;

    /**
     * All that there is to say.
     *
     * @throws IllegalArgumentException if no argument is mapped, or there is no axis for the results
     */
    public Mapping {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        if (inputs.stream().allMatch(axis -> axis == SHARED)) {
            throw new IllegalArgumentException(
                    "vmap: no argument is mapped: at least one must have an axis for the examples, got "
                            + text(inputs));
        }
        if (outputs.isEmpty() || outputs.contains(SHARED)) {
            throw new IllegalArgumentException("vmap: a result has an axis for its examples, got " + text(outputs)
                    + ": must be one for all, or" + " one for each result");
        }
    }

    /**
     * Maps over an axis of each argument.
     *
     * @param axes one for each argument: an axis, or {@link #SHARED}
     * @throws IllegalArgumentException if all are {@link #SHARED}, or there are none
     */
    public static Mapping over(int... axes) {
        return new Mapping(Arrays.stream(axes).boxed().toList(), List.of(0), false);
    }

    /**
     * The same with the examples of the results along another axis than the first.
     *
     * @param axes one for all results, or one for each
     */
    public Mapping into(int... axes) {
        return new Mapping(inputs, Arrays.stream(axes).boxed().toList(), sameDraws);
    }

    /** The same for a function that draws random numbers, which are the same for all examples; or may draw none. */
    public Mapping sameDraws(boolean same) {
        return new Mapping(inputs, outputs, same);
    }

    @Override
    public String toString() {
        return "over" + text(inputs) + " into" + text(outputs);
    }

    private static String text(List<Integer> axes) {
        return axes.stream()
                .map(axis -> axis == SHARED ? "SHARED" : "" + axis)
                .toList()
                .toString()
                .replace('[', '(')
                .replace(']', ')');
    }
}
