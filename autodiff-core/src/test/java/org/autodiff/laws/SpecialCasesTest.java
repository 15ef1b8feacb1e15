package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Values and derivatives that were once wrong. */
class SpecialCasesTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    void aGateThatIsNoNumberIsNotClosed() {
        assertArrayEquals(new double[] {NAN}, Tensor.of(0, NAN).glu(0).toArray());
        assertArrayEquals(new double[] {NAN}, Tensor.of(NAN, -1000).glu(0).toArray());
        assertArrayEquals(
                new double[] {NAN, 0},
                Tensor.of(0, -INF).swish(Tensor.of(NAN, 1)).toArray());
    }

    @Test
    void powersOfOne() {
        Tensor exponents = Tensor.of(NAN, INF, -INF, INF, -INF, NAN);
        assertArrayEquals(
                new double[] {1, 1, 1, 1, 1, NAN},
                Tensor.of(1, 1, 1, -1, -1, -1).pow(exponents).toArray());
        assertArrayEquals(new double[] {1, 1}, Tensor.of(1, -1).pow(INF).toArray());
        assertArrayEquals(new double[] {1, NAN}, Tensor.of(1, -1).pow(NAN).toArray());
    }

    @Test
    void secondDerivativesNearZeroKeepTheirDigits() {
        double x = 1e-17;
        assertEquals(x, second(Tensor::asin, x), 1e-32);
        assertEquals(-x, second(Tensor::acos, x), 1e-32);
        assertEquals(2 * x, second(Tensor::atanh, x), 1e-32);
        // and near 1: asin'' = x (1 - x^2)^(-3/2)
        double d = 0x1p-40;
        assertEquals(
                (1 - d) * Math.pow(2 * d - d * d, -1.5), second(Tensor::asin, 1 - d), 1e-14 * Math.pow(2 * d, -1.5));
    }

    private static double second(UnaryOperator<Tensor> f, double x) {
        return Autodiff.hvp(f::apply, Tensor.of(x), Tensor.of(1)).item();
    }

    @Test
    void softplusOfLargeNumbers() {
        assertEquals(1e308, Tensor.of(1e308).softplus(3).item());
        assertEquals(0, Tensor.of(-1e308).softplus(3).item());
        assertEquals(1, Autodiff.grad(x -> x.softplus(3), Tensor.of(1e308)).item());
    }

    @Test
    void anAxisThatIsTooLong() {
        Tensor wide = Tensor.zeros(Shape.of(2_000_000_000, 0));
        assertEquals(
                "concat: 2 shapes like (2000000000, 0) along axis 0: more than 2^31 - 1 elements along it",
                assertThrowsExactly(IllegalArgumentException.class, () -> Tensor.concat(0, wide, wide))
                        .getMessage());
    }
}
