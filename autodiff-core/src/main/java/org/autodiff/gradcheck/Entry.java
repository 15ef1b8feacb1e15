package org.autodiff.gradcheck;

import java.util.Locale;

/**
 * An entry of a Jacobian that was compared with differences.
 *
 * @param input the position among the inputs of the function
 * @param name {@code d output[1] / d x0[2]}
 * @param yours what the gate says
 * @param numeric what the differences say
 * @param errorBar how far off they may be
 * @param outcome whether the two agree
 * @param reason why nobody can tell; empty if somebody can
 */
record Entry(int input, String name, double yours, double numeric, double errorBar, Outcome outcome, String reason) {
    enum Outcome {
        AGREES,
        WRONG,
        UNDECIDED
    }

    boolean isWrong() {
        return outcome == Outcome.WRONG;
    }

    boolean isUndecided() {
        return outcome == Outcome.UNDECIDED;
    }

    /** Whether it shows more than that zero is zero. */
    boolean confirmsSomething() {
        return outcome == Outcome.AGREES && Math.abs(numeric) > errorBar;
    }

    @Override
    public String toString() {
        String verdict = isUndecided() ? "UNDECIDED: " + reason : isWrong() ? "WRONG" : "agrees";
        return String.format(
                Locale.ROOT,
                "%s: yours %.8g, numeric %.8g, error bar %.0e: %s",
                name,
                yours,
                numeric,
                errorBar,
                verdict);
    }
}
