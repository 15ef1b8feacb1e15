package org.autodiff.internal.differences;

import java.util.function.DoubleUnaryOperator;
import org.autodiff.internal.differences.Jumps.Jump;

/**
 * Looks for small jumps beside a smooth stretch: an inner solver that stops at a tolerance is smooth as long as it
 * takes the same number of iterations, with a slope that is off by about the jump over the distance to it.
 */
final class Seam {
    private static final int POINTS = 3;
    private static final int MOST_SEARCHES = 6;
    /** What rounding makes of an extrapolation over the ratio of two rungs. */
    private static final double ROUNDING = 4e6;
    /** A larger jump is a part of the function and not noise. */
    private static final double LARGEST = 1e-3;

    private Seam() {}

    /** The first small jump that ends the smooth stretch around rung {@code from}. */
    static Jump near(Sides sides, int from, Jumps jumps) {
        double range = 0;
        for (int k = 0; k <= from; k++) {
            range = Math.max(range, Math.abs(sides.plus()[k] - sides.middle()));
            range = Math.max(range, Math.abs(sides.minus()[k] - sides.middle()));
        }
        int searches = 0;
        for (int k = Math.min(from, sides.size() - 1 - POINTS); k >= 0 && searches < MOST_SEARCHES; k--) {
            DoubleUnaryOperator inside = polynomial(sides, k + 1);
            double rounding = ROUNDING * Math.max(sides.ulp(k), Math.ulp(sides.middle()));
            for (int sign = -1; sign <= 1; sign += 2) {
                double t = sign * sides.step()[k];
                double value = sign < 0 ? sides.minus()[k] : sides.plus()[k];
                double miss = Math.abs(value - inside.applyAsDouble(t));
                if (miss > rounding) {
                    searches++;
                    Jump jump = jumps.between(sign * sides.step()[k + 1], t, inside);
                    if (jump.size() > rounding && jump.size() < LARGEST * range) {
                        return jump;
                    }
                }
            }
        }
        return Jump.NONE;
    }

    /** Through the middle and both sides of some rungs; Newton's divided differences. */
    private static DoubleUnaryOperator polynomial(Sides sides, int k) {
        int n = 2 * POINTS + 1;
        double unit = sides.step()[k];
        double[] t = new double[n];
        double[] f = new double[n];
        f[0] = sides.middle();
        for (int i = 0; i < POINTS; i++) {
            int rung = k + POINTS - 1 - i;
            t[2 * i + 1] = sides.step()[rung] / unit;
            f[2 * i + 1] = sides.plus()[rung];
            t[2 * i + 2] = -t[2 * i + 1];
            f[2 * i + 2] = sides.minus()[rung];
        }
        for (int level = 1; level < n; level++) {
            for (int i = n - 1; i >= level; i--) {
                f[i] = (f[i] - f[i - 1]) / (t[i] - t[i - level]);
            }
        }
        return at -> {
            double x = at / unit;
            double y = f[n - 1];
            for (int i = n - 2; i >= 0; i--) {
                y = y * (x - t[i]) + f[i];
            }
            return y;
        };
    }
}
