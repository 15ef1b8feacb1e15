package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.ElementaryMath;
import org.autodiff.internal.kernel.Kernels;

/** The circular functions beside sine and cosine, their inverses, and the two sides of a right triangle. */
public final class Trigonometric {
    private static final Kernels K = Kernels.active();
    private static final Direction DIRECTION = new Direction();

    private Trigonometric() {}

    /** tan x.  d/dx = 1 + y^2. */
    public record Tan() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.tan(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().add(1);
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }
    }

    /** The arc sine, in [-pi/2, pi/2]; NaN outside [-1, 1].  d/dx = 1 / sqrt(1 - x^2), infinite at both ends. */
    public record Asin() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.asin(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return slope(x);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 1", 1).gradient(Double.POSITIVE_INFINITY).second(Double.POSITIVE_INFINITY),
                    Kink.at("x = -1", -1).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY));
        }
    }

    /** The arc cosine, in [0, pi]; NaN outside [-1, 1].  d/dx = -1 / sqrt(1 - x^2), infinite at both ends. */
    public record Acos() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.acos(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return slope(x).neg();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 1", 1).gradient(Double.NEGATIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x = -1", -1).gradient(Double.NEGATIVE_INFINITY).second(Double.POSITIVE_INFINITY));
        }
    }

    /** 1 / sqrt(1 - x^2). */
    private static Tensor slope(Tensor x) {
        return new Rest().on(x).rsqrt();
    }

    /**
     * 1 - x^2 = (1 - x) (1 + x).  d/dx = -2 x. The first form would lose digits near 1 in its value, the second near 0 in its
     * derivative, were it that of two factors.
     */
    public record Rest() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = (1 - x[i]) * (1 + x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(-2);
        }
    }

    /** The arc tangent, in [-pi/2, pi/2].  d/dx = 1 / (1 + x^2), by way of the root so that it keeps its digits at 1e100. */
    public record Atan() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.atan(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.hypot(Tensor.of(1)).reciprocal().square();
        }
    }

    /**
     * The angle of the point (b, a), in [-pi, pi]: a is the ordinate.  d/da = b / (a^2 + b^2), d/db = -a / (a^2 + b^2), in
     * factors that do not overflow.  At the origin the gradient is 0.
     */
    public record Atan2() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = StrictMath.atan2(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return perLength(DIRECTION.on(b, a), a.hypot(b));
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return perLength(DIRECTION.on(a, b).neg(), a.hypot(b));
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("the origin", 0, 0).gradient(0, 0),
                    Kink.at("the cut, where the angle jumps", 0, -1)
                            .gradient(-1, 0)
                            .second(-1, -1));
        }
    }

    /** sqrt(a^2 + b^2) without overflow.  The gradient is the direction (a, b) / y; at the origin 0. */
    public record Hypot() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = StrictMath.hypot(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return DIRECTION.on(a, b);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return DIRECTION.on(b, a);
        }

        @Override
        public List<Kink> kinks() {
            double inf = Double.POSITIVE_INFINITY;
            return List.of(
                    Kink.at("the origin", 0, 0).gradient(0, 0),
                    Kink.at("a infinite", inf, 1).gradient(1, 0),
                    Kink.at("both infinite", inf, -inf).gradient(Math.sqrt(0.5), -Math.sqrt(0.5)));
        }
    }

    /**
     * a / sqrt(a^2 + b^2), the cosine of the angle of the point (a, b); 0 at the origin, and the limit along the diagonal
     * where both are infinite.  With h the length, and c the same for (b, a): d/da = c^2 / h, d/db = -y c / h.
     */
    public record Direction() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = ElementaryMath.direction(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return perLength(on(b, a).square(), a.hypot(b));
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return perLength(y.mul(on(b, a)).neg(), a.hypot(b));
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUTS.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("the origin", 0, 0).gradient(0, 0));
        }
    }

    /** t / h, and 0 where h is 0. */
    private static Tensor perLength(Tensor t, Tensor h) {
        return Tensor.where(h, t.div(h), Tensor.of(0));
    }
}
