package org.autodiff.internal.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Batching;
import org.autodiff.internal.engine.Repetition;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Unit vectors, some at a time. */
final class Chunks {
    private Chunks() {}

    /** How many chunks {@code n} vectors make: at least one, so that no vectors give a result of no rows. */
    static int count(int n, int chunk) {
        return Math.max(1, (int) (((long) n + chunk - 1) / chunk));
    }

    /**
     * Maps a function over the unit vectors of a shape, by chunks of nearly the same size.
     *
     * @param repetition of the function, if it is the user's; see {@link Repetition}
     * @return each result for all unit vectors, along a new leading axis
     */
    static Tensor[] mapUnits(Shape shape, int chunk, Repetition repetition, Function<Tensor, Tensor[]> f) {
        return each(shape.size(), chunk, (from, to) -> map(units(shape, from, to), repetition, f));
    }

    /** Maps a function over the leading axis of an array. */
    static Tensor[] map(Tensor all, Repetition repetition, Function<Tensor, Tensor[]> f) {
        return Batching.map(x -> f.apply(x[0]), all.shape().dim(0), repetition, new boolean[] {true}, all);
    }

    /** A stretch of the unit vectors. */
    interface Stretch {
        Tensor[] results(int from, int to);
    }

    /** The results of all stretches, joined along their leading axes. */
    static Tensor[] each(int n, int chunk, Stretch stretch) {
        int count = count(n, chunk);
        List<Tensor[]> parts = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            parts.add(stretch.results((int) ((long) n * c / count), (int) ((long) n * (c + 1) / count)));
        }
        Tensor[] joined = parts.get(0);
        for (int k = 0; k < joined.length && count > 1; k++) {
            int result = k;
            joined[k] = Tensor.concat(0, parts.stream().map(p -> p[result]).toArray(Tensor[]::new));
        }
        return joined;
    }

    /** Some of the unit vectors of a shape, along a leading axis. */
    static Tensor units(Shape shape, int from, int to) {
        int n = shape.size();
        NdArray units = Memory.zeros(Shape.of(to - from).concat(shape));
        double[] data = ArrayAccess.data(units);
        for (int k = from; k < to; k++) {
            data[(k - from) * n + k] = 1;
        }
        return Tensor.of(units);
    }
}
