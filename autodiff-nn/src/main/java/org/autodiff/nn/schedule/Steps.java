package org.autodiff.nn.schedule;

import org.autodiff.nn.internal.Check;

/** Helpers of the schedules: the check of a step, and rates between two others. */
final class Steps {
    private Steps() {}

    static void check(long step) {
        Check.atLeast("schedule: step", step, 0);
    }

    /**
     * A rate between two others: exactly these at both ends, and never outside of them, although rounding would lead
     * there: {@code 0.1 - 0.1 * 3 / 3} is negative.
     */
    static double between(double from, double to, double share, double rate) {
        if (share <= 0) {
            return from;
        }
        return share >= 1 ? to : Math.min(Math.max(rate, Math.min(from, to)), Math.max(from, to));
    }

    /** A cosine that is one rate at angle 0 and another at angle pi. */
    static double cosine(double from, double to, double angle) {
        double height = (1 + Math.cos(angle)) / 2;
        return between(to, from, height, to + (from - to) * height);
    }

    /** A rate times a factor that may have overflowed; a rate of 0 stays 0. */
    static double scaled(double rate, double factor) {
        return rate == 0 ? 0 : rate * factor;
    }
}
