package org.autodiff.nn.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** Maxima and softmaxes of segments where rounding and infinities could show. */
class SegmentsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Segments one(int rows) {
        return Segments.of(Index.of(new int[rows]), 1);
    }

    private static double[] gradient(Tensor y, Tensor x) {
        Gradients gradients = y.backward();
        return gradients.of(x).toArray();
    }

    @Property(tries = 200)
    void theMaximumOfEqualNumbersIsThatNumber(@ForAll double x, @ForAll @IntRange(min = 1, max = 200) int n) {
        double[] rows = new double[n];
        Arrays.fill(rows, x);
        assertEquals(x, one(n).max(Tensor.of(rows)).item());
    }

    /** Few different numbers, so that many are equal. */
    @Property(tries = 200)
    void theMaximumIsOneOfThem(@ForAll @Size(min = 1, max = 60) @IntRange(min = -3, max = 3) int[] tenths) {
        double[] rows = Arrays.stream(tenths).mapToDouble(i -> i / 10.0).toArray();
        double largest = Arrays.stream(rows).max().getAsDouble();
        Tensor x = Tensor.variable(NdArray.of(rows));
        Tensor y = one(rows.length).max(x);
        assertEquals(largest, y.item());
        long ties = Arrays.stream(rows).filter(r -> r == largest).count();
        double[] shares =
                Arrays.stream(rows).map(r -> r == largest ? 1.0 / ties : 0).toArray();
        assertArrayEquals(shares, gradient(y.sum(), x), "ties share the gradient alike");
    }

    @Test
    void aTenthFortyNineTimes() {
        double[] rows = new double[49];
        Arrays.fill(rows, 0.1);
        assertEquals(0.1, one(49).max(Tensor.of(rows)).item());
    }

    @Test
    void signedZerosHugeNumbersAndInfinities() {
        assertEquals(-0.0, one(2).max(Tensor.of(-0.0, -0.0)).item());
        assertEquals(0.0, one(2).max(Tensor.of(-0.0, 0.0)).item());
        double huge = Double.MAX_VALUE;
        assertEquals(huge, one(3).max(Tensor.of(huge, -huge, huge)).item());
        assertEquals(
                Double.MIN_VALUE,
                one(3).max(Tensor.of(Double.MIN_VALUE, 0, Double.MIN_VALUE)).item());
        Tensor x = Tensor.variable(INF, 1, INF);
        Tensor y = one(3).max(x);
        assertEquals(INF, y.item());
        assertArrayEquals(new double[] {0.5, 0, 0.5}, gradient(y.sum(), x));
        Tensor nan = Tensor.variable(Double.NaN, 1);
        assertArrayEquals(
                new double[] {Double.NaN, Double.NaN}, gradient(one(2).max(nan).sum(), nan));
    }

    @Test
    void maximaHaveSecondDerivativesOfWhatFollows() {
        Segments two = Segments.of(Index.of(0, 1, 0), 2);
        double[] hessianTimesOnes = Autodiff.hvp(
                        x -> two.max(x).pow(3).sum(), Tensor.of(1.0, 5.0, 2.0), Tensor.of(1.0, 1.0, 1.0))
                .toArray();
        assertArrayEquals(new double[] {0, 30, 12}, hessianTimesOnes, 1e-12);
    }

    /** As with {@code softmax}, infinite scores share the weight equally, and all others get 0. */
    @Test
    void softmaxWithInfinities() {
        Segments segments = Segments.of(Index.of(0, 1, 0, 1, 0, 2, 2), 3);
        Tensor scores = Tensor.of(INF, 2.0, 5.0, 2.0, INF, -INF, INF);
        assertArrayEquals(
                new double[] {0.5, 0.5, 0, 0.5, 0.5, 0, 1},
                segments.softmax(scores).toArray());
        assertArrayEquals(
                Tensor.of(INF, -INF, 3.0, INF).softmax(0).toArray(),
                one(4).softmax(Tensor.of(INF, -INF, 3.0, INF)).toArray());
        double[] withNaN = one(3).softmax(Tensor.of(INF, Double.NaN, 1.0)).toArray();
        assertTrue(Arrays.stream(withNaN).allMatch(Double::isNaN), Arrays.toString(withNaN));
    }

    /** No gradient flows in a segment with an infinite score: a finite change of the scores changes nothing. */
    @Test
    void anInfiniteScoreSpoilsNoGradient() {
        Tensor x = Tensor.variable(INF, 1, 0, 0);
        Segments segments = Segments.of(Index.of(0, 0, 1, 1), 2);
        Tensor y = segments.softmax(x).mul(Tensor.of(1.0, 2.0, 3.0, 5.0)).sum();
        assertArrayEquals(new double[] {0, 0, -0.5, 0.5}, gradient(y, x), 1e-15);
    }
}
