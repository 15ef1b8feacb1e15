package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.ndarray.PoisonedMemory;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sums that are dealt to threads - by blocks where there are many, else by columns - over whole numbers, so that the
 * order of adding does not matter. Every block of the result has numbers of its own.
 */
class LargeSumsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 70000, 3",
        "2, 20000, 5",
        "2, 300, 400",
        "2, 40, 4000",
        "3, 30, 3001",
        "5, 1000, 33",
        "40, 70, 41",
        "1, 3, 60001",
        "2, 2, 40000",
        "2, 1, 70000",
        "70000, 3, 2"
    })
    void overAMiddleAxis(int outer, int reduced, int inner) {
        double[] x = new double[outer * reduced * inner];
        double[] sums = new double[outer * inner];
        for (int o = 0, at = 0; o < outer; o++) {
            for (int r = 0; r < reduced; r++) {
                for (int i = 0; i < inner; i++, at++) {
                    x[at] = 1000.0 * (o + 1) + 7 * r + i % 13;
                    sums[o * inner + i] += x[at];
                }
            }
        }
        Tensor t = Tensor.of(Shape.of(outer, reduced, inner), x);
        assertArrayEquals(sums, PoisonedMemory.with(Double.NaN, () -> t.sum(1).toArray()));
        double[] totals = new double[inner];
        for (int i = 0; i < sums.length; i++) {
            totals[i % inner] += sums[i];
        }
        assertArrayEquals(
                totals, PoisonedMemory.with(Double.NaN, () -> t.sum(0, 1).toArray()));
        double[] means = Arrays.stream(sums).map(s -> s / reduced).toArray();
        assertArrayEquals(means, t.mean(1).toArray(), 1e-9);
    }
}
