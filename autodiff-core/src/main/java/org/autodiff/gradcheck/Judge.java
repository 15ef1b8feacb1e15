package org.autodiff.gradcheck;

import java.util.List;
import org.autodiff.gradcheck.Coordinate.Status;

/**
 * Decides whether claimed derivatives agree with differences. The rules, with g the claim, d the difference and e its
 * error bar:
 *
 * <ul>
 *   <li>they agree if {@code |g - d| <= tolerance * max(|g|, |d|, floor) + e};
 *   <li>but that says something only if e is short: at most 1 % of the larger of the two, or at most the floor. The
 *       floor is 10^-4 of the largest difference of the whole check, so a derivative that is zero can be found to be
 *       zero;
 *   <li>if e is too long, other step lengths are tried: shorter ones, which a nearby singularity or kink needs, and a
 *       longer one, which rounding needs. The estimate with the shortest error bar counts - chosen without regard to
 *       g, which has no say in how it is judged.
 * </ul>
 */
final class Judge {
    /** The error bar relative to the derivative, above which a difference decides nothing. */
    private static final double RESOLUTION = 0.01;

    /** The derivative relative to the largest one, below which it is as good as zero. */
    private static final double NEGLIGIBLE = 1e-4;

    private static final double FINER = 1.0 / 32;
    private static final double[] OTHER_STEPS = {FINER, FINER * FINER, 32};

    private final double tolerance;

    Judge(double tolerance) {
        this.tolerance = tolerance;
    }

    /** Judges claims that belong together: derivatives of one function. */
    List<Coordinate> judge(List<Claim> claims) {
        double scale = 0;
        for (Claim claim : claims) {
            double change = Math.abs(claim.estimate(1).derivative()) * claim.unit();
            scale = Double.isFinite(change) ? Math.max(scale, change) : scale;
        }
        double negligible = NEGLIGIBLE * scale;
        return claims.stream().map(c -> judge(c, negligible / c.unit())).toList();
    }

    private Coordinate judge(Claim claim, double floor) {
        Estimate best = claim.estimate(1);
        if (!decides(best, claim.value(), floor)) {
            for (double factor : OTHER_STEPS) {
                Estimate other = claim.estimate(factor);
                if (other.isFinite() && !(best.errorBar() <= other.errorBar())) {
                    best = other;
                }
            }
        }
        double g = claim.value();
        double d = best.derivative();
        double allowed = tolerance * Math.max(size(g, d), floor) + best.errorBar();
        Status status;
        if (!Double.isFinite(g) || !best.isFinite()) {
            status = Status.WRONG;
        } else if (Math.abs(g - d) > allowed) {
            status = Status.WRONG;
        } else if (decides(best, g, floor)) {
            status = Status.PASS;
        } else {
            status = isKink(claim) ? Status.KINK : Status.INCONCLUSIVE;
        }
        return new Coordinate(
                claim.input(), 0, -1, claim.name(), 1, g, d, best.errorBar(), allowed, d, d, status, "", List.of());
    }

    private static double size(double g, double d) {
        return Math.max(Math.abs(g), Math.abs(d));
    }

    private static boolean decides(Estimate estimate, double g, double floor) {
        return estimate.isFinite()
                && estimate.errorBar() <= Math.max(RESOLUTION * size(g, estimate.derivative()), floor);
    }

    /** Noise and jumps get rougher with a finer step, smooth functions get smoother; a kink looks the same. */
    private static boolean isKink(Claim claim) {
        double coarse = claim.estimate(1).roughness();
        double fine = claim.estimate(FINER).roughness();
        return coarse > 0 && fine > coarse / 2 && fine < coarse * 2;
    }
}
