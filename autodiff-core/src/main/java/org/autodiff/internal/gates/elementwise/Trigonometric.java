package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.ElementaryMath;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.TrigMath;
import org.autodiff.internal.loops.UnaryLoop;

/** The circular functions and their inverses. */
public final class Trigonometric {
    private static final Kernels K = Kernels.active();

    public static final Sin SIN = new Sin();
    public static final Cos COS = new Cos();

    static final OneMinusSquare ONE_MINUS_SQUARE = new OneMinusSquare();

    private Trigonometric() {}

    @Formula(value = "sin(x)", derivative = "cos(x)")
    public record Sin() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return TrigMath.sin(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.sin(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.cos();
        }
    }

    @Formula(value = "cos(x)", derivative = "-sin(x)")
    public record Cos() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return TrigMath.cos(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.cos(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sin().neg();
        }
    }

    @Formula(value = "tan(x)", derivative = "1 + y^2")
    public record Tan() implements FromOutput, UnaryLoop {
        @Override
        public double apply(double x) {
            return TrigMath.tan(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.tan(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().add(1);
        }
    }

    // ---- inverses

    /** In [-pi/2, pi/2]; NaN outside [-1, 1]. The derivative is infinite at both ends. */
    @Formula(value = "asin(x)", derivative = "1 / sqrt(1 - x^2)")
    public record Asin() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.asin(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return ONE_MINUS_SQUARE.on(x).rsqrt();
        }

        @Override
        public List<Kink> kinks() {
            return Ends.OF_RISING_ARC;
        }
    }

    /** In [0, pi]; NaN outside [-1, 1]. The derivative is infinite at both ends. */
    @Formula(value = "acos(x)", derivative = "-1 / sqrt(1 - x^2)")
    public record Acos() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.acos(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return ONE_MINUS_SQUARE.on(x).rsqrt().neg();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 1", 1).gradient(Double.NEGATIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x = -1", -1).gradient(Double.NEGATIVE_INFINITY).second(Double.POSITIVE_INFINITY));
        }
    }

    /**
     * Computed as (1 - x) (1 + x): 1 - x^2 would lose digits near 1. Its derivative is that of 1 - x^2: that of the two
     * factors would lose digits near 0.
     */
    @Formula(value = "1 - x^2", derivative = "-2 x")
    public record OneMinusSquare() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return (1 - x) * (1 + x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(-2);
        }
    }

    /** In [-pi/2, pi/2]. The derivative goes by way of the root, so that it keeps its digits at 1e100. */
    @Formula(value = "atan(x)", derivative = "1 / (1 + x^2)")
    public record Atan() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return ElementaryMath.atan(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.hypot(Tensor.of(1)).reciprocal().square();
        }
    }
}
