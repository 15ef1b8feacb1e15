package org.autodiff.gradcheck;

import java.util.Locale;

/**
 * What became of one derivative that was checked.
 *
 * @param input what it is a derivative with respect to
 * @param name the coordinate, such as {@code W1[3, 2]}
 * @param gradient what the engine computed
 * @param difference what the differences say
 * @param errorBar how far off the differences may be
 * @param allowed the largest distance between the two that counts as agreement
 * @param status the outcome
 */
public record Coordinate(
        String input, String name, double gradient, double difference, double errorBar, double allowed, Status status) {

    /** An outcome. */
    public enum Status {
        /** The two agree. */
        AGREES("agrees"),
        /** They are further apart than the error of either explains. */
        DISAGREES("DISAGREES"),
        /** One of them is NaN or infinite. */
        NOT_FINITE("NOT FINITE"),
        /** The function has a kink here: its one-sided differences disagree. Decides nothing. */
        KINK("inconclusive: kink, one-sided differences disagree"),
        /** The differences are too inexact, because of noise, a jump, or a nearby singularity. Decides nothing. */
        INEXACT("inconclusive: differences too inexact");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** Whether something was decided. */
        public boolean isConclusive() {
            return this == AGREES || isWrong();
        }

        /** Whether the derivative must be called wrong. */
        public boolean isWrong() {
            return this == DISAGREES || this == NOT_FINITE;
        }
    }

    /** The distance between gradient and difference. */
    public double error() {
        return Math.abs(gradient - difference);
    }

    /** Error in units of what is allowed: above 1 is wrong; infinite if NaN is involved. */
    double badness() {
        double ratio = error() == 0 ? 0 : error() / allowed;
        return Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
    }

    /** {@code W1[3, 2]: gradient 0.123, difference 0.124, error 1.0e-03, allowed 1.2e-09: DISAGREES}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: gradient %.10g, difference %.10g, error %.1e, allowed %.1e: %s",
                name,
                gradient,
                difference,
                error(),
                allowed,
                status.text);
    }
}
