package org.autodiff.internal.differences;

import java.util.function.DoubleUnaryOperator;

/**
 * Tells structure from steps. Where fine rungs have a slope of their own, the function may be fine-grained (then
 * they are right), or it may be made of steps: rounded to single precision, or an inner solver that takes one
 * iteration more. A function of steps jumps where the fine slope ends, and halving the interval finds the jump; a
 * continuous function spreads its change over the interval.
 */
final class Jumps {
    private static final int HALVINGS = 36;

    private final Values values;
    private final int component;
    private final Scale scale;

    Jumps(Values values, int component, Scale scale) {
        this.values = values;
        this.component = component;
        this.scale = scale;
    }

    /** Whether the slope {@code fine} of rung {@code from} ends by a jump on the way to {@code to}, coarser. */
    boolean end(Sides sides, double fine, int from, double coarse, int to) {
        double limit = Math.abs(fine - coarse) / 2;
        DoubleUnaryOperator tangent = t -> sides.middle() + fine * t;
        for (int k = from - 1; k >= to; k--) {
            double h = sides.step()[k];
            boolean right = Math.abs(sides.plus()[k] - tangent.applyAsDouble(h)) > limit * h;
            boolean left = Math.abs(sides.minus()[k] - tangent.applyAsDouble(-h)) > limit * h;
            if (right || left) {
                int sign = right ? 1 : -1;
                return between(sign * sides.step()[k + 1], sign * h, tangent).size() > 0;
            }
        }
        return false;
    }

    /** A jump, and where; of size zero if there is none. */
    record Jump(double at, double size) {
        static final Jump NONE = new Jump(Double.NaN, 0);
    }

    /** The jump by which the line leaves a smooth function between two places on one side. */
    Jump between(double from, double to, DoubleUnaryOperator smooth) {
        double a = from;
        double b = to;
        double atA = values.at(a, component) - smooth.applyAsDouble(a);
        double atB = values.at(b, component) - smooth.applyAsDouble(b);
        double whole = Math.abs(atB - atA);
        for (int i = 0; i < HALVINGS; i++) {
            double mid = Math.copySign(scale.round(Math.abs(a + (b - a) / 2)), b);
            if (Math.abs(mid) <= Math.abs(a) || Math.abs(mid) >= Math.abs(b)) {
                break;
            }
            double atMid = values.at(mid, component) - smooth.applyAsDouble(mid);
            if (!(Math.abs(atB - atA) >= whole / 64) || Double.isNaN(atMid)) {
                return Jump.NONE;
            }
            if (Math.abs(atMid - atA) >= Math.abs(atB - atMid)) {
                b = mid;
                atB = atMid;
            } else {
                a = mid;
                atA = atMid;
            }
        }
        double size = Math.abs(atB - atA);
        return size > whole / 16 ? new Jump(Math.abs(b), size) : Jump.NONE;
    }
}
