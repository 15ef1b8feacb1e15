package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Interpolation;
import org.autodiff.Ranked;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Sorting, and what is made of it: values by Java's own sort, gradients, ties, NaN. */
class OrderTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private static void check(TensorFunction f, Tensor x) {
        GradCheck.of(xs -> f.apply(xs).square())
                .order(2)
                .maxCoordinates(6)
                .input("x", x)
                .check()
                .assertPasses();
    }

    /** The positions of a row in order: a stable sort by numbers, in which zeros are equal and NaN is the largest. */
    private static int[] order(double[] row, boolean descending) {
        Comparator<Integer> ascending = Comparator.comparingDouble(i -> row[i] + 0.0);
        return IntStream.range(0, row.length)
                .boxed()
                .sorted(descending ? ascending.reversed() : ascending)
                .mapToInt(i -> i)
                .toArray();
    }

    private static double[] row(NdArray x, int[] at, int axis) {
        int[] copy = at.clone();
        return IntStream.range(0, x.shape().dim(axis))
                .mapToDouble(i -> {
                    copy[axis] = i;
                    return x.get(copy);
                })
                .toArray();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void sorted(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.oneIn(2) ? d.anyNumbers(d.shapeOrEmpty(1, 3)) : d.integers(d.shape(1, 3), -2, 2);
        int axis = d.integer(0, x.rank() - 1);
        boolean descending = d.oneIn(2);
        NdArray values = x.value();
        Naive.assertSame(
                Naive.array(x.shape(), at -> {
                    double[] row = row(values, at, axis);
                    return row[order(row, descending)[at[axis]]];
                }),
                x.sort(axis, descending).value());
        Naive.assertSame(
                Naive.array(x.shape(), at -> order(row(values, at, axis), descending)[at[axis]]),
                x.argsort(axis - x.rank(), descending).asArray());
        int k = d.integer(0, x.shape().dim(axis));
        Ranked top = x.topK(k, axis, descending);
        Naive.assertSame(
                x.sort(axis, descending).slice(axis, 0, k).value(), top.values().value());
        Naive.assertSame(
                Tensor.of(x.argsort(axis, descending).asArray())
                        .slice(axis, 0, k)
                        .value(),
                top.indices().asArray());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void gradients(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.distinct(d.shape(1, 3));
        int axis = d.integer(0, x.rank() - 1);
        double q = d.between(Shape.scalar(), 0, 1).item();
        boolean keep = d.oneIn(2);
        Interpolation interpolation = d.oneOf(Interpolation.values());
        check(xs -> xs[0].sort(axis, true), x);
        check(xs -> xs[0].topK(1, axis).values(), x);
        check(xs -> xs[0].median(keep, axis), x);
        check(xs -> xs[0].quantile(q, axis), x);
        check(xs -> xs[0].quantile(q, interpolation, keep), x);
    }

    /** By the definition: the element, or two, around position q (n - 1) of all in order. */
    @Property(shrinking = ShrinkingMode.OFF)
    void quantiles(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape());
        double[] sorted = x.toArray();
        Arrays.sort(sorted);
        double q = d.oneIn(2)
                ? d.oneOf(0.0, 0.25, 0.5, 1.0)
                : d.between(Shape.scalar(), 0, 1).item();
        double position = q * (sorted.length - 1);
        double low = sorted[(int) Math.floor(position)];
        double high = sorted[(int) Math.ceil(position)];
        double share = position - Math.floor(position);
        assertEquals(low + share * (high - low), x.quantile(q).item(), 1e-14);
        assertEquals(low, x.quantile(q, Interpolation.LOWER, false).item());
        assertEquals(high, x.quantile(q, Interpolation.HIGHER, false).item());
        assertEquals(
                (low + high) / 2, x.quantile(q, Interpolation.MIDPOINT, false).item(), 1e-15);
        assertEquals(
                sorted[(int) Math.rint(position)],
                x.quantile(q, Interpolation.NEAREST, false).item());
        int n = sorted.length;
        assertEquals((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, x.median().item(), 1e-15);
    }

    @Test
    void severalAxes() {
        Tensor x = Tensor.arange(24).reshape(2, 3, 4);
        assertEquals(Shape.of(1, 3, 1), x.median(true, 0, -1).shape());
        assertArrayEquals(new double[] {7.5, 11.5, 15.5}, x.median(0, 2).toArray());
        assertEquals(Shape.of(3, 4), x.quantile(0.3, 0).shape());
    }

    @Test
    void tiesGoToTheFirst() {
        Tensor x = Tensor.variable(2, 1, 2, 1);
        assertArrayEquals(new int[] {1, 3, 0, 2}, x.argsort(0).toArray());
        assertArrayEquals(new int[] {0, 2, 1, 3}, x.argsort(0, true).toArray());
        assertArrayEquals(
                new double[] {1, 0, 0, 0},
                x.topK(1, 0).values().sum().backward().of(x).toArray());
        Tensor zeros = Tensor.of(0.0, -0.0, 0.0);
        assertArrayEquals(new int[] {0, 1, 2}, zeros.argsort(0).toArray());
    }

    @Test
    void nanIsTheLargestAndSpoilsQuantiles() {
        Tensor x = Tensor.of(NAN, -INF, 3, INF);
        assertArrayEquals(new double[] {-INF, 3, INF, NAN}, x.sort(0).toArray());
        assertArrayEquals(new double[] {NAN, INF, 3, -INF}, x.sort(0, true).toArray());
        assertEquals(NAN, x.median().item());
        assertEquals(NAN, x.quantile(0).item());
        assertEquals(INF, Tensor.of(INF, INF, 1).quantile(0.7).item());
        assertEquals(0.75 * 1e308, Tensor.of(-1e308, 1e308).quantile(0.875).item(), 1e294);
    }

    @Test
    void positionsOfExtremes() {
        Tensor x = Tensor.of(new double[][] {{3, 9, 9}, {1, -4, -4}});
        assertEquals(Index.of(Shape.scalar(), 1), x.argmax());
        assertEquals(Index.of(Shape.scalar(), 4), x.argmin());
        assertEquals(Index.of(1, 0), x.argmax(-1));
        assertEquals(Index.of(0, 1), x.argmin(1));
        assertEquals(Index.of(1, 1, 1), x.argmin(0));
        assertEquals(Index.of(Shape.scalar(), 1), Tensor.of(1, NAN, INF, NAN).argmax());
        assertEquals(Index.of(Shape.scalar(), 1), Tensor.of(1, NAN, -INF, NAN).argmin());
    }

    /** The positions are part of the recording, not numbers that the program took out of it. */
    @Test
    void aRecordedSortSortsOtherNumbersToo() {
        for (TensorFunction f : List.<TensorFunction>of(
                xs -> xs[0].sort(0).mul(Tensor.of(1, 2, 3)),
                xs -> xs[0].topK(3, 0, false).values().mul(Tensor.of(1, 2, 3)))) {
            Tape tape = Tape.record(f, Tensor.of(5, 6, 4));
            assertArrayEquals(
                    new double[] {1, 4, 9}, tape.replay(Tensor.of(3, 1, 2)).toArray());
        }
        Tape median = Tape.record(xs -> xs[0].median(), Tensor.of(5, 6, 4));
        assertEquals(2, median.replay(Tensor.of(2, 1, 30)).item());
    }

    @Test
    void gradientsGoWhereTheElementsWere() {
        Tensor x = Tensor.of(3, 1, 2);
        assertArrayEquals(
                new double[] {30, 10, 20},
                Autodiff.grad(t -> t.sort(0).mul(Tensor.of(10, 20, 30)).sum(), x)
                        .toArray());
        assertArrayEquals(
                new double[] {0, 0, 1}, Autodiff.grad(t -> t.median(), x).toArray());
        assertArrayEquals(
                new double[] {0.25, 0, 0.75},
                Autodiff.grad(t -> t.quantile(0.625), x).toArray());
    }
}
