package org.autodiff.internal.gates;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.Raw;
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

    /** The rows along some axes; the array is copied only if those are not its last ones. */
    static Rows of(NdArray x, Axes axes) {
        List<Integer> order = lastly(x.shape().rank(), axes);
        NdArray moved = isIdentity(order) ? x : new Moves.Permute(order).forward(x);
        return new Rows(Raw.data(moved), length(x.shape(), axes));
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

    private static int length(Shape shape, Axes axes) {
        return IntStream.range(0, axes.count()).map(i -> shape.dim(axes.get(i))).reduce(1, (a, b) -> a * b);
    }

    NdArray reduce(Reducer f, NdArray y) {
        double[] out = Raw.data(y);
        for (int row = 0; row < y.size(); row++) {
            out[row] = f.apply(data, row * length, length);
        }
        return y;
    }
}
