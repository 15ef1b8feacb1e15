package org.autodiff.internal.gates.elementwise;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.ElementaryMath;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.PowerDerivatives;
import org.autodiff.internal.loops.BinaryLoop;
import org.autodiff.internal.loops.UnaryLoop;

/** Powers and roots. */
public final class Powers {
    private static final Kernels K = Kernels.active();

    public static final Square SQUARE = new Square();
    public static final Reciprocal RECIPROCAL = new Reciprocal();
    public static final Sqrt SQRT = new Sqrt();

    private Powers() {}

    @Formula(value = "x^2", derivative = "2 x")
    public record Square() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return x * x;
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.square(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(2);
        }
    }

    @Formula(value = "1 / x", derivative = "-y^2")
    public record Reciprocal() implements FromOutput, UnaryLoop {
        @Override
        public double apply(double x) {
            return 1 / x;
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.reciprocal(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().neg();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Ends.OF_FALLING_POLE);
        }
    }

    // ---- roots

    /** The derivative is infinite at 0; NaN below. */
    @Formula(value = "sqrt(x)", derivative = "1 / (2 y)")
    public record Sqrt() implements FromOutput, UnaryLoop {
        @Override
        public double apply(double x) {
            return Math.sqrt(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.sqrt(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(0.5).div(y);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(POSITIVE_INFINITY).second(NEGATIVE_INFINITY),
                    Kink.at("x = -0", -0.0).gradient(NEGATIVE_INFINITY).second(POSITIVE_INFINITY));
        }
    }

    @Formula(value = "1 / sqrt(x)", derivative = "-y / (2 x)")
    public record Rsqrt() implements FromOutput.AndInput {
        @Override
        public double apply(double x) {
            return 1 / Math.sqrt(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.div(x).mul(-0.5);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Ends.OF_FALLING_POLE);
        }
    }

    /** Of negative numbers too. */
    @Formula(value = "cbrt(x)", derivative = "1 / (3 y^2)")
    public record Cbrt() implements FromOutput {
        @Override
        public double apply(double x) {
            return ElementaryMath.cbrt(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().mul(3).reciprocal();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("x = 0", 0).gradient(POSITIVE_INFINITY).second(0));
        }
    }

    // ---- powers

    /** NaN for negative x unless the exponent is a whole number. */
    @Formula(value = "x^{exponent}", derivative = "{exponent} x^({exponent} - 1)")
    public record Pow(double exponent) implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return ElementaryMath.powOf(x, exponent);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.pow(x, exponent, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            if (exponent == 0) {
                return Tensor.of(0); // exact: it must not meet the infinity that 0^-1 is
            }
            // An exponent so small that the next one is rounded to -1 still gives NaN for negative x.
            return (exponent - 1 == -1 ? Exponential.LOG_SLOPE.on(x) : x.pow(exponent - 1)).mul(exponent);
        }

        /**
         * Below an exponent of 2 one of the first two derivatives is infinite at 0, unless it is a constant or a line.
         */
        @Override
        public List<Kink> kinks() {
            if (exponent >= 2 || exponent == 0 || exponent == 1) {
                return List.of();
            }
            double first = exponent > 1 ? 0 : Math.copySign(POSITIVE_INFINITY, exponent);
            double second = Math.copySign(POSITIVE_INFINITY, exponent * (exponent - 1));
            return List.of(Kink.at("x = 0", 0).gradient(first).second(second));
        }
    }

    /**
     * The special cases are those of IEEE 754. The derivative by a is 0 for b = 0; that by b is taken as 0 at a = 0 for
     * b >= 0, and is NaN for negative a. See {@link PowerDerivative}.
     */
    @Formula(
            value = "a^b",
            derivative = {"b a^(b - 1)", "a^b log(a)"})
    public record Power() implements BinaryElementwise, BinaryLoop {
        @Override
        public String name() {
            return "pow";
        }

        @Override
        public double apply(double a, double b) {
            return ElementaryMath.pow(a, b);
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.powers(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return new PowerDerivative(1, 0).on(a, b);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return new PowerDerivative(0, 1).on(a, b);
        }

        @Override
        public List<Kink> kinks() {
            double inf = POSITIVE_INFINITY;
            return List.of(
                    Kink.at("a = 0, b = 0", 0, 0).gradient(0, 0).second(inf, inf),
                    Kink.at("a = 0, b < 0", 0, -1).gradient(-inf, -inf).second(inf, inf),
                    Kink.at("a = 0, 0 < b < 1", 0, 0.5).gradient(inf, 0).second(-inf, -inf),
                    Kink.at("a = 0, b = 1", 0, 1).gradient(1, 0).second(1, 1),
                    Kink.at("a = 0, 1 < b < 2", 0, 1.5).gradient(0, 0).second(inf, 0),
                    Kink.at("a = 0, b = 2", 0, 2).gradient(0, 0).second(2, 0),
                    Kink.at("a negative, b whole", -1, 2).gradient(-2, NaN).second(NaN, NaN));
        }
    }

    /**
     * A derivative of a power, of any order. Its own are the next ones; so the mixed derivatives are the same in
     * whatever order, and in whatever mode, they are taken.
     *
     * @param n how often by a
     * @param k how often by b
     */
    @Formula(
            value = "a^b, differentiated {n} times by a and {k} times by b",
            derivative = {"y differentiated once more by a", "y differentiated once more by b"})
    public record PowerDerivative(int n, int k) implements BinaryElementwise, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return PowerDerivatives.at(n, k, a, b);
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int count) {
            PowerDerivatives.at(n, k, a, ao, as, b, bo, bs, y, yo, count);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return new PowerDerivative(n + 1, k).on(a, b);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return new PowerDerivative(n, k + 1).on(a, b);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("a = 0, b above n + 2", 0, n + 3).gradient(0, 0));
        }
    }
}
