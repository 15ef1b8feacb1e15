package org.autodiff.nn.schedule;

import org.autodiff.nn.internal.Check;

/** The steps of training, counted from 0, and what rates have in common. */
final class Steps {
    private Steps() {}

    static void check(long step) {
        Check.atLeast("schedule: step", step, 0);
    }

    /**
     * A rate on the way from one to another: exactly these at both ends, and never outside of them, where rounding
     * would lead: {@code 0.1 - 0.1 * 3 / 3} is negative.
     */
    static double between(double from, double to, double share, double rate) {
        if (share <= 0) {
            return from;
        }
        return share >= 1 ? to : Math.min(Math.max(rate, Math.min(from, to)), Math.max(from, to));
    }

    /** Half a cosine from one rate, at angle 0, to another, at pi, and on. */
    static double cosine(double from, double to, double angle) {
        double height = (1 + Math.cos(angle)) / 2;
        return between(to, from, height, to + (from - to) * height);
    }

    /** A rate times a factor that may have overflowed: no rate at all stays none. */
    static double scaled(double rate, double factor) {
        return rate == 0 ? 0 : rate * factor;
    }
}
