package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.internal.differences.Rung;
import org.autodiff.internal.differences.Slope;
import org.junit.jupiter.api.Test;

/** Where differences are rough and their error bar says nothing. */
class JudgeTest {
    private static final double NOISE = 1e-15;

    private static Slope rough(Slope.Kind kind, double central, double... steps) {
        List<Rung> ladder = new ArrayList<>();
        for (double step : steps) {
            ladder.add(new Rung(step, central, central, central));
        }
        return new Slope(kind, central, Double.POSITIVE_INFINITY, central, central, 0, NOISE, steps[0], ladder);
    }

    private static Status judged(double claimed, double absolute, double magnitude, Slope slope) {
        return new Judge(1e-6, absolute)
                .judge(new Derivative("x", 0, "x[0]"), claimed, slope, magnitude, 1, () -> -claimed)
                .status();
    }

    @Test
    void whatIsToleratedAnywayPasses() {
        Slope slope = rough(Slope.Kind.NOISY, -5e-14, 1e-2, 1e-3, 1e-4, 1e-12);
        assertEquals(Status.PASS, judged(2e-15, 1e-9, 1e-15, slope)); // the shortest step is too short for the noise
        assertEquals(Status.INCONCLUSIVE, judged(2e-15, 0, 1e-15, slope));
        assertEquals(Status.INCONCLUSIVE, judged(2e-9, 1e-9, 1e-15, slope));
    }

    @Test
    void twoDifferencesAreTooFew() {
        Slope slope = rough(Slope.Kind.NOISY, -5e-14, 1e-2, 1e-3, 1e-12);
        assertEquals(Status.INCONCLUSIVE, judged(2e-15, 1e-9, 1e-15, slope));
    }

    @Test
    void zeroIsZeroWhereNothingMoves() {
        Slope slope = rough(Slope.Kind.UNSTABLE, 3e-13, 1e-2, 1e-3, 1e-4);
        assertEquals(Status.PASS, judged(0, 0, 1, slope));
        assertEquals(Status.PASS, judged(1e-16, 0, 1, slope)); // another one beside: rounding
        assertEquals(Status.INCONCLUSIVE, judged(1e-3, 0, 1, slope));
    }

    @Test
    void zeroIsNotConfirmedWhereSomethingMoves() {
        Slope slope = rough(Slope.Kind.UNSTABLE, 3e-8, 1e-2, 1e-3, 1e-4);
        assertEquals(Status.INCONCLUSIVE, judged(0, 0, 1, slope));
    }
}
