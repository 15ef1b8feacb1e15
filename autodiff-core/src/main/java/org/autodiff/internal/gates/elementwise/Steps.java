package org.autodiff.internal.gates.elementwise;

import org.autodiff.gate.Formula;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.ScalarMath;
import org.autodiff.internal.loops.UnaryLoop;

/** Functions that are constant wherever they are continuous: signs, rounding, and the slopes of straight pieces. */
public final class Steps {
    private static final Kernels K = Kernels.active();

    public static final Sign SIGN = new Sign();
    public static final Heaviside HEAVISIDE = new Heaviside();

    private Steps() {}

    @Formula(value = "-1, 0 or 1 as x is below, at or above 0; NaN for NaN", derivative = "0")
    public record Sign() implements PiecewiseConstant, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.sign(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.sign(x, y, n);
        }
    }

    @Formula(value = "1 where x > 0, else 0", derivative = "0")
    public record Heaviside() implements PiecewiseConstant, UnaryLoop {
        @Override
        public double apply(double x) {
            return x > 0 ? 1.0 : 0.0;
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.heaviside(x, y, n);
        }
    }

    // ---- rounding

    @Formula(value = "the largest whole number that is not above x", derivative = "0")
    public record Floor() implements PiecewiseConstant {
        @Override
        public double apply(double x) {
            return Math.floor(x);
        }
    }

    @Formula(value = "the smallest whole number that is not below x", derivative = "0")
    public record Ceil() implements PiecewiseConstant {
        @Override
        public double apply(double x) {
            return Math.ceil(x);
        }
    }

    /** As IEEE 754, NumPy and PyTorch round. */
    @Formula(value = "the whole number nearest to x; of two that are as near, the even one", derivative = "0")
    public record Round() implements PiecewiseConstant {
        @Override
        public double apply(double x) {
            return Math.rint(x);
        }
    }

    // ---- slopes

    // These are NaN where the value is. Comparisons would not do: all are false of a NaN, so a loss that is NaN would
    // hand back 0 or another ordinary number.

    /** The slope of the larger of two numbers by the first. */
    @Formula(
            value = "1 where a > b, 1/2 where a = b, else 0; NaN if one is",
            derivative = {"0", "0"})
    public record Precedence() implements PiecewiseConstant.OfTwo {
        @Override
        public double apply(double a, double b) {
            return a > b ? 1 : a < b ? 0 : a == b ? 0.5 : Double.NaN;
        }
    }

    /**
     * The slope of a number that is kept within bounds.
     *
     * @param included whether it is 1 at the bounds too
     */
    @Formula(value = "1 between {min} and {max}, else 0; NaN for NaN", derivative = "0")
    public record Between(double min, double max, boolean included) implements PiecewiseConstant {
        @Override
        public double apply(double x) {
            double at = included ? 1 : 0;
            return x > min && x < max ? 1 : x == min || x == max ? at : x < min || x > max ? 0 : Double.NaN;
        }
    }
}
