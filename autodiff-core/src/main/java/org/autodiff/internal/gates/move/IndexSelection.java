package org.autodiff.internal.gates.move;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The gate that selects whole rows of an array along an axis by indices, and the one that adds them up there again. */
public final class IndexSelection {
    private static final Kernels K = Kernels.active();

    private IndexSelection() {}

    /**
     * The elements at the indices along an axis, in whose place the axes of the indices step: {@code y[.., i.., ..]}.
     *
     * @param batch how many leading axes array and indices have in common: for each place along them there are indices of
     *     their own
     */
    @Formula(value = "a at b along axis {axis}", derivative = "zeros with u added at b along axis {axis}")
    public record IndexSelect(int axis, int batch) implements ByIndex {
        /** With the same indices for all of the array. */
        public IndexSelect(int axis) {
            this(axis, 0);
        }

        @Override
        public Shape shape(Shape x, Shape index) {
            return selected(name(), x, axis, index, batch);
        }

        @Override
        public void compute(NdArray x, NdArray index, NdArray y) {
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int n = inner(x.shape(), axis);
            int[] rows = rows(name(), index, axis, batch, x.shape(), y.size() / Math.max(1, n));
            for (int i = 0; i < rows.length; i++) {
                if (n == 1) {
                    to[i] = from[rows[i]];
                } else {
                    System.arraycopy(from, rows[i] * n, to, i * n, n);
                }
            }
        }

        @Override
        public Tensor transpose(Tensor upstream, Tensor index, Shape x) {
            return new IndexAdd(x, axis, batch).on(upstream, index);
        }

        @Override
        public IndexSelect behind(Shape leading) {
            return new IndexSelect(axis + leading.rank(), batch + leading.rank());
        }
    }

    /**
     * Zeros of a shape, to whose elements at the indices along an axis the given ones are added.
     *
     * @param batch as in {@link IndexSelect}
     */
    @Formula(
            value = "zeros of shape {target}, with a added at b along axis {axis}",
            derivative = "u at b along axis {axis}")
    public record IndexAdd(Shape target, int axis, int batch) implements ByIndex {
        /** With the same indices for all of the array. */
        public IndexAdd(Shape target, int axis) {
            this(target, axis, 0);
        }

        @Override
        public Shape shape(Shape x, Shape index) {
            Shape expected = selected(name(), target, axis, index, batch);
            if (!x.equals(expected)) {
                throw new IllegalArgumentException(name() + ": source of shape " + x + " for indices of shape " + index
                        + " along axis " + axis + " of " + target + ": must be " + expected);
            }
            return target;
        }

        @Override
        public void compute(NdArray x, NdArray index, NdArray y) {
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            Arrays.fill(to, 0, y.size(), 0);
            int n = inner(target, axis);
            int[] rows = rows(name(), index, axis, batch, target, x.size() / Math.max(1, n));
            for (int i = 0; i < rows.length; i++) {
                int row = rows[i] * n;
                if (n == 1) {
                    to[row] += from[i];
                } else {
                    K.add(to, row, 1, from, i * n, 1, to, row, n);
                }
            }
        }

        @Override
        public Tensor transpose(Tensor upstream, Tensor index, Shape x) {
            return new IndexSelect(axis, batch).on(upstream, index);
        }

        @Override
        public IndexAdd behind(Shape leading) {
            return new IndexAdd(leading.concat(target), axis + leading.rank(), batch + leading.rank());
        }
    }

    private static Shape selected(String name, Shape shape, int axis, Shape index, int batch) {
        Shape before = shape.dropLast(shape.rank() - axis);
        boolean fits = batch <= Math.min(axis, index.rank());
        if (!fits || !index.dropLast(index.rank() - batch).equals(shape.dropLast(shape.rank() - batch))) {
            throw new IllegalArgumentException(name + ": indices of shape " + index + " for axis " + axis + " of shape "
                    + shape + ": must have its " + batch + " leading axes");
        }
        return before.concat(index.dropFirst(batch)).concat(shape.dropFirst(axis + 1));
    }

    private static int inner(Shape shape, int axis) {
        return shape.sizeOf(axis + 1, shape.rank());
    }

    /** Of which row of the array (counted over all axes up to the one of the indices) each selected row is. */
    private static int[] rows(String name, NdArray index, int axis, int batch, Shape shape, int count) {
        int[] at = Indexing.positions(name, index, axis, shape);
        if (count == 0 || axis == 0) {
            return count == 0 ? new int[0] : at;
        }
        int[] rows = new int[count];
        int own = index.shape().sizeOf(batch, index.rank());
        int repeats = shape.sizeOf(batch, axis);
        for (int i = 0, o = 0; i < count; o++) {
            int first = o / repeats * own;
            for (int k = 0; k < own; k++, i++) {
                rows[i] = o * shape.dim(axis) + at[first + k];
            }
        }
        return rows;
    }
}
