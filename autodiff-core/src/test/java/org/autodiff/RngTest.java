package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RngTest {
    @Test
    void knownAnswersOfPhilox() {
        // The first word of philox2x64-10, from the authors' table of known answers (Random123, kat_vectors).
        assertEquals(0xca00a0459843d731L, Rng.hash(0, 0, 0));
        assertEquals(0x65b021d60cd8310fL, Rng.hash(-1, -1, -1));
        assertEquals(0x0a5e742c2997341cL, Rng.hash(0xa4093822299f31d0L, 0x243f6a8885a308d3L, 0x13198a2e03707344L));
    }

    @Test
    void resumesWhereItStood() {
        Rng a = Rng.of(42);
        a.nextGaussian();
        a.nextInt(10);
        a.split();
        Rng b = Rng.resume(a.state());
        assertEquals(a.nextLong(), b.nextLong());
        assertArrayEquals(a.permutation(20), b.permutation(20));
        assertEquals(a.state(), b.state());
    }

    @Test
    void childrenDifferFromEachOtherAndFromTheParent() {
        Rng parent = Rng.of(1);
        Rng first = parent.split();
        Rng second = parent.split();
        long a = first.nextLong();
        long b = second.nextLong();
        assertNotEquals(a, b);
        Rng fresh = Rng.of(1);
        assertTrue(IntStream.range(0, 1000).noneMatch(i -> fresh.nextLong() == a));
    }

    @Test
    void momentsOfUniformAndNormalNumbers() {
        Rng rng = Rng.of(5);
        int n = 200_000;
        NdArray u = rng.uniform(Shape.of(n), -1, 3);
        NdArray z = rng.normal(Shape.of(n), 2, 0.5);
        assertEquals(1, mean(u), 5 * 4 / Math.sqrt(12.0 * n));
        assertEquals(2, mean(z), 5 * 0.5 / Math.sqrt(n));
        double variance = Arrays.stream(z.toArray()).map(v -> (v - 2) * (v - 2)).sum() / n;
        assertEquals(0.25, variance, 5 * 0.25 * Math.sqrt(2.0 / n));
        assertTrue(Arrays.stream(u.toArray()).allMatch(v -> v >= -1 && v < 3));
    }

    private static final double MAX = Double.MAX_VALUE;
    private static final double LAST = 1 - 0x1p-53; // the largest number that nextDouble gives

    @Test
    void uniformNumbersStayBelowTheUpperBound() {
        double[][] ranges = {
            {1, Math.nextUp(1.0)},
            {1, 1 + 0x1p-51},
            {-Math.nextUp(1.0), -1},
            {0x1p53, 0x1p53 + 2},
            {0, Double.MIN_VALUE},
            {-1e-300, 1e-300},
            {0, MAX},
            {-MAX, MAX},
            {-1.7e308, 1.7e308},
            {-MAX, 0},
            {-1, MAX},
            {MAX / 2, MAX},
            {-3, 7}
        };
        for (double[] r : ranges) {
            for (double u : new double[] {0, 0x1p-53, 0.25, 0.5, 0.75, LAST}) {
                double x = Rng.between(r[0], r[1], u);
                assertTrue(x >= r[0] && x < r[1], x + " is not in [" + r[0] + ", " + r[1] + ")");
            }
            double[] drawn = Rng.of(1).uniform(Shape.of(1000), r[0], r[1]).toArray();
            assertTrue(Arrays.stream(drawn).allMatch(x -> x >= r[0] && x < r[1]), Arrays.toString(r));
            double next = Rng.of(1).nextDouble(r[0], r[1]);
            assertEquals(drawn[0], next);
        }
        for (double u : new double[] {0, 0.25, 0.5, 0.75}) {
            assertEquals((2 * u - 1) * 1.7e308, Rng.between(-1.7e308, 1.7e308, u), 1e293);
        }
        double wide = mean(Rng.of(3).uniform(Shape.of(10_000), -1, 1));
        double wider = mean(NdArray.of(
                Arrays.stream(Rng.of(3).uniform(Shape.of(10_000), -MAX, MAX).toArray())
                        .map(x -> x / MAX)
                        .toArray()));
        assertEquals(wide, wider, 1e-12); // as uniform as others
        assertArrayEquals(
                new double[] {2, 2}, Rng.of(1).uniform(Shape.of(2), 2, 2).toArray());
    }

    @Test
    void whatIsNoRangeIsRefused() {
        double inf = Double.POSITIVE_INFINITY;
        double[][] wrong = {{1, 0}, {Double.NaN, 1}, {0, Double.NaN}, {-inf, 0}, {0, inf}, {inf, inf}};
        for (double[] r : wrong) {
            Rng rng = Rng.of(1);
            String numbers = r[0] + " and " + r[1];
            refused("uniform: needs finite low <= high, got " + numbers, () -> rng.uniform(Shape.of(2), r[0], r[1]));
            refused("nextDouble: needs finite low < high, got " + numbers, () -> rng.nextDouble(r[0], r[1]));
            assertEquals(0, rng.state().counter(), "a refusal draws nothing");
        }
        refused(
                "nextDouble: needs finite low < high, got 2.0 and 2.0",
                () -> Rng.of(1).nextDouble(2, 2));
        double[][] normals = {{Double.NaN, 1}, {inf, 1}, {0, -1}, {0, Double.NaN}, {0, inf}};
        for (double[] n : normals) {
            refused(
                    "normal: needs a finite mean and a deviation that is finite and not negative, got " + n[0] + " and "
                            + n[1],
                    () -> Rng.of(1).normal(Shape.of(2), n[0], n[1]));
        }
        assertArrayEquals(
                new double[] {5, 5}, Rng.of(1).normal(Shape.of(2), 5, 0).toArray());
        refused("nextInt: bound must be positive, got 0", () -> Rng.of(1).nextInt(0));
        refused("permutation: n must not be negative, got -1", () -> Rng.of(1).permutation(-1));
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    private static double mean(NdArray a) {
        return Arrays.stream(a.toArray()).average().orElseThrow();
    }

    @Test
    void boundedIntegersAreUniform() {
        Rng rng = Rng.of(9);
        int[] counts = new int[7];
        int n = 70_000;
        for (int i = 0; i < n; i++) {
            counts[rng.nextInt(7)]++;
        }
        double chi2 = Arrays.stream(counts)
                .mapToDouble(c -> (c - 10_000.0) * (c - 10_000.0) / 10_000)
                .sum();
        assertTrue(chi2 < 22.5, "chi-square with 6 degrees of freedom, 0.1 %: " + chi2);
        assertThrows(IllegalArgumentException.class, () -> rng.nextInt(0));
    }

    @Test
    void aPermutationHoldsEveryNumberOnce() {
        int[] p = Rng.of(3).permutation(100);
        int[] sorted = p.clone();
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(0, 100).toArray(), sorted);
        assertTrue(IntStream.range(0, 100).filter(i -> p[i] == i).count() < 10);
    }
}
