package org.autodiff.internal.differences;

import java.util.Arrays;

/**
 * The steps, coarse to fine.
 *
 * <p>The ratio of neighbours changes from rung to rung, about 3.1 and 2.7 with a drift. With equal ratios, or with
 * powers of two, a periodic function can look alike on all rungs: {@code sin(2 pi 2^k x)} has only zeros there.
 */
final class Ladder {
    private static final double COARSEST = 0x1p-3;
    private static final double[] WIDER = {79, 26.3, 9.1, 2.9};
    private static final double FINEST = 0x1p-51;
    private static final double FINEST_AT_ZERO = 0x1p-80;
    /** Along a direction some coordinates stop moving when the step falls below their last place. */
    private static final double FINEST_OF_DIRECTION = 0x1p-36;

    private Ladder() {}

    static double[] steps(Scale scale) {
        double unit = scale.unit();
        if (!scale.isCoordinate()) {
            return between(COARSEST * unit, FINEST_OF_DIRECTION * unit, scale);
        }
        if (scale.position() == 0) {
            return between(COARSEST, FINEST_AT_ZERO, scale); // nothing is too small to be added to zero
        }
        // A small coordinate may be small compared with what the function knows: 1 is the other candidate.
        if (unit >= 1 || unit > 0x1p-40) {
            return between(COARSEST * Math.max(1, unit), FINEST * unit, scale);
        }
        double[] one = between(COARSEST, FINEST, scale);
        double[] own = between(COARSEST * unit, FINEST * unit, scale);
        double[] all = Arrays.copyOf(one, one.length + own.length);
        System.arraycopy(own, 0, all, one.length, own.length);
        return all;
    }

    /**
     * The steps around zero by which a function moves that is too steep for {@link #steps}: where two neighbours have
     * about the same slope. Null if there are none.
     */
    static double[] aroundZero(Values values, int component) {
        for (double h = FINEST_AT_ZERO; h > Double.MIN_NORMAL; h *= FINEST_AT_ZERO) {
            double one = (values.at(h, component) - values.at(-h, component)) / (2 * h);
            double other = (values.at(h / 3, component) - values.at(-h / 3, component)) / (2 * (h / 3));
            if (one != 0 && Math.abs(one - other) <= 1e-3 * Math.abs(one)) {
                return between(h / FINEST_AT_ZERO / 7, h, Scale.coordinate(0));
            }
        }
        return null;
    }

    /** The same with coarser rungs, for functions whose values are large or inexact compared with what they change. */
    static double[] widened(double[] steps, Scale scale) {
        double[] all = new double[WIDER.length + steps.length];
        for (int k = 0; k < WIDER.length; k++) {
            all[k] = scale.round(steps[0] * WIDER[k]);
        }
        System.arraycopy(steps, 0, all, WIDER.length, steps.length);
        return all;
    }

    private static double[] between(double coarsest, double finest, Scale scale) {
        double[] steps = new double[1100];
        int n = 0;
        double h = coarsest;
        for (int k = 0; h >= finest && h > 0; k++) {
            double exact = scale.round(h);
            if (exact > 0 && (n == 0 || exact < steps[n - 1])) {
                steps[n++] = exact;
            }
            double drift = 0.07 * Math.sin(2.4 * k);
            h /= (k % 2 == 0 ? 3.1 : 2.7) + drift;
        }
        return Arrays.copyOf(steps, n);
    }
}
