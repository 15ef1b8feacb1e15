package org.autodiff.internal.differences;

/**
 * Tells structure from noise. Where fine rungs have a slope of their own, the function may be fine-grained (then they are
 * right), or it may be made of steps: rounded to single precision, or an inner solver that takes one iteration more. A
 * function of steps jumps where the fine slope ends, and halving the interval finds the jump; a continuous function
 * spreads its change over the interval.
 */
final class JumpSearch {
    private static final int HALVINGS = 36;

    private final Values values;
    private final int component;
    private final Scale scale;

    JumpSearch(Values values, int component, Scale scale) {
        this.values = values;
        this.component = component;
        this.scale = scale;
    }

    /** Whether the slope {@code fine} of rung {@code from} ends by a jump on the way to {@code to}, coarser. */
    boolean endsByJump(Sides sides, double fine, int from, double coarse, int to) {
        double limit = Math.abs(fine - coarse) / 2;
        for (int k = from - 1; k >= to; k--) {
            double h = sides.step()[k];
            boolean right = Math.abs(rest(sides.plus()[k], sides.middle(), fine, h)) > limit * h;
            boolean left = Math.abs(rest(sides.minus()[k], sides.middle(), fine, -h)) > limit * h;
            if (right || left) {
                int sign = right ? 1 : -1;
                return jumps(sides.middle(), fine, sign * sides.step()[k + 1], sign * h);
            }
        }
        return false;
    }

    private static double rest(double value, double middle, double slope, double t) {
        return value - middle - slope * t;
    }

    private boolean jumps(double middle, double slope, double from, double to) {
        double a = from;
        double b = to;
        double atA = rest(values.at(a, component), middle, slope, a);
        double atB = rest(values.at(b, component), middle, slope, b);
        double whole = Math.abs(atB - atA);
        for (int i = 0; i < HALVINGS; i++) {
            double mid = Math.copySign(scale.round(Math.abs(a + (b - a) / 2)), b);
            if (mid == a || mid == b) {
                break;
            }
            double atMid = rest(values.at(mid, component), middle, slope, mid);
            if (Double.isNaN(atMid)) {
                return false;
            }
            if (Math.abs(atB - atA) < whole / 64) {
                return false;
            }
            if (Math.abs(atMid - atA) >= Math.abs(atB - atMid)) {
                b = mid;
                atB = atMid;
            } else {
                a = mid;
                atA = atMid;
            }
        }
        return Math.abs(atB - atA) > whole / 16;
    }
}
