package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** What reductions and softmax compute, against loops over all elements. */
class ReductionValuesPropertyTest {
    private static final double ROUNDING = 1e-14;

    /** An array, and axes of it: as a caller gives them, and as they are meant. */
    record Case(NdArray x, int[] given, List<Integer> meant) {
        static Case draw(long seed, boolean mayBeEmpty) {
            Draw d = new Draw(seed);
            Shape shape = mayBeEmpty ? d.shapeOrEmpty(0, 4) : d.shape();
            Axes axes = d.axes(shape);
            List<Integer> meant =
                    IntStream.range(0, axes.count()).map(axes::get).boxed().toList();
            int[] given = meant.size() == shape.rank() && d.oneIn(2)
                    ? new int[0] // all of them
                    : meant.stream()
                            .mapToInt(a -> d.oneIn(2) ? a : a - shape.rank())
                            .toArray();
            return new Case(d.normal(shape), given, meant);
        }

        Tensor tensor() {
            return Tensor.of(x);
        }

        /** The reduced axes stay, with size 1. */
        NdArray kept(ToDoubleFunction<double[]> f) {
            int[] dims = x.shape().dims();
            meant.forEach(a -> dims[a] = 1);
            return Naive.array(Shape.of(dims), i -> f.applyAsDouble(Naive.group(x, i, meant)));
        }

        /** The reduced axes are gone. */
        NdArray dropped(ToDoubleFunction<double[]> f) {
            int[] dims = IntStream.range(0, x.rank())
                    .filter(a -> !meant.contains(a))
                    .map(x.shape()::dim)
                    .toArray();
            return kept(f).reshape(Shape.of(dims));
        }

        void check(ToDoubleFunction<double[]> f, double scale, Tensor kept, Tensor dropped) {
            NdArray tolerance = kept(
                    g -> ROUNDING * scale * (1 + Arrays.stream(g).map(Math::abs).sum()));
            Naive.assertNear(kept(f), tolerance, kept.value());
            Naive.assertNear(dropped(f), tolerance.reshape(dropped(f).shape()), dropped.value());
        }
    }

    private static double max(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double v : x) {
            max = Math.max(max, v);
        }
        return max;
    }

    private static double sumExp(double[] x) {
        return Arrays.stream(x).map(StrictMath::exp).sum();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void sum(@ForAll long seed) {
        Case c = Case.draw(seed, true);
        c.check(
                g -> Arrays.stream(g).sum(),
                1,
                c.tensor().sum(true, c.given),
                c.tensor().sum(c.given));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void mean(@ForAll long seed) {
        Case c = Case.draw(seed, false);
        c.check(
                g -> Arrays.stream(g).sum() / g.length,
                1,
                c.tensor().mean(true, c.given),
                c.tensor().mean(c.given));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void maximum(@ForAll long seed) {
        Case c = Case.draw(seed, false);
        c.check(
                ReductionValuesPropertyTest::max,
                0,
                c.tensor().max(true, c.given),
                c.tensor().max(c.given));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void logsumexp(@ForAll long seed) {
        Case c = Case.draw(seed, true);
        c.check(
                g -> StrictMath.log(sumExp(g)),
                1,
                c.tensor().logsumexp(true, c.given),
                c.tensor().logsumexp(c.given));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void softmaxAndItsLogarithm(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shapeOrEmpty(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int given = d.oneIn(2) ? axis : axis - x.rank();
        NdArray softmax =
                Naive.array(x.shape(), i -> StrictMath.exp(x.get(i)) / sumExp(Naive.group(x, i, List.of(axis))));
        NdArray logSoftmax =
                Naive.array(x.shape(), i -> x.get(i) - StrictMath.log(sumExp(Naive.group(x, i, List.of(axis)))));
        NdArray tolerance = NdArray.full(x.shape(), 10 * ROUNDING);
        Naive.assertNear(softmax, tolerance, Tensor.of(x).softmax(given).value());
        Naive.assertNear(logSoftmax, tolerance, Tensor.of(x).logSoftmax(given).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void largeNumbersDoNotOverflow(@ForAll long seed) {
        // exp(700 + x) overflows when it is summed naively; a shift
        // does not change softmax, and moves logsumexp along.
        Draw d = new Draw(seed);
        Tensor x = d.integers(d.shape(1, 3), -3, 3); // whole numbers: the shift rounds nothing
        for (double shift : new double[] {1000, -1000, 1e6}) {
            Tensor moved = x.add(shift);
            NdArray tolerance = NdArray.full(x.shape(), 10 * ROUNDING);
            Naive.assertNear(x.softmax(-1).value(), tolerance, moved.softmax(-1).value());
            Naive.assertNear(
                    x.logSoftmax(-1).value(), tolerance, moved.logSoftmax(-1).value());
            assertEquals(x.logsumexp().item() + shift, moved.logsumexp().item(), 2 * Math.ulp(shift));
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void argmaxIsTheFirstOfTheLargest(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.integers(d.shape(1, 4), 0, 2).value(); // many ties
        int axis = d.integer(0, x.rank() - 1);
        Index actual = Tensor.of(x).argmax(d.oneIn(2) ? axis : axis - x.rank());
        int[] dims = x.shape().dims();
        dims[axis] = 1;
        List<int[]> places = Naive.indices(Shape.of(dims));
        for (int k = 0; k < places.size(); k++) {
            double[] group = Naive.group(x, places.get(k), List.of(axis));
            int first = 0;
            while (group[first] != max(group)) {
                first++;
            }
            assertEquals(first, actual.get(k));
        }
        assertEquals(x.rank() - 1, actual.shape().rank());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void sumToUndoesBroadcasting(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape large = d.shapeOrEmpty(0, 4);
        Shape small = d.broadcastable(large);
        NdArray x = d.normal(large);
        double[] expected = new double[small.size()];
        List<int[]> places = Naive.indices(small);
        NdArray numbering = NdArray.of(
                small, IntStream.range(0, places.size()).asDoubleStream().toArray());
        for (int[] i : Naive.indices(large)) {
            expected[(int) Naive.broadcast(numbering, i)] += x.get(i);
        }
        NdArray tolerance = NdArray.full(small, ROUNDING * 100);
        Naive.assertNear(
                NdArray.of(small, expected),
                tolerance,
                Tensor.of(x).sumTo(small).value());
    }
}
