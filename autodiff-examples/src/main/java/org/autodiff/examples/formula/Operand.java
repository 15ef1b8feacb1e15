package org.autodiff.examples.formula;

import org.autodiff.Tensor;

/**
 * A value that a program computes.
 *
 * @param register where it will stand
 * @param constant its value if that is known beforehand, otherwise null
 * @param isTruth whether it was written {@code true} or {@code false}
 * @param text what an argument says in words; null for a value, which has no text
 */
record Operand(int register, Tensor constant, boolean isTruth, String text) {
    /** A value. */
    Operand(int register, Tensor constant, boolean isTruth) {
        this(register, constant, isTruth, null);
    }

    /** Words. */
    static Operand of(String text) {
        return new Operand(-1, null, false, text);
    }

    /** Whether it does not depend on variables. */
    boolean isKnown() {
        return constant != null || text != null;
    }
}
