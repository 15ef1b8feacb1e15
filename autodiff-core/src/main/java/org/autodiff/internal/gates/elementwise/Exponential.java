package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Composites;
import org.autodiff.internal.kernel.ElementaryMath;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.ScalarMath;
import org.autodiff.internal.loops.BinaryLoop;
import org.autodiff.internal.loops.UnaryLoop;

/** Exponentials and logarithms. */
public final class Exponential {
    private static final Kernels K = Kernels.active();

    public static final Exp EXP = new Exp();
    public static final Log LOG = new Log();

    static final LogSlope LOG_SLOPE = new LogSlope();
    private static final LogaddexpSlope LOGADDEXP_SLOPE = new LogaddexpSlope();

    private Exponential() {}

    @Formula(value = "exp(x)", derivative = "y")
    public record Exp() implements FromOutput, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.exp(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.exp(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y;
        }
    }

    /** Accurate near 0. The derivative is computed from x: y + 1 would have no digits left for very negative x. */
    @Formula(value = "exp(x) - 1", derivative = "exp(x)")
    public record Expm1() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.expm1(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.expm1(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.exp();
        }
    }

    // ---- logarithms

    /** To whatever base: -infinity at 0, with derivative infinity; NaN below. */
    private interface Logarithm extends UnaryElementwise {
        @Override
        default List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x = -0", -0.0).gradient(Double.NEGATIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x below 0", -1).gradient(Double.NaN).second(Double.NaN));
        }
    }

    @Formula(value = "log(x)", derivative = "1 / x")
    public record Log() implements Logarithm, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.log(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.log(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return LOG_SLOPE.on(x);
        }
    }

    /** The slope of the logarithm, which is NaN where that is; 1 / x below 0 would be an ordinary number. */
    @Formula(value = "1 / x, NaN below 0", derivative = "-y^2")
    public record LogSlope() implements FromOutput {
        @Override
        public double apply(double x) {
            return x >= 0 ? 1 / x : Double.NaN;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().neg();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Ends.OF_FALLING_POLE,
                    Kink.at("x below 0", -1).gradient(Double.NaN).second(Double.NaN));
        }
    }

    /** Accurate near 0; -infinity at -1, NaN below. */
    @Formula(value = "log(1 + x)", derivative = "1 / (1 + x)")
    public record Log1p() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.log1p(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.log1p(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return LOG_SLOPE.on(x.add(1));
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = -1", -1).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x below -1", -2).gradient(Double.NaN).second(Double.NaN));
        }
    }

    /** Exact at powers of 2. */
    @Formula(value = "log2(x)", derivative = "1 / (x log(2))")
    public record Log2() implements Logarithm {
        @Override
        public double apply(double x) {
            return ElementaryMath.log2(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return LOG_SLOPE.on(x).mul(1 / ElementaryMath.LN2);
        }
    }

    /** Exact at powers of 10. */
    @Formula(value = "log10(x)", derivative = "1 / (x log(10))")
    public record Log10() implements Logarithm {
        @Override
        public double apply(double x) {
            return ElementaryMath.log10(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return LOG_SLOPE.on(x).mul(1 / ElementaryMath.LN10);
        }
    }

    // ---- of a sum

    /** Shifted by the larger so that nothing overflows. */
    @Formula(
            value = "log(exp(a) + exp(b))",
            derivative = {"1 / (1 + exp(b - a))", "1 / (1 + exp(a - b))"})
    public record Logaddexp() implements Symmetric, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return Composites.logaddexp(a, b);
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            Composites.logaddexp(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return LOGADDEXP_SLOPE.on(a, b);
        }

        @Override
        public List<Kink> kinks() {
            double inf = Double.POSITIVE_INFINITY;
            return List.of(
                    Kink.at("both infinite", inf, inf).gradient(0.5, 0.5),
                    Kink.at("both -infinite: an impossible event", -inf, -inf).gradient(0, 0));
        }
    }

    /**
     * The share of e^a in the sum. Two that are infinite share alike; of two that are -infinite neither gets any. The
     * derivative is computed from the difference, as that of the logistic function is.
     */
    @Formula(
            value = "1 / (1 + exp(b - a))",
            derivative = {"y (1 - y)", "-y (1 - y)"})
    public record LogaddexpSlope() implements BinaryElementwise, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return Composites.logaddexpSlope(a, b);
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            Composites.logaddexpSlope(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            Tensor difference = a.sub(b);
            Tensor bothInfinite = a.equalTo(b).mul(difference.isNaN()); // the share is constant there
            return Tensor.where(bothInfinite, Tensor.of(0), Activations.SIGMOID_SLOPE.on(difference));
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return derivativeA(a, b, y).neg();
        }

        @Override
        public List<Kink> kinks() {
            double inf = Double.POSITIVE_INFINITY;
            return List.of(Kink.at("both infinite", inf, inf).gradient(0, 0));
        }
    }
}
