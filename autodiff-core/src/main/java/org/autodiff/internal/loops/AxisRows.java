package org.autodiff.internal.loops;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;

/**
 * Applies a function to the rows of an array along some axes. Many rows are dealt to threads; where the axes are not
 * the last ones, the function gets a copy in which they are.
 */
public final class AxisRows {
    private AxisRows() {}

    /** A function of rows, which treats each of them by itself. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Treats the rows {@code first <= r < end}: row r is {@code x[r * length .. (r + 1) * length)}. What it gives
         * is the same row of y, or the number {@code y[r]}.
         */
        void apply(double[] x, double[] y, int first, int end, int length);
    }

    /** One number for each row. */
    public static void reduce(NdArray x, Axes axes, NdArray y, Rows f) {
        deal(of(x, axes), ArrayAccess.data(y), y.size(), length(x, axes), f);
    }

    /** A row of the same length for each row. */
    public static void map(NdArray x, Axes axes, NdArray y, Rows f) {
        if (x.size() == 0) {
            return;
        }
        int length = length(x, axes);
        if (areLast(axes, x.rank())) {
            deal(ArrayAccess.data(x), ArrayAccess.data(y), x.size() / length, length, f);
            return;
        }
        List<Integer> order = lastly(x.rank(), axes);
        NdArray rows = Strided.permuted(x, order);
        NdArray result = Memory.allocate(rows.shape());
        deal(ArrayAccess.data(rows), ArrayAccess.data(result), x.size() / length, length, f);
        Strided.permute(result, Strided.inverse(order), y);
    }

    /** The numbers of an array row after row; a copy only if the axes are not the last ones. */
    public static double[] of(NdArray x, Axes axes) {
        return ArrayAccess.data(areLast(axes, x.rank()) ? x : Strided.permuted(x, lastly(x.rank(), axes)));
    }

    private static boolean areLast(Axes axes, int rank) {
        return axes.count() == 0 || axes.get(0) == rank - axes.count();
    }

    private static List<Integer> lastly(int rank, Axes axes) {
        return IntStream.range(0, rank)
                .boxed()
                .sorted(Comparator.comparing(axes::contains))
                .toList();
    }

    /** Not the product of the sizes of an empty array: beside an axis of size 0 it can overflow. */
    private static int length(NdArray x, Axes axes) {
        int length = x.size() == 0 ? 0 : 1;
        for (int i = 0; i < axes.count() && length > 0; i++) {
            length *= x.shape().dim(axes.get(i));
        }
        return length;
    }

    static void deal(double[] x, double[] y, int rows, int length, Rows f) {
        if (Parallel.paysFor(rows * length)) {
            Parallel.splitElements(rows, 1, length, (first, end) -> f.apply(x, y, first, end, length));
        } else {
            f.apply(x, y, 0, rows, length);
        }
    }
}
