package org.autodiff.internal.gates.elementwise;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.GammaMath;
import org.autodiff.internal.kernel.InverseErf;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.SpecialMath;
import org.autodiff.internal.loops.UnaryLoop;

/** Special functions of one number, applied to each element: the error function's family, and that of gamma. */
public final class Special {
    private static final Kernels K = Kernels.active();

    public static final Erf ERF = new Erf();
    public static final Erfc ERFC = new Erfc();
    public static final NormalCdf NORMAL_CDF = new NormalCdf();
    public static final Lgamma LGAMMA = new Lgamma();
    public static final Polygamma DIGAMMA = new Polygamma(0);

    private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;
    private static final double HALF_SQRT_PI = 0.886226925452758;
    private static final double ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;

    private static final Gaussian ERF_SLOPE = new Gaussian(TWO_OVER_SQRT_PI, 1);
    private static final Gaussian ERFC_SLOPE = new Gaussian(-TWO_OVER_SQRT_PI, 1);
    private static final Gaussian NORMAL_DENSITY = new Gaussian(ONE_OVER_SQRT_TWO_PI, 0.5);

    private Special() {}

    // ---- error function

    @Formula(value = "erf(x)", derivative = "2 exp(-x^2) / sqrt(pi)")
    public record Erf() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return SpecialMath.erf(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.erf(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return ERF_SLOPE.on(x);
        }
    }

    /** 1 - erf(x), relatively accurate where it is small. */
    @Formula(value = "erfc(x)", derivative = "-2 exp(-x^2) / sqrt(pi)")
    public record Erfc() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return SpecialMath.erfc(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.erfc(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return ERFC_SLOPE.on(x);
        }
    }

    /** Relatively accurate where it is small. The derivative is the density. */
    @Formula(value = "erfc(-x / sqrt(2)) / 2", derivative = "exp(-x^2 / 2) / sqrt(2 pi)")
    public record NormalCdf() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return SpecialMath.normalCdf(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.normalCdf(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return NORMAL_DENSITY.on(x);
        }
    }

    /**
     * The slope of the error functions. Composed of square and exp it would be off by x^2 units in the last place.
     *
     * @param scale 1 or 1/2
     */
    @Formula(value = "{factor} exp(-{scale} x^2)", derivative = "-2 {scale} x y")
    public record Gaussian(double factor, double scale) implements FromOutput.AndInput, UnaryLoop {
        @Override
        public double apply(double x) {
            return SpecialMath.gaussian(factor, scale, x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.gaussian(factor, scale, x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.chain(x.mul(-2 * scale)); // 0 at the infinities
        }
    }

    /** The y with erf(y) = x. Infinite at -1 and 1, with an infinite derivative; NaN beyond. */
    @Formula(value = "erfinv(x)", derivative = "sqrt(pi) exp(y^2) / 2")
    public record Erfinv() implements FromOutput {
        @Override
        public double apply(double x) {
            return InverseErf.erfinv(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.square().exp().mul(HALF_SQRT_PI);
        }

        @Override
        public List<Kink> kinks() {
            return Ends.OF_RISING_ARC;
        }
    }

    // ---- gamma

    /** Infinity at 0, -1, -2 ..., with derivative -infinity at 0 and NaN elsewhere. */
    @Formula(value = "log |gamma(x)|", derivative = "digamma(x)")
    public record Lgamma() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return GammaMath.lgamma(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return DIGAMMA.on(x);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(NEGATIVE_INFINITY).second(POSITIVE_INFINITY),
                    Kink.at("x = -1, -2, ...", -1).gradient(NaN).second(POSITIVE_INFINITY));
        }
    }

    /**
     * The derivative of digamma of an order from 0; digamma itself, the derivative of lgamma, for 0. At the poles 0,
     * -1, -2 ... infinity if the order is odd; if it is even, NaN, since the sides disagree, and at 0.0 and -0.0 the
     * infinity of that side.
     */
    @Formula(value = "polygamma({order}, x)", derivative = "polygamma({order} + 1, x)")
    public record Polygamma(int order) implements UnaryElementwise, UnaryLoop {
        public Polygamma {
            if (order < 0 || order > GammaMath.MAX_ORDER) {
                throw new IllegalArgumentException(
                        "polygamma: order must be in [0, " + GammaMath.MAX_ORDER + "], got " + order);
            }
        }

        @Override
        public String name() {
            return order == 0 ? "digamma" : "polygamma";
        }

        @Override
        public double apply(double x) {
            return GammaMath.polygamma(order, x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            GammaMath.polygamma(order, x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Polygamma(order + 1).on(x);
        }

        @Override
        public List<Kink> kinks() {
            boolean odd = order % 2 != 0;
            double even = odd ? NaN : POSITIVE_INFINITY;
            return List.of(
                    Kink.at("x = 0", 0)
                            .gradient(odd ? NEGATIVE_INFINITY : POSITIVE_INFINITY)
                            .second(odd ? POSITIVE_INFINITY : NEGATIVE_INFINITY),
                    Kink.at("x = -1, -2, ...", -1).gradient(even).second(odd ? POSITIVE_INFINITY : NaN));
        }
    }
}
