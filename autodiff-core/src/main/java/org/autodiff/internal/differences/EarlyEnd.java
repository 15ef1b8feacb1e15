package org.autodiff.internal.differences;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.differences.Slope.Kind;

/**
 * Few evaluations where all is clean: two middle rungs and a fine one, unrelated to them, agree with each other
 * and with what was expected. The fine rung would see a nearby kink, a jump, or structure finer than the others.
 */
final class EarlyEnd {
    private static final double COARSE = 0x1p-8;
    private static final double FINE = 0x1p-20;

    /** For slopes that are small beside the value: there the fine rung shows rounding only. */
    private static final double COARSER = 0x1p-5;

    private static final double LESS_FINE = 0x1p-13;
    private static final double AGREEMENT = 1e-7;

    /** A smaller coordinate is likely to be small by itself, not because the function knows a scale of that size. */
    private static final double LARGE_ENOUGH = 1;

    private static final double SMALL_BY_ITSELF = 0x1p-12;

    private EarlyEnd() {}

    /** The slope; null if something is odd. */
    static Slope of(Values values, int component, Scale scale, double[] steps, double expected) {
        if (Double.isNaN(expected)) {
            return null;
        }
        double unit = scale.unit();
        boolean small = scale.isCoordinate() && unit < LARGE_ENOUGH;
        boolean moderate = small && unit > SMALL_BY_ITSELF;
        double first = moderate ? 1 : unit;
        Slope found = at(first, COARSE, FINE, values, component, steps, expected);
        if (found == null && small) {
            found = at(moderate ? unit : 1, COARSE, FINE, values, component, steps, expected);
        }
        if (found == null && expected != 0) {
            found = at(Math.max(first, small ? 1 : 0), COARSER, LESS_FINE, values, component, steps, expected);
        }
        return found;
    }

    private static Slope at(
            double unit, double coarse, double fine, Values values, int component, double[] steps, double expected) {
        int a = nearest(steps, coarse * unit);
        int b = a + 1;
        int c = nearest(steps, fine * unit);
        if (c <= b) {
            return null;
        }
        double[] h = {steps[a], steps[b], steps[c]};
        Sides s = Sides.of(values, component, h);
        if (s.finite(true, true).size() < h.length) {
            return null;
        }
        List<Rung> ladder = IntStream.range(0, h.length).mapToObj(s::rung).toList();
        double ulp = Math.max(Math.ulp(s.middle()), Math.max(s.ulp(0), s.ulp(2)));
        if (expected == 0) {
            double far = steps[0];
            return flat(s)
                    ? still(values.at(far, component), values.at(-far, component), far, s, ladder)
                    : zero(s, ulp, ladder);
        }
        double ratio = h[0] / h[1];
        double value = s.central(1) + (s.central(1) - s.central(0)) / (ratio * ratio - 1);
        double limit = AGREEMENT * Math.abs(value);
        double corrected = Math.abs(value - s.central(1));
        double bar = 2 * Math.abs(value - s.central(2)) + 2 * kink(s) + 4 * ulp / h[2] + 1e-4 * corrected;
        if (!(bar <= limit && corrected <= 1e-3 * Math.abs(value) && Math.abs(value - expected) <= limit + bar)) {
            return null;
        }
        double noise = Math.max(Math.abs(value - s.central(2)) * h[2], ulp);
        return new Slope(Kind.SMOOTH, value, bar, value, value, bar, noise, h[1], ladder);
    }

    /** Half of the distance between the slopes of both sides, without what a parabola has of it. */
    private static double kink(Sides s) {
        double[] h = s.step();
        return Math.abs(s.even(2) / h[2] - s.even(1) / h[1] * h[2] / h[1]);
    }

    /** Whether not one bit moves. */
    private static boolean flat(Sides s) {
        boolean flat = true;
        for (int k = 0; k < s.size(); k++) {
            flat &= s.plus()[k] == s.middle() && s.minus()[k] == s.middle();
        }
        return flat;
    }

    /** Of a function that does not move within the steps; with the coarsest step neither, it is constant. */
    private static Slope still(double plus, double minus, double coarsest, Sides s, List<Rung> ladder) {
        boolean constant = plus == s.middle() && minus == s.middle();
        return constant
                ? Slope.flat(Kind.CONSTANT, s.middle(), coarsest, ladder)
                : Slope.flat(Kind.SMOOTH, s.middle(), s.step()[0], ladder);
    }

    /** Of a function that moves equally to both sides, but for rounding, and without a kink; else null. */
    private static Slope zero(Sides s, double ulp, List<Rung> ladder) {
        double[] h = s.step();
        boolean clean = kink(s) <= 4 * ulp / h[2];
        for (int k = 0; k < s.size(); k++) {
            clean &= Math.abs(s.central(k)) <= 2 * s.ulp(k) / h[k];
        }
        double bar = 4 * ulp / h[1];
        return clean ? new Slope(Kind.SMOOTH, 0, bar, 0, 0, bar, ulp, h[1], ladder) : null;
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
