package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** What operations should give, by plain loops over indices: slow, obvious, and independent of the library's loops. */
final class Naive {
    private Naive() {}

    /** Every index of a shape, row-major. */
    static List<int[]> indices(Shape shape) {
        List<int[]> all = new ArrayList<>();
        all.add(new int[0]);
        for (int axis = 0; axis < shape.rank(); axis++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] prefix : all) {
                for (int i = 0; i < shape.dim(axis); i++) {
                    int[] index = Arrays.copyOf(prefix, axis + 1);
                    index[axis] = i;
                    longer.add(index);
                }
            }
            all = longer;
        }
        return all;
    }

    /** An array by a formula for each element. */
    static NdArray array(Shape shape, ToDoubleFunction<int[]> element) {
        return NdArray.of(shape, indices(shape).stream().mapToDouble(element).toArray());
    }

    /** The element of an array that is broadcast, at an index of the larger shape. */
    static double broadcast(NdArray x, int... index) {
        int lead = index.length - x.rank();
        return x.get(IntStream.range(0, x.rank())
                .map(i -> x.shape().dim(i) == 1 ? 0 : index[lead + i])
                .toArray());
    }

    /** A function of pairs. The shape is found axis by axis. */
    static NdArray zip(DoubleBinaryOperator f, NdArray a, NdArray b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int da = size(a, axis - rank + a.rank());
            int db = size(b, axis - rank + b.rank());
            dims[axis] = da == 1 ? db : da;
        }
        return array(Shape.of(dims), i -> f.applyAsDouble(broadcast(a, i), broadcast(b, i)));
    }

    private static int size(NdArray x, int axis) {
        return axis < 0 ? 1 : x.shape().dim(axis);
    }

    /** The elements that an element of a reduction is made of: those that agree with its index on the other axes. */
    static double[] group(NdArray x, int[] index, List<Integer> axes) {
        return indices(x.shape()).stream()
                .filter(i -> IntStream.range(0, i.length).allMatch(k -> axes.contains(k) || i[k] == index[k]))
                .mapToDouble(x::get)
                .toArray();
    }

    /** Same shape, and the same bits; all NaN are one. */
    static void assertSame(NdArray expected, NdArray actual) {
        assertEquals(expected, actual);
    }

    /** Same shape, and elements that differ by at most some units in the last place. */
    static void assertWithinUlps(int ulps, NdArray expected, NdArray actual) {
        assertEquals(expected.shape(), actual.shape());
        for (int[] i : indices(expected.shape())) {
            double e = expected.get(i);
            double tolerance = Double.isFinite(e) ? ulps * Math.ulp(e) : 0;
            assertEquals(e, actual.get(i), tolerance, () -> "at " + Arrays.toString(i));
        }
    }

    /** Same shape, and elements that differ by at most an absolute tolerance of their own. */
    static void assertNear(NdArray expected, NdArray tolerance, NdArray actual) {
        assertEquals(expected.shape(), actual.shape());
        for (int[] i : indices(expected.shape())) {
            assertEquals(expected.get(i), actual.get(i), tolerance.get(i), () -> "at " + Arrays.toString(i));
        }
    }
}
