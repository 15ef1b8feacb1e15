package org.autodiff.internal.differences;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.internal.differences.Slope.Kind;

/**
 * Few evaluations where all is clean: two middle rungs and a fine one, unrelated to them, agree with each other and with
 * what was expected. The fine rung would see a nearby kink, a jump, or structure finer than the others.
 */
final class EarlyEnd {
    private static final double COARSE = 0x1p-8;
    private static final double FINE = 0x1p-20;
    private static final double AGREEMENT = 1e-7;
    private static final double LARGE_ENOUGH = 1e-3;

    private EarlyEnd() {}

    /** The slope; null if something is odd. */
    static Slope of(Values values, int component, Scale scale, double[] steps, double expected) {
        if (Double.isNaN(expected) || expected == 0) {
            return null;
        }
        Slope found = at(scale.unit(), values, component, steps, expected);
        if (found == null && scale.isCoordinate() && scale.unit() < LARGE_ENOUGH) {
            found = at(1, values, component, steps, expected);
        }
        return found;
    }

    private static Slope at(double unit, Values values, int component, double[] steps, double expected) {
        int a = nearest(steps, COARSE * unit);
        int c = nearest(steps, FINE * unit);
        int b = a + 1;
        if (c <= b) {
            return null;
        }
        Sides s = Sides.of(values, component, new double[] {steps[a], steps[b], steps[c]});
        if (s.finite(true, true).size() < 3) {
            return null;
        }
        double ratio = steps[a] / steps[b];
        double value = s.central(1) + (s.central(1) - s.central(0)) / (ratio * ratio - 1);
        double limit = AGREEMENT * Math.abs(value);
        double rounding = Math.ulp(s.middle()) / steps[c];
        double kink = Math.abs(s.even(2) / steps[c] - s.even(1) / steps[b] * steps[c] / steps[b]);
        double bar = 2 * Math.abs(value - s.central(2))
                + 2 * kink
                + 4 * rounding
                + 0.1 * Math.abs(value - s.central(1)) * 1e-3;
        boolean clean = Math.abs(value - s.central(1)) <= 1e-3 * Math.abs(value)
                && bar <= limit
                && Math.abs(value - expected) <= limit + bar;
        if (!clean) {
            return null;
        }
        List<Rung> ladder = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            ladder.add(s.rung(k));
        }
        double noise = Math.max(Math.abs(value - s.central(2)) * steps[c], Math.ulp(s.middle()));
        return new Slope(Kind.SMOOTH, value, bar, value, value, bar, noise, steps[b], ladder);
    }

    private static int nearest(double[] steps, double h) {
        int best = 0;
        for (int k = 1; k < steps.length; k++) {
            if (Math.abs(Math.log(steps[k] / h)) < Math.abs(Math.log(steps[best] / h))) {
                best = k;
            }
        }
        return best;
    }
}
