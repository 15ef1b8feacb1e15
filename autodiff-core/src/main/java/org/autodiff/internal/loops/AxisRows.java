package org.autodiff.internal.loops;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;

/** An array seen as rows, each of which holds what one element of a reduction is made of. */
public record AxisRows(double[] data, int length) {
    /** A function of one row. */
    @FunctionalInterface
    public interface Reducer {
        double apply(double[] data, int from, int n);
    }

    /** A function of the rows from {@code first} to before {@code end}, of which each is treated by itself. */
    @FunctionalInterface
    public interface Mapper {
        void apply(double[] in, double[] out, int first, int end, int length);
    }

    /** The rows along some axes; the array is copied only if those are not its last ones. */
    public static AxisRows of(NdArray x, Axes axes) {
        List<Integer> order = lastly(x.shape().rank(), axes);
        NdArray moved = isIdentity(order) ? x : Strided.permuted(x, order);
        // Not the product of the sizes: beside an axis of size 0 that can overflow.
        int length =
                x.size() == 0 ? 0 : x.size() / x.shape().reduce(axes, false).size();
        return new AxisRows(Raw.data(moved), length);
    }

    /**
     * Maps rows along some axes to rows of the same length; axes are moved to the end and back if they are not there.
     */
    public static NdArray map(NdArray x, Axes axes, Mapper mapper) {
        List<Integer> order = lastly(x.rank(), axes);
        if (!isIdentity(order)) {
            Axes last = Axes.last(axes.count(), x.shape());
            NdArray y = map(Strided.permuted(x, order), last, mapper);
            return Strided.permuted(y, Strided.inverse(order));
        }
        NdArray y = Raw.allocate(x.shape());
        if (y.size() > 0) {
            int length = x.shape().sizeOf(x.rank() - axes.count(), x.rank());
            double[] in = Raw.data(x);
            double[] out = Raw.data(y);
            int rows = y.size() / length;
            if (Elements.areMany(y.size())) {
                deal(rows, length, (first, end) -> mapper.apply(in, out, first, end, length));
            } else {
                mapper.apply(in, out, 0, rows, length);
            }
        }
        return y;
    }

    /** The order of axes that moves some of them to the end. */
    public static List<Integer> lastly(int rank, Axes axes) {
        return IntStream.range(0, rank)
                .boxed()
                .sorted(Comparator.comparing(axes::contains))
                .toList();
    }

    public static boolean isIdentity(List<Integer> order) {
        return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
    }

    public NdArray reduce(Reducer f, NdArray y) {
        double[] out = Raw.data(y);
        if (Elements.areMany(y.size() * length)) {
            deal(y.size(), length, (first, end) -> reduce(f, out, first, end));
        } else {
            reduce(f, out, 0, y.size());
        }
        return y;
    }

    private void reduce(Reducer f, double[] out, int first, int end) {
        for (int row = first; row < end; row++) {
            out[row] = f.apply(data, row * length, length);
        }
    }

    /** Deals rows to threads, each enough elements. */
    public static void deal(int rows, int length, Parallel.Part part) {
        Parallel.split(rows, 1, Math.max(1, Elements.WORTH_A_THREAD / length), part);
    }
}
