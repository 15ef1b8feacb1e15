package org.autodiff.gradcheck;

import java.util.List;
import java.util.Locale;

/**
 * What became of one derivative that was checked.
 *
 * @param block the input that it is a derivative with respect to
 * @param index which element of the block, in row-major order; -1 for a direction in which all elements move
 * @param component which element of the function's value; -1 if there is only one, or a weighted sum was checked
 * @param name such as {@code W1[3, 2]}; of a function with several components {@code dy[4]/dW1[3, 2]}
 * @param order 1 for a gradient, 2 for a product with the Hessian
 * @param claimed what the program computed
 * @param numeric what the differences say; NaN if they say nothing. At a kink the mean of both sides
 * @param errorBar how far off the differences may be
 * @param bound the largest distance between the two that was allowed
 * @param left the derivative from below; differs from {@code right} at a kink only
 * @param right the derivative from above
 * @param status the outcome
 * @param why the reason in words, where there is one to give; empty otherwise
 * @param ladder the differences with all steps that were tried, coarse to fine
 */
public record Coordinate(
        String block,
        int index,
        int component,
        String name,
        int order,
        double claimed,
        double numeric,
        double errorBar,
        double bound,
        double left,
        double right,
        Status status,
        String why,
        List<Rung> ladder) {

    /** An outcome. */
    public enum Status {
        /** The claim is right. */
        PASS,
        /** The claim is further off than the error of either explains, or not finite. */
        WRONG,
        /** The claim is zero, and the function moves: wrong, and probably a hole in the tape. */
        DISCONNECTED,
        /** The function has a kink here, and the claim lies between its one-sided derivatives. Decides nothing. */
        KINK,
        /** The differences are too inexact: noise, a jump, a nearby singularity. Decides nothing. */
        INCONCLUSIVE;

        /** Whether something was decided. */
        public boolean isConclusive() {
            return this == PASS || isWrong();
        }

        /** Whether the claim must be called wrong. */
        public boolean isWrong() {
            return this == WRONG || this == DISCONNECTED;
        }
    }

    /**
     * The differences with one step; those that reach a value that is not finite are NaN.
     *
     * @param step h
     * @param central {@code (f(x + h) - f(x - h)) / 2h}
     * @param forward {@code (f(x + h) - f(x)) / h}
     * @param backward {@code (f(x) - f(x - h)) / h}
     */
    public record Rung(double step, double central, double forward, double backward) {}

    public Coordinate {
        ladder = List.copyOf(ladder);
    }

    /** The distance between claim and differences; at a kink, from the nearest derivative between the two sides. */
    public double error() {
        if (status == Status.KINK) {
            double low = Math.min(left, right);
            double high = Math.max(left, right);
            return Math.max(0, Math.max(low - claimed, claimed - high));
        }
        return Math.abs(claimed - numeric);
    }

    /** {@link #error} relative to the larger of the two; 0 if both are zero. */
    public double relativeError() {
        double error = error();
        return error == 0 ? 0 : error / Math.max(Math.abs(claimed), Math.abs(numeric));
    }

    /** Error in units of the bound: above 1 is wrong; infinite if NaN is involved. */
    double badness() {
        double ratio = error() == 0 ? 0 : error() / bound;
        return Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
    }

    /** {@code W1[3, 2]: yours 0.123, numeric 0.124, error bar 1.0e-12, relative error 8.1e-03: WRONG}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: yours %.10g, numeric %.10g, error bar %.1e, relative error %.1e: %s%s",
                name,
                claimed,
                numeric,
                errorBar,
                relativeError(),
                status,
                why.isEmpty() ? "" : " (" + why + ")");
    }
}
