package org.autodiff.internal.gates.elementwise;

/** Rounding to whole numbers. */
public final class Rounding {
    private Rounding() {}

    /** The largest whole number that is not above x.  No gradient. */
    public record Floor() implements PiecewiseConstant {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.floor(x[i]);
            }
        }
    }

    /** The smallest whole number that is not below x.  No gradient. */
    public record Ceil() implements PiecewiseConstant {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.ceil(x[i]);
            }
        }
    }

    /** The nearest whole number; of two that are as near, the even one (IEEE 754, NumPy, PyTorch).  No gradient. */
    public record Round() implements PiecewiseConstant {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.rint(x[i]);
            }
        }
    }
}
