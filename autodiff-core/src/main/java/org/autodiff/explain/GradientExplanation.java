package org.autodiff.explain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a gradient is what it is. It prints itself in a few lines; a program can ask for {@link #state}, {@link #cause}
 * and the first {@link #operation}.
 *
 * @param state what the gradient looks like
 * @param cause what made it so
 * @param text the same in a sentence or two
 * @param evidence the operations that it was found by, the most guilty one first
 */
public record GradientExplanation(State state, Cause cause, String text, List<Evidence> evidence) {
    /** From this magnitude on a gradient is called huge, and below its reciprocal tiny. */
    public static final double HUGE = 1e8;

    /** What a gradient looks like. */
    public enum State {
        /** There is none: no recorded way leads from the loss to the tensor. */
        ABSENT,
        /** Every element is zero. */
        ZERO,
        /** Not zero, but no element reaches {@code 1 /} {@link #HUGE}. */
        TINY,
        /** Nothing of the others. Some elements may be zero. */
        HEALTHY,
        /** Finite, but an element reaches {@link #HUGE}. */
        HUGE,
        /** An element is infinite, none is NaN. */
        INFINITE,
        /** An element is NaN. */
        NAN
    }

    /** What made it so. */
    public enum Cause {
        /** Nothing is wrong. */
        NONE,
        /** The tensor is a constant, and no variable. */
        CONSTANT,
        /** The loss was not computed from the tensor, as far as can be seen. */
        INDEPENDENT,
        /** The loss was computed from another object: a copy, or the variable in place of the argument. */
        OTHER_OBJECT,
        /** {@code detach} lies on the way. */
        DETACHED,
        /** A number was taken out of a tensor: by {@code item}, {@code value}, {@code toArray}. */
        TAKEN_OUT,
        /** A part was computed within {@code NoGrad}. */
        NO_GRAD,
        /** Comparison, rounding, sign, place of a maximum, index, or a rule that gives no gradient. */
        NOT_DIFFERENTIABLE,
        /** A sigmoid, tanh, softmax or the like is flat where its input is. */
        SATURATED,
        /** Every unit of a ReLU is off. */
        INACTIVE,
        /** What {@code where}, a maximum, an index or a slice did not take. */
        NOT_SELECTED,
        /** The value lies outside of the bounds of a clamp. */
        CLAMPED,
        /** The other factor of a product is zero. */
        MULTIPLIED_BY_ZERO,
        /** The gradients of several paths, or elements, add up to zero. */
        CANCELLED,
        /** A derivative happens to be zero at this point, such as that of a square at 0. */
        STATIONARY,
        /** Many operations in a row, each of which makes it smaller. */
        VANISHING,
        /** One operation made it large. */
        AMPLIFIED,
        /** Many operations in a row, each of which makes it larger. */
        EXPLODING,
        /** A derivative is infinite or NaN, though the values are finite: {@code sqrt} at 0. */
        SINGULAR,
        /** A value was NaN or infinite already on the way forward. */
        VALUE_NOT_FINITE
    }

    /**
     * One operation that had a part in it.
     *
     * @param operation its name, such as {@code sigmoid}; of a variable its name
     * @param line the program's line that did it, such as {@code Fit.java:12}; known of what was computed within
     *     {@code Autodiff.debug}, or by a function that was given
     * @param numbers what speaks for it
     */
    public record Evidence(String operation, Optional<String> line, String numbers) {
        @Override
        public String toString() {
            return operation + line.map(l -> " at " + l).orElse("") + (numbers.isEmpty() ? "" : ": " + numbers);
        }
    }

    /** Makes the list immutable. */
    public GradientExplanation {
        evidence = List.copyOf(evidence);
    }

    /** The operation that is most guilty; empty if none is. */
    public Optional<String> operation() {
        return evidence.isEmpty()
                ? Optional.empty()
                : Optional.of(evidence.get(0).operation());
    }

    /** The line of the operation that is most guilty; empty if it is not known. */
    public Optional<String> line() {
        return evidence.isEmpty() ? Optional.empty() : evidence.get(0).line();
    }

    @Override
    public String toString() {
        String head = "gradient " + state.name().toLowerCase(Locale.ROOT)
                + (cause == Cause.NONE
                        ? ""
                        : " (" + cause.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")");
        return head + ": " + text + evidence.stream().map(e -> "\n  " + e).collect(Collectors.joining());
    }
}
