package org.autodiff.gradcheck;

import java.util.List;
import org.autodiff.Rng;

/**
 * The Taylor test: with the claimed gradient g the remainder {@code |f(x + t v) - f(x) - t g'v|} falls like t^2, with a
 * wrong one like t. The order is the slope of its logarithm against that of t, at the finest steps at which it stands
 * clear of rounding; v is a random direction.
 *
 * @param order of the remainder; NaN if it vanishes, as that of a linear function, or is noise
 * @param error the remainder with the finest of these steps, relative to what is claimed for it
 */
record TaylorTest(double order, double error) {
    /** Below this order the remainder falls like t, whatever the function's second derivative. */
    private static final double CONTRADICTS = 1.25;

    /** In units of the tolerance, for all claims together. */
    private static final double MORE = 3;

    private static final int RATIO = 8;
    private static final int STEPS = 8;

    /** The remainder in units of the noise, from which on even a 64th of it is known well enough. */
    private static final double CLEAR = 3000;

    /** No remainder falls like that: it vanishes. */
    private static final double VANISHES = 4.5;

    private static final TaylorTest NOT_AVAILABLE = new TaylorTest(Double.NaN, 0);

    /** Whether the claims are off by more than so much of themselves. */
    boolean contradicts(double tolerance) {
        return order < CONTRADICTS && error > MORE * tolerance;
    }

    /**
     * The test at a place.
     *
     * @param left coordinates that were left undecided, and do not move
     */
    static TaylorTest at(Place place, List<Coordinate> left, Rng rng) {
        double[][] at = place.at();
        double[][] v = new double[at.length][];
        for (int b = 0; b < v.length; b++) {
            v[b] = ProbeDirection.signs(at, b, rng)[b];
            String block = place.subject().blocks().get(b).name();
            for (Coordinate c : left) {
                if (c.index() >= 0 && c.block().equals(block)) {
                    v[b][c.index()] = 0;
                }
            }
        }
        double[] sign = new double[place.rows().count()];
        double claimed = 0;
        double noise = 0;
        double terms = 0;
        for (int row = 0; row < sign.length; row++) {
            sign[row] = rng.nextBoolean() ? 1 : -1;
            claimed += sign[row] * place.claim(row, v);
            noise += place.noise(row);
            terms += place.terms(row, v);
        }
        if (!Double.isFinite(claimed)) {
            return NOT_AVAILABLE;
        }
        double value = InnerProduct.of(sign, place.middle());
        double order = Double.NaN;
        double error = 0;
        double coarser = Double.NaN;
        double t = 1;
        for (int i = 0; i < STEPS; i++) {
            t /= RATIO;
            double moved = InnerProduct.of(sign, place.rows(ProbeDirection.move(at, t, v)));
            double remainder = Math.abs(moved - value - t * claimed);
            if (!Double.isFinite(remainder)) { // outside of the domain
                coarser = Double.NaN;
                continue;
            }
            if (coarser > CLEAR * noise) {
                order = Math.log(coarser / Math.max(remainder, noise)) / Math.log(RATIO);
                error = remainder / t / terms;
            }
            if (remainder <= noise) {
                break;
            }
            coarser = remainder;
        }
        return order < VANISHES ? new TaylorTest(order, error) : NOT_AVAILABLE;
    }
}
