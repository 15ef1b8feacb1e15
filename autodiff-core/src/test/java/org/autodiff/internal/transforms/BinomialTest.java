package org.autodiff.internal.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The schedule takes as few steps as is possible at all. */
class BinomialTest {
    /** The least number of steps forward to reverse so many steps with so many states, by trying every split. */
    private static long[][] best(int steps, int states) {
        long[][] best = new long[steps + 1][states + 1];
        for (int l = 2; l <= steps; l++) {
            best[l][1] = l * (l - 1L) / 2;
            for (int s = 2; s <= states; s++) {
                best[l][s] = best[l][1];
                for (int m = 1; m < l; m++) {
                    best[l][s] = Math.min(best[l][s], m + best[l - m][s - 1] + best[m][s]);
                }
            }
        }
        return best;
    }

    /** What the splits lead to. */
    private static long taken(int steps, int states) {
        if (steps <= 1) {
            return 0;
        }
        if (states == 1) {
            return steps * (steps - 1L) / 2;
        }
        int m = Binomial.split(steps, states);
        return m + taken(steps - m, states - 1) + taken(m, states);
    }

    @Test
    void noScheduleIsBetter() {
        long[][] best = best(60, 8);
        for (int l = 1; l <= 60; l++) {
            for (int s = 1; s <= 8; s++) {
                assertEquals(best[l][s], taken(l, s), l + " steps, " + s + " states");
            }
        }
    }

    @Test
    void theBinomialNumbers() {
        assertEquals(10, Binomial.steps(3, 2));
        assertEquals(1, Binomial.steps(5, 0));
        assertEquals(0, Binomial.steps(5, -1));
        assertEquals(Integer.MAX_VALUE, Binomial.steps(1000, 1000));
    }

    @Test
    void aMillionStepsAreDoneTwice() {
        int s = Binomial.states(1_000_000);
        assertEquals(1413, s);
        assertTrue(taken(100_000, Binomial.states(100_000)) <= 2 * 100_000);
    }
}
