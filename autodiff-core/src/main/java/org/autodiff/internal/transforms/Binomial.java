package org.autodiff.internal.transforms;

/**
 * Where to keep states of a chain of steps that is to be reversed with few of them (Griewank and Walther: Algorithm
 * 799: Revolve; ACM TOMS 2000). With {@code s} states, of which the first is one, {@code (s + r over s)} steps can be
 * reversed if none is done more than {@code r} times on the way to where it is reversed; no schedule does better.
 */
final class Binomial {
    private Binomial() {}

    /** {@code (s + r over s)}; at most {@link Integer#MAX_VALUE}. */
    static long steps(int s, int r) {
        if (s < 0 || r < 0) {
            return 0;
        }
        long steps = 1;
        for (int i = 1; i <= Math.min(s, r); i++) {
            steps = steps * (s + r - i + 1) / i;
            if (steps > Integer.MAX_VALUE) {
                return Integer.MAX_VALUE;
            }
        }
        return steps;
    }

    /**
     * How many steps to go before the next state is kept.
     *
     * @param steps how many are to be reversed, at least two
     * @param states how many states there may be, with the one at the beginning: at least two
     */
    static int split(int steps, int states) {
        int r = 0;
        while (steps(states, r) < steps) {
            r++;
        }
        long most = Math.min(steps(states, r - 1), steps - steps(states - 1, r - 1));
        return (int) Math.max(1, Math.min(most, steps - 1));
    }

    /** So many states that no step is done more than twice on the way to where it is reversed. */
    static int states(int steps) {
        int s = Math.max(1, (int) Math.sqrt(2.0 * steps) - 2);
        while (steps(s, 2) < steps) {
            s++;
        }
        return s;
    }
}
