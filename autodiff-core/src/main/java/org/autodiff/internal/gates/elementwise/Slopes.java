package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;

/**
 * Derivatives that are NaN where the value is. Comparisons would not do: all are false of a NaN, so a loss that is NaN
 * would hand back 0 or another ordinary number.
 */
public final class Slopes {
    private Slopes() {}

    /** 1 where p is above q, 1/2 where they are equal, else 0; NaN if one is.  Constant where it is continuous. */
    public record Precedence() implements PiecewiseConstant.OfTwo {
        @Override
        public void forward(double[] p, int po, int ps, double[] q, int qo, int qs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                double u = p[po + ps * i];
                double v = q[qo + qs * i];
                y[yo + i] = u > v ? 1 : u < v ? 0 : u == v ? 0.5 : Double.NaN;
            }
        }
    }

    /**
     * 1 between the bounds, at them too if they are included, else 0; NaN for NaN. Constant where it is continuous.
     */
    public record Between(double min, double max, boolean included) implements PiecewiseConstant {
        @Override
        public void forward(double[] x, double[] y, int n) {
            double at = included ? 1 : 0;
            for (int i = 0; i < n; i++) {
                double v = x[i];
                y[i] = v > min && v < max ? 1 : v == min || v == max ? at : v < min || v > max ? 0 : Double.NaN;
            }
        }
    }

    /** 1 / x, the slope of log x; NaN below 0, where the logarithm is.  d/dx = -y^2. */
    public record LogSlope() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = x[i] >= 0 ? 1 / x[i] : Double.NaN;
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().neg();
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.NEGATIVE_INFINITY).second(Double.POSITIVE_INFINITY),
                    Kink.at("x below 0", -1).gradient(Double.NaN).second(Double.NaN));
        }
    }
}
