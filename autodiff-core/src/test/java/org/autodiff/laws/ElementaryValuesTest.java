package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** Values of elementary functions for any numbers, and their gradients at extreme ones, by hand. */
class ElementaryValuesTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    // ---- values

    private static void same(long seed, UnaryOperator<Tensor> operation, DoubleUnaryOperator formula) {
        Draw d = new Draw(seed);
        NdArray x = d.anyNumbers(d.shapeOrEmpty(0, 3)).value();
        NdArray expected = Naive.array(x.shape(), i -> formula.applyAsDouble(x.get(i)));
        Naive.assertWithinUlps(3, expected, operation.apply(Tensor.of(x)).value());
    }

    private static void same(long seed, BinaryOperator<Tensor> operation, DoubleBinaryOperator formula) {
        Draw d = new Draw(seed);
        NdArray a = d.anyNumbers(d.shapeOrEmpty(0, 3)).value();
        NdArray b = d.anyNumbers(d.broadcastable(a.shape())).value();
        Naive.assertWithinUlps(
                3,
                Naive.zip(formula, a, b),
                operation.apply(Tensor.of(a), Tensor.of(b)).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void functionsThatJavaHasToo(@ForAll long seed) {
        same(seed, Tensor::expm1, Math::expm1);
        same(seed, Tensor::log1p, Math::log1p);
        same(seed, Tensor::log10, Math::log10);
        same(seed, Tensor::cbrt, Math::cbrt);
        same(seed, Tensor::tan, Math::tan);
        same(seed, Tensor::asin, Math::asin);
        same(seed, Tensor::acos, Math::acos);
        same(seed, Tensor::atan, Math::atan);
        same(seed, Tensor::sinh, Math::sinh);
        same(seed, Tensor::cosh, Math::cosh);
        same(seed, Tensor::floor, Math::floor);
        same(seed, Tensor::ceil, Math::ceil);
        same(seed, Tensor::round, Math::rint);
        same(seed, x -> x.rsqrt(), x -> 1 / Math.sqrt(x));
        same(seed, Tensor::atan2, Math::atan2);
        same(seed, Tensor::hypot, Math::hypot);
        // Java gives NaN where IEEE 754, C and NumPy give 1.
        same(seed, Tensor::pow, (a, b) -> a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b));
        same(seed, Tensor::maximum, Math::max);
        same(seed, Tensor::minimum, Math::min);
        same(seed, x -> x.clamp(-0.5, 2), x -> Math.max(-0.5, Math.min(2, x)));
        same(seed, x -> x.clampMin(1), x -> Math.max(1, x));
        same(seed, x -> x.clampMax(1), x -> Math.min(1, x));
        same(seed, Tensor::isNaN, x -> Double.isNaN(x) ? 1 : 0);
        same(seed, Tensor::isFinite, x -> Double.isFinite(x) ? 1 : 0);
        same(seed, Tensor::isInfinite, x -> Double.isInfinite(x) ? 1 : 0);
        same(seed, Tensor::not, x -> x == 0 ? 1 : 0);
        same(seed, Tensor::and, (a, b) -> a != 0 && b != 0 ? 1 : 0);
        same(seed, Tensor::or, (a, b) -> a != 0 || b != 0 ? 1 : 0);
    }

    @Test
    void logaddexp() {
        is(logaddexp(0, 0), Math.log(2));
        is(logaddexp(1000, 1000), 1000 + Math.log(2));
        is(logaddexp(1000, 0), 1000);
        is(logaddexp(-1000, -1001), -1000 + Math.log1p(Math.exp(-1)));
        is(logaddexp(-INF, 3), 3);
        is(logaddexp(-INF, -INF), -INF);
        is(logaddexp(INF, INF), INF);
        is(logaddexp(INF, -INF), INF);
        is(logaddexp(NAN, INF), NAN);
        assertEquals(Math.exp(-40), logaddexp(0, -40), 0.5 * Math.ulp(1.0));
    }

    private static double logaddexp(double a, double b) {
        return Tensor.of(a).logaddexp(Tensor.of(b)).item();
    }

    // ---- gradients

    private static void is(double actual, double expected) {
        assertEquals(expected, actual, tolerance(expected));
    }

    private static void is(double[] actual, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance(expected[i]), "element " + i);
        }
        assertEquals(expected.length, actual.length);
    }

    private static double tolerance(double expected) {
        return Double.isFinite(expected) ? 4 * Math.ulp(expected) : 0;
    }

    private static double[] gradient(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> f.apply(t).sum(), Tensor.of(x)).toArray();
    }

    private static double[] second(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> Autodiff.grad(s -> f.apply(s).sum(), t).sum(), Tensor.of(x))
                .toArray();
    }

    private static double[] gradient(BinaryOperator<Tensor> f, double a, double b) {
        return Autodiff.valueAndGrad(xs -> f.apply(xs[0], xs[1]), Tensor.of(a), Tensor.of(b)).gradients().stream()
                .mapToDouble(Tensor::item)
                .toArray();
    }

    @Test
    void slopesKeepTheirDigitsAtExtremes() {
        is(gradient(Tensor::asinh, 1e200, -1e300, 1e-300), 1e-200, 1e-300, 1);
        is(gradient(Tensor::acosh, 1e200, INF), 1e-200, 0);
        is(gradient(Tensor::atan, 1e100, -1e150, INF, 1e-300), 1e-200, 1e-300, 0, 1);
        is(second(Tensor::atan, 1e100, -1e90), -2e-300, 2e-270);
        is(gradient(Tensor::asin, 1 - 0x1p-52), 1 / (Math.sqrt(0x1p-52) * Math.sqrt(2 - 0x1p-52)));
        is(gradient(Tensor::atanh, 1 - 0x1p-52), 1 / (0x1p-52 * (2 - 0x1p-52)));
        is(gradient(Tensor::expm1, -40, -800, 1000), Math.exp(-40), 0, INF);
        is(gradient(Tensor::log1p, 1e300, 1e-300), 1e-300, 1);
        is(gradient(Tensor::cbrt, 1e300, -1e-300), 1e-200 / 3, 1e200 / 3);
        is(gradient(Tensor::rsqrt, 1e200, 1e-200), -0.5e-300, -0.5e300);
        is(gradient(Tensor::log2, 1e300, 2), 1e-300 / Math.log(2), 0.5 / Math.log(2));
        is(gradient(Tensor::tan, 0, Math.PI / 4), 1, 2);
        is(gradient(Tensor::sinh, 1000, -1000), INF, INF);
    }

    @Test
    void anglesAndLengthsAtExtremes() {
        for (double s : new double[] {1, 1e300, 1e-300, 1e154, 1e-154}) {
            is(gradient(Tensor::atan2, s, s), 0.5 / s, -0.5 / s);
            is(gradient(Tensor::atan2, 3 * s, -4 * s), -0.16 / s, -0.12 / s);
            is(gradient(Tensor::hypot, 3 * s, -4 * s), 0.6, -0.8);
        }
        is(gradient(Tensor::atan2, 1, 1e300), 1e-300, -0.0);
        is(gradient(Tensor::atan2, 1e300, 1), 0, -1e-300);
        is(gradient(Tensor::atan2, INF, 1), 0, 0);
        is(gradient(Tensor::hypot, INF, 1), 1, 0);
        is(gradient(Tensor::hypot, Double.MIN_VALUE, 0), 1, 0);
    }

    @Test
    void logaddexpSharesItsGradient() {
        is(gradient(Tensor::logaddexp, 1000, 0), 1, 0);
        is(gradient(Tensor::logaddexp, 0, -50), 1, Math.exp(-50));
        is(gradient(Tensor::logaddexp, -1e300, -1e300), 0.5, 0.5);
        is(gradient(Tensor::logaddexp, -INF, 2), 0, 1);
        is(gradient(Tensor::logaddexp, INF, 2), 1, 0);
    }

    @Test
    void powersOfTensors() {
        is(gradient((a, b) -> a.pow(b), 2, 3), 12, 8 * Math.log(2));
        is(gradient((a, b) -> a.pow(b), -2, 3), 12, NAN);
        is(gradient((a, b) -> a.pow(b), 0, 3), 0, 0);
        is(gradient((a, b) -> a.pow(b), 0, -1), -INF, -INF);
        is(gradient((a, b) -> a.pow(b), 5, 0), 0, Math.log(5));
        is(gradient((a, b) -> a.pow(b), INF, -1), 0, 0);
        assertArrayEquals(
                new double[] {NAN},
                Tensor.of(new double[] {-8}).pow(Tensor.of(1.0 / 3)).toArray());
    }

    @Test
    void boundsAndRoundingPassGradientsAsDocumented() {
        is(gradient(x -> x.clamp(-1, 2), -1.5, -1, 0, 2, 2.5), 0, 1, 1, 1, 0);
        is(gradient(x -> x.clampMin(0), -1, 0, 1), 0, 1, 1);
        is(gradient(x -> x.clampMax(0), -1, 0, 1), 1, 1, 0);
        is(gradient(x -> x.maximum(1), 0, 1, 2), 0, 0.5, 1);
        is(gradient(x -> x.minimum(1), 0, 1, 2), 1, 0.5, 0);
        Tensor x = Tensor.variable(1.5);
        assertTrue(!x.floor().requiresGrad()
                && !x.ceil().requiresGrad()
                && !x.round().requiresGrad());
        assertTrue(!x.isNaN().requiresGrad()
                && !x.isFinite().requiresGrad()
                && !x.isInfinite().requiresGrad());
        assertArrayEquals(
                new double[] {0, 2, 2, -0.0},
                Tensor.of(0.5, 1.5, 2.5, -0.5).round().toArray());
    }
}
