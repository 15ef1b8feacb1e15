package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** What order operations give, against sorting boxed numbers. */
class OrderValuesPropertyTest {
    /** 0 and -0 are equal, NaN is the largest. */
    private static final Comparator<Double> ASCENDING = (a, b) -> a.doubleValue() == b ? 0 : Double.compare(a, b);

    /** Many ties, or any number. */
    private static NdArray numbers(Draw d, Shape shape) {
        return (d.oneIn(2) ? d.integers(shape, -1, 2) : d.anyNumbers(shape)).value();
    }

    /** The positions that put the elements in order, of those that agree with an index but along an axis. */
    private static List<Integer> order(NdArray x, int[] index, int axis, boolean descending) {
        double[] row = Naive.group(x, index, List.of(axis));
        Comparator<Double> order = descending ? ASCENDING.reversed() : ASCENDING;
        return IntStream.range(0, row.length)
                .boxed()
                .sorted((i, j) -> order.compare(row[i], row[j])) // stable
                .toList();
    }

    private static double[] row(NdArray x, int[] index, int axis) {
        return Naive.group(x, index, List.of(axis));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void sortAndArgsort(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = numbers(d, d.shapeOrEmpty(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int named = d.oneIn(2) ? axis : axis - x.rank();
        boolean descending = d.oneIn(2);
        Tensor t = Tensor.of(x);
        NdArray positions =
                Naive.array(x.shape(), i -> order(x, i, axis, descending).get(i[axis]));
        NdArray sorted = Naive.array(
                x.shape(), i -> row(x, i, axis)[order(x, i, axis, descending).get(i[axis])]);
        Naive.assertSame(sorted, t.sort(named, direction(descending)).value());
        assertEquals(Index.of(positions), t.argsort(named, direction(descending)));
        Naive.assertSame(
                sorted,
                t.takeAlongAxis(named, t.argsort(named, direction(descending))).value());
        if (!descending) {
            Naive.assertSame(sorted, t.sort(named).value());
            assertEquals(Index.of(positions), t.argsort(named));
        }
    }

    private static Tensor.SortOrder direction(boolean descending) {
        return descending ? Tensor.SortOrder.DESCENDING : Tensor.SortOrder.ASCENDING;
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void longRowsAreSortedAsShortOnes(@ForAll long seed) {
        Draw d = new Draw(seed);
        int n = d.integer(1, 600);
        NdArray x = numbers(d, Shape.of(n, 2));
        boolean descending = d.oneIn(2);
        int k = d.oneIn(2) ? d.integer(0, Math.min(n, 9)) : d.integer(0, n);
        List<List<Integer>> orders = Stream.of(0, 1)
                .map(column -> order(x, new int[] {0, column}, 0, descending))
                .toList();
        NdArray positions = Naive.array(Shape.of(k, 2), i -> orders.get(i[1]).get(i[0]));
        NdArray sorted = Naive.array(Shape.of(k, 2), i -> x.get(orders.get(i[1]).get(i[0]), i[1]));
        Tensor.TopK top = Tensor.of(x).topK(0, k, descending ? Tensor.Extreme.LARGEST : Tensor.Extreme.SMALLEST);
        assertEquals(Index.of(positions), top.indices());
        Naive.assertSame(positions, top.positions().value());
        Naive.assertSame(sorted, top.values().value());
        Naive.assertSame(
                sorted,
                Tensor.of(x).sort(0, direction(descending)).slice(0, 0, k).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void topK(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = numbers(d, d.shapeOrEmpty(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int k = d.integer(0, x.shape().dim(axis));
        boolean largest = d.oneIn(2);
        Shape shape = x.shape().with(axis, k);
        Tensor.TopK top =
                largest ? Tensor.of(x).topK(axis - x.rank(), k) : Tensor.of(x).topK(axis, k, Tensor.Extreme.SMALLEST);
        Naive.assertSame(
                Naive.array(
                        shape, i -> row(x, i, axis)[order(x, i, axis, largest).get(i[axis])]),
                top.values().value());
        assertEquals(Index.of(Naive.array(shape, i -> order(x, i, axis, largest).get(i[axis]))), top.indices());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void argmaxAndArgmin(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = numbers(d, d.shape(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        Shape kept = x.shape().with(axis, 1);
        NdArray max = Naive.array(kept, i -> first(row(x, i, axis), true));
        NdArray min = Naive.array(kept, i -> first(row(x, i, axis), false));
        Shape dropped = x.shape().reduce(Axes.of("test", x.shape(), axis), false);
        Tensor t = Tensor.of(x);
        assertEquals(Index.of(max), t.argmax(axis, true));
        assertEquals(Index.of(min), t.argmin(axis - x.rank(), true));
        assertEquals(Index.of(NdArray.of(dropped, max.toArray())), t.argmax(axis));
        assertEquals(Index.of(NdArray.of(dropped, min.toArray())), t.argmin(axis));
        assertEquals(Index.of(NdArray.of(first(x.toArray(), true))), t.argmax());
        assertEquals(Index.of(NdArray.of(first(x.toArray(), false))), t.argmin());
    }

    private static int first(double[] row, boolean largest) {
        double[] known = Arrays.stream(row).filter(v -> !Double.isNaN(v)).toArray();
        double wanted = known.length < row.length
                ? Double.NaN
                : largest
                        ? Arrays.stream(known).max().orElseThrow()
                        : Arrays.stream(known).min().orElseThrow();
        int i = 0;
        while (row[i] != wanted && !(Double.isNaN(row[i]) && Double.isNaN(wanted))) {
            i++;
        }
        return i;
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void quantiles(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.oneIn(2)
                ? d.normal(d.shape(0, 4))
                : d.integers(d.shape(0, 4), -2, 2).value();
        int[] axes = IntStream.range(0, x.rank()).filter(i -> d.oneIn(2)).toArray();
        List<Integer> reduced = axes.length == 0
                ? IntStream.range(0, x.rank()).boxed().toList()
                : Arrays.stream(axes).boxed().toList();
        Shape kept = Shape.of(IntStream.range(0, x.rank())
                .map(i -> reduced.contains(i) ? 1 : x.shape().dim(i))
                .toArray());
        double q = d.oneOf(0.0, 0.1, 0.25, 0.5, 2.0 / 3, 0.77, 1.0);
        Tensor t = Tensor.of(x);
        NdArray tolerance = NdArray.full(kept, 1e-14);
        for (Tensor.Interpolation how : Tensor.Interpolation.values()) {
            NdArray expected = Naive.array(kept, i -> quantile(Naive.group(x, i, reduced), q, how));
            Naive.assertNear(expected, tolerance, t.quantile(q, how, true, axes).value());
            assertEquals(
                    t.quantile(q, how, true, axes)
                            .value()
                            .reshape(t.quantile(q, how, axes).shape()),
                    t.quantile(q, how, axes).value());
        }
        NdArray linear = Naive.array(kept, i -> quantile(Naive.group(x, i, reduced), q, Tensor.Interpolation.LINEAR));
        Naive.assertNear(linear, tolerance, t.quantile(q, true, axes).value());
        Shape dropped = x.shape().reduce(Axes.of("test", x.shape(), axes), false);
        Naive.assertNear(
                NdArray.of(dropped, linear.toArray()),
                NdArray.full(dropped, 1e-14),
                t.quantile(q, false, axes).value());
        NdArray median = Naive.array(kept, i -> median(Naive.group(x, i, reduced)));
        Naive.assertNear(median, tolerance, t.median(true, axes).value());
        assertEquals(dropped, t.median(axes).shape());
    }

    private static double quantile(double[] row, double q, Tensor.Interpolation how) {
        Arrays.sort(row);
        double p = q * (row.length - 1);
        double low = row[(int) Math.floor(p)];
        double high = row[(int) Math.ceil(p)];
        double fraction = p % 1;
        return switch (how) {
            case LINEAR -> low * (1 - fraction) + high * fraction;
            case LOWER -> low;
            case HIGHER -> high;
            case MIDPOINT -> (low + high) / 2;
            case NEAREST -> fraction < 0.5 || (fraction == 0.5 && (int) p % 2 == 0) ? low : high;
        };
    }

    private static double median(double[] row) {
        Arrays.sort(row);
        int n = row.length;
        return n % 2 == 1 ? row[n / 2] : (row[n / 2 - 1] + row[n / 2]) / 2;
    }
}
