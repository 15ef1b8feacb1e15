package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.ScalarMath;
import org.autodiff.internal.loops.UnaryLoop;

/** Functions of one number, applied to each element. */
public final class Elementary {
    private static final Kernels K = Kernels.active();

    public static final Exp EXP = new Exp();
    public static final Log LOG = new Log();
    public static final Sin SIN = new Sin();
    public static final Cos COS = new Cos();
    public static final Tanh TANH = new Tanh();
    public static final Sigmoid SIGMOID = new Sigmoid();
    public static final Relu RELU = new Relu();
    public static final Sqrt SQRT = new Sqrt();
    public static final Square SQUARE = new Square();
    public static final Reciprocal RECIPROCAL = new Reciprocal();
    public static final Abs ABS = new Abs();
    public static final Sign SIGN = new Sign();
    public static final Heaviside HEAVISIDE = new Heaviside();

    private static final Slopes.LogSlope LOG_SLOPE = new Slopes.LogSlope();
    private static final TanhSlope TANH_SLOPE = new TanhSlope();
    private static final SigmoidSlope SIGMOID_SLOPE = new SigmoidSlope();

    private Elementary() {}

    /** e^x.  d/dx = e^x, the output itself. */
    @Formula(value = "exp(x)", derivative = "y")
    public record Exp() implements UnaryElementwise, UnaryLoop {
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

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }
    }

    /** log x, the natural logarithm.  d/dx = 1 / x.  At 0: -infinity with derivative infinity; NaN below. */
    public record Log() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.log(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return LOG_SLOPE.on(x);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x = -0", -0.0).gradient(Double.NEGATIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x below 0", -1).gradient(Double.NaN).second(Double.NaN));
        }
    }

    /** sin x.  d/dx = cos x. */
    public record Sin() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.sin(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.cos();
        }
    }

    /** cos x.  d/dx = -sin x. */
    public record Cos() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.cos(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sin().neg();
        }
    }

    /** tanh x.  d/dx = sech^2 x, computed from x: 1 - y^2 would have no right digit left at x = 20. */
    public record Tanh() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.tanh(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return TANH_SLOPE.on(x);
        }
    }

    /** 1 / (1 + e^-x).  d/dx = y (1 - y) = sech^2(x / 2) / 4, computed from x: right to the last digits in both tails. */
    public record Sigmoid() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.sigmoid(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return SIGMOID_SLOPE.on(x);
        }
    }

    /** sech^2 x, the slope of tanh.  d/dx = -2 y tanh x. */
    public record TanhSlope() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.tanhSlope(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.mul(x.tanh()).mul(-2);
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }
    }

    /** sech^2(x / 2) / 4, the slope of the logistic function.  d/dx = -y tanh(x / 2). */
    public record SigmoidSlope() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.sigmoidSlope(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.mul(x.mul(0.5).tanh()).neg();
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }
    }

    /** max(x, 0).  d/dx = 1 for positive x, else 0; at the kink 0, as everybody does; NaN for NaN. */
    public record Relu() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.relu(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.sign(); // y is not negative; and the sign of NaN is NaN
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(0), Kink.at("NaN", Double.NaN).gradient(Double.NaN));
        }
    }

    /** The square root.  d/dx = 1 / (2 sqrt x); infinite at 0, NaN below. */
    public record Sqrt() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.sqrt(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(0.5).div(y);
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x = -0", -0.0).gradient(Double.NEGATIVE_INFINITY).second(Double.POSITIVE_INFINITY));
        }
    }

    /** x^2.  d/dx = 2x. */
    public record Square() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.square(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(2);
        }
    }

    /** 1 / x.  d/dx = -1 / x^2. */
    public record Reciprocal() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.reciprocal(x, y, n);
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
                    Kink.at("x = 0", 0).gradient(Double.NEGATIVE_INFINITY).second(Double.POSITIVE_INFINITY));
        }
    }

    /** x^c for a number c.  d/dx = c x^(c-1); 0 everywhere if c = 0.  NaN for negative x unless c is a whole number. */
    public record Pow(double exponent) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.pow(x, exponent, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            if (exponent == 0) {
                return Tensor.of(0); // exact: it must not meet the infinity that 0^-1 is
            }
            // An exponent so small that the next one is rounded to -1 still gives NaN for negative x.
            return (exponent - 1 == -1 ? LOG_SLOPE.on(x) : x.pow(exponent - 1)).mul(exponent);
        }

        /** Below an exponent of 2 one of the first two derivatives is infinite at 0, unless it is a constant or a line. */
        @Override
        public List<Kink> kinks() {
            if (exponent >= 2 || exponent == 0 || exponent == 1) {
                return List.of();
            }
            double first = exponent > 1 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, exponent);
            double second = Math.copySign(Double.POSITIVE_INFINITY, exponent * (exponent - 1));
            return List.of(Kink.at("x = 0", 0).gradient(first).second(second));
        }
    }

    /** |x|.  d/dx = sign x; at the kink 0. */
    public record Abs() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.abs(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sign();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(0), Kink.at("NaN", Double.NaN).gradient(Double.NaN));
        }
    }

    /** -1, 0 or 1; NaN for NaN.  Constant where it is continuous: no gradient. */
    public record Sign() implements PiecewiseConstant {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.sign(x, y, n);
        }
    }

    /** 1 for positive x, else 0.  Constant where it is continuous: no gradient. */
    public record Heaviside() implements PiecewiseConstant {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.heaviside(x, y, n);
        }
    }
}
