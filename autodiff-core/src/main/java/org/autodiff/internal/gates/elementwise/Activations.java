package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Kernels;

/** Activation functions that are no stable composition of others. */
public final class Activations {
    private static final Kernels K = Kernels.active();

    private Activations() {}

    /**
     * log(1 + e^(beta x)) / beta without overflow or a cut: max(x, 0) + log1p(e^-|beta x|) / beta.  d/dx = the logistic function of
     * beta x.
     */
    public record Softplus(double beta) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = -Math.abs(beta * x[i]);
            }
            K.exp(y, y, n);
            K.log1p(y, y, n);
            for (int i = 0; i < n; i++) {
                y[i] = Math.max(x[i], 0) + y[i] / beta;
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return (beta == 1 ? x : x.mul(beta)).sigmoid();
        }
    }

    /** x / (1 + |x|), with its limits -1 and 1 at the infinities.  d/dx = 1 / (1 + |x|)^2. */
    public record Softsign() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                double v = x[i];
                y[i] = Double.isInfinite(v) ? Math.signum(v) : v / (1 + Math.abs(v));
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.abs().add(1).reciprocal().square();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0, where the second derivative jumps", 0).gradient(1));
        }
    }

    /**
     * x for positive x, else alpha (e^(x / scale) - 1): ELU (Clevert, Unterthiner and Hochreiter 2016) with scale 1, CELU
     * (Barron 2017) with scale alpha.  d/dx = 1 for positive x, else alpha / scale e^(x / scale), also at 0.
     */
    public record Elu(double alpha, double scale) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = x[i] / scale;
            }
            K.expm1(y, y, n);
            for (int i = 0; i < n; i++) {
                y[i] = x[i] > 0 ? x[i] : alpha * y[i];
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.where(x.heaviside(0), Tensor.of(1), x.div(scale).exp().mul(alpha / scale));
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("x = 0", 0).gradient(alpha / scale).second(alpha / scale / scale));
        }
    }

    /** x for positive x, else slope x.  d/dx = 1 for positive x, else slope, also at 0. */
    public record LeakyRelu(double slope) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = Math.max(x[i], 0) + slope * Math.min(x[i], 0); // no branch that random signs would mislead
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.where(x.lessEqual(0), Tensor.of(slope), x.sign()); // the sign of NaN is NaN
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(slope),
                    Kink.at("NaN", Double.NaN).gradient(Double.NaN));
        }
    }

    /** a for positive a, else b a: leaky ReLU with a learned slope b (He et al. 2015).  d/da = 1 or b; d/db = 0 or a. */
    public record Prelu() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                double v = a[ao + as * i];
                y[yo + i] = v > 0 ? v : b[bo + bs * i] * v;
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.where(a.lessEqual(0), b, a.sign()); // the sign of NaN is NaN
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.where(a.lessEqual(0), a, a.sign().sub(1));
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0, with slope 1/4", 0, 0.25).gradient(0.25, 0).second(1, 1),
                    Kink.at("x is NaN", Double.NaN, 0.25).gradient(Double.NaN, Double.NaN));
        }
    }

    /** slope x + 1/2 kept within [0, 1].  d/dx = slope between the bounds, and 0 at and beyond them. */
    public record HardSigmoid(double slope) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                double v = slope * x[i] + 0.5;
                y[i] = v < 0 ? 0 : v > 1 ? 1 : v;
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Slopes.Between(-0.5 / slope, 0.5 / slope, false).on(x).mul(slope);
        }

        @Override
        public List<Kink> kinks() {
            double bound = 0.5 / slope;
            return List.of(
                    Kink.at("x = " + -bound, -bound).gradient(0),
                    Kink.at("x = " + bound, bound).gradient(0),
                    Kink.at("NaN", Double.NaN).gradient(Double.NaN));
        }
    }
}
