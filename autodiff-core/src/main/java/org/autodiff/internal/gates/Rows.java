package org.autodiff.internal.gates;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.gate.Kink;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** An array seen as rows, each of which holds what one element of a reduction is made of. */
record Rows(double[] data, int length) {
    /** A function of one row. */
    @FunctionalInterface
    interface Reducer {
        double apply(double[] data, int from, int n);
    }

    /** A function of the rows from {@code first} to before {@code end}, of which each is treated by itself. */
    @FunctionalInterface
    interface Mapper {
        void apply(double[] in, double[] out, int first, int end, int length);
    }

    /** The rows along some axes; the array is copied only if those are not its last ones. */
    static Rows of(NdArray x, Axes axes) {
        List<Integer> order = lastly(x.shape().rank(), axes);
        NdArray moved = isIdentity(order) ? x : new Moves.Permute(order).forward(x);
        // Not the product of the sizes: beside an axis of size 0 that can overflow.
        int length =
                x.size() == 0 ? 0 : x.size() / x.shape().reduce(axes, false).size();
        return new Rows(Raw.data(moved), length);
    }

    /**
     * Maps rows along some axes to rows of the same length; axes are moved to the end and back if they are not there.
     */
    static NdArray map(NdArray x, Axes axes, Mapper mapper) {
        List<Integer> order = lastly(x.rank(), axes);
        if (!isIdentity(order)) {
            Axes last = Axes.last(axes.count(), x.shape());
            NdArray y = map(new Moves.Permute(order).forward(x), last, mapper);
            return new Moves.Permute(Moves.inverse(order)).forward(y);
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

    /** Kinks of a gate along one axis as those of a gate along several: the vector stands on the first of them. */
    static List<Kink> along(Axes axes, Kink... ofVector) {
        if (axes.count() == 0) {
            return List.of();
        }
        int[] dims = new int[axes.get(axes.count() - 1) + 1];
        Arrays.fill(dims, 1);
        Shape ones = Shape.of(dims);
        return Arrays.stream(ofVector)
                .map(k -> new Kink(
                        k.where(),
                        stand(k.inputs(), ones, axes.get(0)),
                        stand(k.gradient(), ones, axes.get(0)),
                        stand(k.second(), ones, axes.get(0))))
                .toList();
    }

    private static List<NdArray> stand(List<NdArray> vectors, Shape ones, int axis) {
        return vectors.stream().map(v -> v.reshape(ones.with(axis, v.size()))).toList();
    }

    /** The order of axes that moves some of them to the end. */
    static List<Integer> lastly(int rank, Axes axes) {
        return IntStream.range(0, rank)
                .boxed()
                .sorted(Comparator.comparing(axes::contains))
                .toList();
    }

    static boolean isIdentity(List<Integer> order) {
        return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
    }

    NdArray reduce(Reducer f, NdArray y) {
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
    static void deal(int rows, int length, Parallel.Part part) {
        Parallel.split(rows, 1, Math.max(1, Elements.WORTH_A_THREAD / length), part);
    }
}
