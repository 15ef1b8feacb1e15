package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/**
 * Values that are equal in theory, but of which rounding has made two that differ in their last digits: to divide by
 * that difference would give any number. Their vectors have no derivative; a loss of the values has one.
 */
class EqualEigenvaluesTest {
    private static final double[] SIZES = {1, 1e200, 1e-200};

    private static Tensor rotation(long seed, int n) {
        return Linalg.qr(Tensor.of(Rng.of(seed).normal(Shape.of(n, n), 0, 1))).q();
    }

    private static Tensor symmetric(long seed, double... values) {
        Tensor q = rotation(seed, values.length);
        Tensor a = q.mul(Tensor.of(values)).matmul(q.transpose());
        return a.add(a.transpose()).div(2);
    }

    /** Some function of all vectors. */
    private static Tensor ofVectors(Tensor v) {
        return v.square().mul(Tensor.of(Rng.of(5).normal(v.shape(), 0, 1))).sum();
    }

    private static void isRefused(String what, UnaryOperator<Tensor> f, Tensor a) {
        String message = assertThrows(IllegalArgumentException.class, () -> Autodiff.grad(f::apply, a), what)
                .getMessage();
        assertTrue(message.contains("belong to equal values"), message);
        Tensor direction = Tensor.of(Rng.of(6).normal(a.shape(), 0, 1));
        Tensor tangent = Autodiff.jvp(
                        x -> f.apply(x[0]), new Tensor[] {a}, new Tensor[] {direction.add(direction.transpose())})
                .tangent();
        assertTrue(Double.isNaN(tangent.item()), what + ": tangent " + tangent);
    }

    @Test
    void eigenvectors() {
        int apart = 0;
        for (double size : SIZES) {
            for (long seed = 0; seed < 10; seed++) {
                Tensor a = symmetric(seed, size, size, 3 * size, -2 * size);
                double[] w = Linalg.eigvalsh(a).toArray();
                apart += w[1] != w[2] ? 1 : 0;
                isRefused("eigh", x -> ofVectors(Linalg.eigh(x).vectors()), a);
                Tensor trace = Autodiff.grad(x -> Linalg.eigvalsh(x).sum(), a); // that of the trace
                assertArrayEquals(Tensor.eye(4).toArray(), trace.toArray(), 1e-13);
            }
        }
        assertNotEquals(0, apart, "no two that are equal in theory but not as computed: the test looks at nothing");
    }

    @Test
    void singularVectors() {
        int apart = 0;
        for (double size : SIZES) {
            for (long seed = 0; seed < 10; seed++) {
                Tensor values = Tensor.of(2, 2, 3, 1).mul(size);
                Tensor a = rotation(seed, 4).mul(values).matmul(rotation(seed + 100, 4));
                double[] s = Linalg.svdvals(a).toArray();
                apart += s[1] != s[2] ? 1 : 0;
                isRefused("svd", x -> ofVectors(Linalg.svd(x).u()), a);
                isRefused("svd", x -> ofVectors(Linalg.svd(x).vh()), a);
            }
        }
        assertNotEquals(0, apart, "no two that are equal in theory but not as computed: the test looks at nothing");
    }

    /** Values that are close, but far enough: the derivative is that of differences. */
    @Test
    void closeIsNotEqual() {
        for (double size : SIZES) {
            Tensor a = symmetric(3, size, size * (1 + 1e-6), 3 * size, -2 * size);
            Tensor direction = symmetric(4, 1, 2, 3, 4);
            UnaryOperator<Tensor> f = x -> ofVectors(Linalg.eigh(x).vectors());
            double slope = Autodiff.grad(f::apply, a).mul(direction).sum().item();
            double h = 1e-9 * size;
            double plus = f.apply(a.add(direction.mul(h))).item();
            double minus = f.apply(a.sub(direction.mul(h))).item();
            assertEquals(1, (plus - minus) / (2 * h) / slope, 1e-4, Arrays.toString(new double[] {plus, minus, slope}));
        }
    }
}
