package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.ElementaryMath;
import org.autodiff.internal.kernel.Kernels;

/** Powers, roots, exponentials and logarithms beside those of {@link Elementary}. */
public final class Powers {
    private static final Kernels K = Kernels.active();
    private static final double LN2 = StrictMath.log(2);
    private static final double LN10 = StrictMath.log(10);
    private static final Share SHARE = new Share();
    private static final Slopes.LogSlope LOG_SLOPE = new Slopes.LogSlope();

    private Powers() {}

    /** e^x - 1, accurate near 0.  d/dx = e^x, from x: y + 1 would have no digits left for very negative x. */
    public record Expm1() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            K.expm1(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.exp();
        }
    }

    /** log(1 + x), accurate near 0.  d/dx = 1 / (1 + x).  -infinity at -1, NaN below. */
    public record Log1p() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
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

    /** The logarithm to base 2, exact at powers of 2.  d/dx = 1 / (x ln 2). */
    public record Log2() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = ElementaryMath.log2(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return LOG_SLOPE.on(x).mul(1 / LN2);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x = -0", -0.0).gradient(Double.NEGATIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x below 0", -1).gradient(Double.NaN).second(Double.NaN));
        }
    }

    /** The logarithm to base 10, exact at powers of 10.  d/dx = 1 / (x ln 10). */
    public record Log10() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.log10(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return LOG_SLOPE.on(x).mul(1 / LN10);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.POSITIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x = -0", -0.0).gradient(Double.NEGATIVE_INFINITY).second(Double.NEGATIVE_INFINITY),
                    Kink.at("x below 0", -1).gradient(Double.NaN).second(Double.NaN));
        }
    }

    /** 1 / sqrt x.  d/dx = -y / (2x). */
    public record Rsqrt() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = 1 / Math.sqrt(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.div(x).mul(-0.5);
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.NEGATIVE_INFINITY).second(Double.POSITIVE_INFINITY));
        }
    }

    /** The cube root, of negative numbers too.  d/dx = 1 / (3 y^2), infinite at 0. */
    public record Cbrt() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = StrictMath.cbrt(x[i]);
            }
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().mul(3).reciprocal();
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(Double.POSITIVE_INFINITY).second(0));
        }
    }

    /**
     * a^b for two tensors, with the special cases of IEEE 754.  d/da = b a^(b-1), which is 0 for b = 0;
     * d/db = a^b log a, taken as 0 at a = 0 for b >= 0, and NaN for negative a. See {@link PowerDerivative}.
     */
    public record Power() implements BinaryElementwise {
        @Override
        public String name() {
            return "pow";
        }

        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
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
            double inf = Double.POSITIVE_INFINITY;
            double nan = Double.NaN;
            return List.of(
                    Kink.at("a = 0, b = 0", 0, 0).gradient(0, 0).second(inf, inf),
                    Kink.at("a = 0, b < 0", 0, -1).gradient(-inf, -inf).second(inf, inf),
                    Kink.at("a = 0, 0 < b < 1", 0, 0.5).gradient(inf, 0).second(-inf, -inf),
                    Kink.at("a = 0, b = 1", 0, 1).gradient(1, 0).second(1, 1),
                    Kink.at("a = 0, 1 < b < 2", 0, 1.5).gradient(0, 0).second(inf, 0),
                    Kink.at("a = 0, b = 2", 0, 2).gradient(0, 0).second(2, 0),
                    Kink.at("a negative, b whole", -1, 2).gradient(-2, nan).second(nan, nan));
        }
    }

    /**
     * log(e^a + e^b), shifted by the larger so that nothing overflows.  d/da = e^a / (e^a + e^b), the logistic function of
     * the difference.
     */
    public record Logaddexp() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            double[] gap = new double[n];
            for (int i = 0; i < n; i++) {
                gap[i] = -Math.abs(a[ao + as * i] - b[bo + bs * i]);
            }
            K.exp(gap, gap, n);
            K.log1p(gap, gap, n);
            for (int i = 0; i < n; i++) {
                double u = a[ao + as * i];
                double v = b[bo + bs * i];
                y[yo + i] = u == v ? u + LN2 : Math.max(u, v) + gap[i]; // two infinities have no gap
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return SHARE.on(a, b);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return SHARE.on(b, a);
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
     * e^a / (e^a + e^b), the logistic function of a - b.  d/da = -d/db = sech^2((a - b) / 2) / 4.  Two that are infinite
     * share alike; of two that are -infinite neither gets any.
     */
    public record Share() implements BinaryElementwise {
        private static final Elementary.SigmoidSlope SLOPE = new Elementary.SigmoidSlope();

        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            double[] share = new double[n];
            for (int i = 0; i < n; i++) {
                share[i] = a[ao + as * i] - b[bo + bs * i];
            }
            K.sigmoid(share, share, n);
            for (int i = 0; i < n; i++) {
                double u = a[ao + as * i];
                double ofEqual = u == Double.NEGATIVE_INFINITY ? 0 : 0.5;
                y[yo + i] = u == b[bo + bs * i] ? ofEqual : share[i];
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            Tensor difference = a.sub(b);
            Tensor bothInfinite = a.equalTo(b).mul(difference.isNaN()); // the share is constant there
            return Tensor.where(bothInfinite, Tensor.of(0), SLOPE.on(difference));
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
