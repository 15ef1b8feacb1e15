package org.autodiff.internal.gates.move;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.loops.SelectedRows;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The gate that selects whole rows of an array along an axis by indices, and the one that adds them up there again. */
public final class IndexSelection {
    private static final Kernels K = Kernels.active();

    private IndexSelection() {}

    /**
     * The elements at the indices along an axis, in whose place the axes of the indices step: {@code y[.., i.., ..]}.
     *
     * @param batch how many leading axes array and indices have in common: for each place along them there are indices
     *     of their own
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
            double[] from = ArrayAccess.data(x);
            double[] to = ArrayAccess.data(y);
            SelectedRows rows = rows(name(), x.shape(), axis, index, batch, y.size());
            rows.forEach((in, row, out, selected, n) -> {
                if (rows.length() == 1) {
                    for (int i = 0; i < n; i++) {
                        to[out + i * selected] = from[in + i * row];
                    }
                } else {
                    for (int i = 0; i < n; i++) {
                        System.arraycopy(from, in + i * row, to, out + i * selected, rows.length());
                    }
                }
            });
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
            double[] from = ArrayAccess.data(x);
            double[] to = ArrayAccess.data(y);
            Arrays.fill(to, 0, y.size(), 0);
            SelectedRows rows = rows(name(), target, axis, index, batch, x.size());
            rows.forEach((out, row, in, selected, n) -> {
                if (rows.length() == 1) {
                    for (int i = 0; i < n; i++) {
                        to[out + i * row] += from[in + i * selected];
                    }
                } else {
                    for (int i = 0; i < n; i++) {
                        int at = out + i * row;
                        K.add(to, at, 1, from, in + i * selected, 1, to, at, rows.length());
                    }
                }
            });
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

    private static SelectedRows rows(String name, Shape shape, int axis, NdArray index, int batch, int size) {
        return new SelectedRows(shape, axis, index.shape(), Indexing.positions(name, index, axis, shape), batch, size);
    }
}
