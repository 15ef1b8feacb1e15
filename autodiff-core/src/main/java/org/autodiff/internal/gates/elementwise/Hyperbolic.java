package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.ElementaryMath;

/** The hyperbolic functions beside the tangent, and their inverses. */
public final class Hyperbolic {
    private Hyperbolic() {}

    /** sinh x.  d/dx = cosh x. */
    public record Sinh() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.sinh(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.cosh();
        }
    }

    /** cosh x.  d/dx = sinh x. */
    public record Cosh() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.cosh(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sinh();
        }
    }

    /** The inverse of sinh.  d/dx = 1 / sqrt(x^2 + 1), which does not overflow. */
    public record Asinh() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = ElementaryMath.asinh(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.hypot(Tensor.of(1)).reciprocal();
        }
    }

    /** The inverse of cosh, at least 0; NaN below 1.  d/dx = 1 / sqrt(x^2 - 1) in factors; infinite at 1. */
    public record Acosh() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = ElementaryMath.acosh(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sub(1).sqrt().mul(x.add(1).sqrt()).reciprocal();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 1", 1).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY));
        }
    }

    /** The inverse of tanh; NaN outside [-1, 1].  d/dx = 1 / (1 - x^2) in factors; infinite at both ends. */
    public record Atanh() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = ElementaryMath.atanh(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Slopes.LogSlope().on(new Trigonometric.Rest().on(x));
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 1", 1).gradient(Double.POSITIVE_INFINITY).second(Double.POSITIVE_INFINITY),
                    Kink.at("x = -1", -1).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x beyond -1 and 1", 2).gradient(Double.NaN).second(Double.NaN));
        }
    }
}
