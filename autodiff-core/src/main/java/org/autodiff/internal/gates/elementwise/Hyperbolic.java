package org.autodiff.internal.gates.elementwise;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.ElementaryMath;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.ScalarMath;
import org.autodiff.internal.loops.UnaryLoop;

/** The hyperbolic functions and their inverses. */
public final class Hyperbolic {
    private static final Kernels K = Kernels.active();

    public static final Tanh TANH = new Tanh();

    private static final TanhSlope TANH_SLOPE = new TanhSlope();

    private Hyperbolic() {}

    @Formula(value = "sinh(x)", derivative = "cosh(x)")
    public record Sinh() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.sinh(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.cosh();
        }
    }

    @Formula(value = "cosh(x)", derivative = "sinh(x)")
    public record Cosh() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.cosh(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sinh();
        }
    }

    /** The derivative is computed from x: 1 - y^2 would have no right digit left at x = 20. */
    @Formula(value = "tanh(x)", derivative = "1 / cosh(x)^2")
    public record Tanh() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.tanh(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.tanh(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return TANH_SLOPE.on(x);
        }
    }

    @Formula(value = "1 / cosh(x)^2", derivative = "-2 y tanh(x)")
    public record TanhSlope() implements FromOutput.AndInput, UnaryLoop {
        @Override
        public double apply(double x) {
            return ScalarMath.tanhSlope(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.tanhSlope(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.mul(x.tanh()).mul(-2);
        }
    }

    // ---- inverses

    /** The derivative does not overflow. */
    @Formula(value = "asinh(x)", derivative = "1 / sqrt(x^2 + 1)")
    public record Asinh() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.asinh(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.hypot(Tensor.of(1)).reciprocal();
        }
    }

    /** At least 0; NaN below 1. The derivative is computed in factors, and infinite at 1. */
    @Formula(value = "acosh(x)", derivative = "1 / sqrt(x^2 - 1)")
    public record Acosh() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.acosh(x);
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

    /** NaN outside [-1, 1]. The derivative is computed in factors, and infinite at both ends. */
    @Formula(value = "atanh(x)", derivative = "1 / (1 - x^2)")
    public record Atanh() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.atanh(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Exponential.LOG_SLOPE.on(Trigonometric.ONE_MINUS_SQUARE.on(x));
        }

        @Override
        public List<Kink> kinks() {
            Kink beyond = Kink.at("x beyond -1 and 1", 2).gradient(Double.NaN).second(Double.NaN);
            return Stream.concat(Ends.OF_RISING_ARC.stream(), Stream.of(beyond)).toList();
        }
    }
}
