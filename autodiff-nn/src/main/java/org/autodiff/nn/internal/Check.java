package org.autodiff.nn.internal;

/** Checks of numeric options, with the same words everywhere. NaN fails each of them. */
public final class Check {
    private Check() {}

    /** Neither infinite nor NaN. */
    public static void finite(String what, double value) {
        require(Double.isFinite(value), what, "finite", value);
    }

    /** Finite and above 0. */
    public static void positive(String what, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, what, "finite and above 0", value);
    }

    /** Finite and at least 0. */
    public static void notNegative(String what, double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, what, "finite and at least 0", value);
    }

    /** In [0, 1): such as the decay of a moving average. */
    public static void fraction(String what, double value) {
        require(value >= 0 && value < 1, what, "in [0, 1)", value);
    }

    /** In [0, 1]: a probability or a share. */
    public static void probability(String what, double value) {
        between(what, value, 0, 1);
    }

    /** In {@code [least, most]}. */
    public static void between(String what, double value, double least, double most) {
        require(value >= least && value <= most, what, "in [" + text(least) + ", " + text(most) + "]", value);
    }

    /** A whole number of at least {@code least}. */
    public static void atLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
        }
    }

    private static void require(boolean holds, String what, String rule, double value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " must be " + rule + ", got " + value);
        }
    }

    private static String text(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
