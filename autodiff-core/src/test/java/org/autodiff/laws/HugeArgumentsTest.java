package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Diagonals and shifts far beyond the array, where sums of ints overflow. Expected values are computed with longs. */
class HugeArgumentsTest {
    private static final int[] HUGE = {
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1,
        -1_500_000_000,
        -7,
        7,
        1_500_000_000,
        Integer.MAX_VALUE - 1,
        Integer.MAX_VALUE
    };
    private static final Tensor X = Tensor.of(
            Shape.of(2, 3, 4), IntStream.rangeClosed(1, 24).mapToDouble(i -> i).toArray());

    @Test
    void triangles() {
        for (int k : HUGE) {
            double[] upper = new double[24];
            double[] lower = new double[24];
            for (int i = 0; i < 24; i++) {
                long diagonal = (long) (i % 4) - i / 4 % 3;
                upper[i] = diagonal >= k ? i + 1 : 0;
                lower[i] = diagonal <= k ? i + 1 : 0;
            }
            assertArrayEquals(upper, X.triu(k).toArray(), "triu " + k);
            assertArrayEquals(lower, X.tril(k).toArray(), "tril " + k);
            double[] slope =
                    Autodiff.grad(x -> x.triu(k).square().sum().div(2), X).toArray();
            assertArrayEquals(upper, slope, "gradient of triu " + k);
        }
    }

    @Test
    void diagonals() {
        for (int k : HUGE) {
            assertEquals(Shape.of(2, 0), X.diagonal(1, 2, k).shape(), "diagonal " + k);
            assertEquals(Shape.of(0), X.select(0, 0).diag(k).shape(), "diag " + k);
            if (Math.abs((long) k) > 7) {
                String message = assertThrows(
                                IllegalArgumentException.class,
                                () -> Tensor.of(1, 2).diag(k))
                        .getMessage();
                assertEquals("diag: shape (2) on diagonal " + k + ": more than 2^31 - 1 elements", message);
            }
        }
    }

    @Test
    void shifts() {
        for (int shift : HUGE) {
            for (int axis = 0; axis < 3; axis++) {
                int n = X.shape().dim(axis);
                int inner = X.shape().sizeOf(axis + 1, 3);
                double[] expected = new double[24];
                for (int i = 0; i < 24; i++) {
                    int at = i / inner % n;
                    int to = (int) Math.floorMod((long) at + shift, (long) n);
                    expected[i + (to - at) * inner] = i + 1;
                }
                assertArrayEquals(expected, X.roll(axis, shift).toArray(), "roll " + shift + " along " + axis);
            }
            double[] flat = new double[24];
            IntStream.range(0, 24).forEach(i -> flat[(int) Math.floorMod((long) i + shift, 24L)] = i + 1);
            assertArrayEquals(flat, X.flatten().roll(0, shift).toArray(), "roll " + shift);
        }
    }
}
