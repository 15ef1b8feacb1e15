package org.autodiff.internal.gates.elementwise;

import static java.lang.Double.NaN;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Composites;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.ScalarMath;
import org.autodiff.internal.loops.UnaryLoop;

/** Activation functions that are no stable, fast composition of others. */
public final class Activations {
    private static final Kernels K = Kernels.active();

    public static final Sigmoid SIGMOID = new Sigmoid();
    public static final Relu RELU = new Relu();

    static final SigmoidSlope SIGMOID_SLOPE = new SigmoidSlope();

    private Activations() {}

    // ---- smooth

    /** The derivative is computed from x: so it is right to the last digits in both tails. */
    @Formula(value = "1 / (1 + exp(-x))", derivative = "y (1 - y)")
    public record Sigmoid() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.sigmoid(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.sigmoid(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return SIGMOID_SLOPE.on(x);
        }
    }

    @Formula(value = "1 / (2 cosh(x / 2))^2", derivative = "-y tanh(x / 2)")
    public record SigmoidSlope() implements FromOutput.AndInput, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.sigmoidSlope(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.sigmoidSlope(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.mul(x.mul(0.5).tanh()).neg();
        }
    }

    /** Without overflow, and without a threshold above which it is x. */
    @Formula(value = "log(1 + exp({beta} x)) / {beta}", derivative = "1 / (1 + exp(-{beta} x))")
    public record Softplus(double beta) implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return Composites.softplus(beta, x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            Composites.softplus(beta, x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return (beta == 1 ? x : x.mul(beta)).sigmoid();
        }
    }

    /** With its limits -1 and 1 at the infinities. */
    @Formula(value = "x / (1 + |x|)", derivative = "1 / (1 + |x|)^2")
    public record Softsign() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
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

    // ---- of pieces

    /** At the kink the derivative is 0, as everywhere; NaN for NaN. */
    @Formula(value = "max(x, 0)", derivative = "1 where x > 0, else 0")
    public record Relu() implements FromOutput, UnaryLoop {
        @Override
        public double apply(double x) {
            return x <= 0 ? 0.0 : x;
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.relu(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.sign(); // y is not negative; and the sign of NaN is NaN
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("x = 0", 0).gradient(0), Kink.at("NaN", NaN).gradient(NaN));
        }
    }

    /** At the kink the derivative is the slope; NaN for NaN. */
    @Formula(value = "x where x > 0, else {slope} x", derivative = "1 where x > 0, else {slope}")
    public record LeakyRelu(double slope) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Math.max(x, 0) + slope * Math.min(x, 0); // no branch: random signs would be mispredicted
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.where(x.lessEqual(0), Tensor.of(slope), x.sign()); // the sign of NaN is NaN
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(slope), Kink.at("NaN", NaN).gradient(NaN));
        }
    }

    /** Leaky ReLU with a learned slope b (He et al. 2015). */
    @Formula(
            value = "a where a > 0, else a b",
            derivative = {"1 where a > 0, else b", "0 where a > 0, else a"})
    public record Prelu() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            double below = b * a; // computed always: random signs would mispredict a branch
            return a > 0 ? a : below;
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
                    Kink.at("x is NaN", NaN, 0.25).gradient(NaN, NaN));
        }
    }

    /**
     * ELU (Clevert, Unterthiner and Hochreiter 2016) with scale 1, CELU (Barron 2017) with scale alpha. At 0 the
     * derivative is that from the left.
     */
    @Formula(
            value = "x where x > 0, else {alpha} (exp(x / {scale}) - 1)",
            derivative = "1 where x > 0, else {alpha} exp(x / {scale}) / {scale}")
    public record Elu(double alpha, double scale) implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return Composites.elu(alpha, scale, x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            Composites.elu(alpha, scale, x, y, n);
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

    /** At the bounds the derivative is 0; NaN for NaN. */
    @Formula(value = "{slope} x + 1/2, kept within 0 and 1", derivative = "{slope} where {slope} |x| < 1/2, else 0")
    public record HardSigmoid(double slope) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            double y = slope * x + 0.5;
            return y < 0 ? 0 : y > 1 ? 1 : y;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Steps.Between(-0.5 / slope, 0.5 / slope, false).on(x).mul(slope);
        }

        @Override
        public List<Kink> kinks() {
            double bound = 0.5 / slope;
            return List.of(
                    Kink.at("x = " + -bound, -bound).gradient(0),
                    Kink.at("x = " + bound, bound).gradient(0),
                    Kink.at("NaN", NaN).gradient(NaN));
        }
    }
}
