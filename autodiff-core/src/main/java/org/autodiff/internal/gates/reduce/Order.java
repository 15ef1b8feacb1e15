package org.autodiff.internal.gates.reduce;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.Ranking;
import org.autodiff.internal.kernel.Scanning;
import org.autodiff.internal.kernel.Searching;
import org.autodiff.internal.loops.AxisLines;
import org.autodiff.internal.loops.AxisTracks;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Gates of order. Sorting is two steps: a gate that finds the order, as a tensor of positions without a derivative, and
 * {@link Indexing.Gather}, which moves the elements there and is linear. So a recording that is replayed with other
 * data sorts those, and the derivatives of every order and mode are those of a move.
 */
public final class Order {
    private Order() {}

    /** Positions along an axis: constant where they are continuous, so there is no gradient. */
    private interface Positions extends UnaryGate, AlongAxis {
        @Override
        default Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        default Reads reads() {
            return Reads.NONE;
        }

        @Override
        default boolean differentiable(int input) {
            return false;
        }
    }

    /**
     * The positions of the elements along an axis in ascending or descending order, the first {@code count} of them.
     * Equal elements keep their order; NaN counts as the largest.
     */
    @Formula("first {count} positions that put x in order along axis {axis}, descending: {descending}")
    public record ArgSort(int axis, boolean descending, int count) implements Positions {
        @Override
        public Shape shape(Shape x) {
            return x.with(axis, count);
        }

        @Override
        public ArgSort along(int other) {
            return new ArgSort(other, descending, count);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            if (y.size() > 0) {
                AxisLines.map(x, axis, y, new Ranking(count, x.shape().dim(axis), descending)::rank);
            }
        }
    }

    /**
     * The position along an axis, which stays with size 1, of the largest or of the smallest element: the first NaN, if
     * there is one, else the first of several that are equal.
     */
    @Formula("position of the extreme x along axis {axis}, largest: {largest}")
    public record ArgMax(int axis, boolean largest) implements Positions {
        @Override
        public String name() {
            return largest ? "argmax" : "argmin";
        }

        @Override
        public Shape shape(Shape x) {
            Shape y = x.with(axis, 1);
            if (x.dim(axis) == 0 && y.size() > 0) {
                throw new IllegalArgumentException(
                        name() + ": no elements along axis " + axis + " of shape " + x + ": needs at least one");
            }
            return y;
        }

        @Override
        public ArgMax along(int other) {
            return new ArgMax(other, largest);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            AxisLines.map(
                    x,
                    axis,
                    y,
                    (in, from, stride, n, out, to) -> out[to] = Searching.extreme(largest, in, from, stride, n));
        }
    }

    /**
     * At each place the position along an axis of the largest, or the smallest, element up to there: of several that
     * are equal the last, of several NaN too.
     */
    @Formula("position of the extreme of x_0, ..., x_i along axis {axis}, largest: {largest}")
    public record ArgCummax(int axis, boolean largest) implements Positions, KeepsShape {
        @Override
        public String name() {
            return largest ? "argcummax" : "argcummin";
        }

        @Override
        public ArgCummax along(int other) {
            return new ArgCummax(other, largest);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            double[] in = ArrayAccess.data(x);
            double[] out = ArrayAccess.data(y);
            AxisTracks.deal(x.shape(), axis, false, tracks -> Scanning.argCummax(largest, in, out, tracks));
        }
    }

    /**
     * Where each value b belongs in a row a of ascending numbers: before the first that is not below it, or, to the
     * right, that is above it; NaN counts as the largest. Rows along the last axis; one row serves values of any shape.
     *
     * @param batch so many leading axes both inputs have
     */
    @Formula("position of b in ascending a, behind equal ones: {right}")
    public record SearchSorted(boolean right, int batch) implements BinaryGate {
        public SearchSorted(boolean right) {
            this(right, 0);
        }

        @Override
        public String name() {
            return "searchsorted";
        }

        @Override
        public Shape shape(Shape rows, Shape values) {
            boolean one = rows.rank() == batch + 1 && values.rank() >= batch;
            boolean many = rows.rank() > batch + 1 && values.rank() == rows.rank();
            int ofEachRow = one ? values.rank() - batch : 1;
            if (!(one || many) || !rows.dropLast(1).equals(values.dropLast(ofEachRow))) {
                throw new IllegalArgumentException(name() + ": rows of shape " + rows + " and values of shape " + values
                        + ": must be (n) and any shape, or (..., n) and (..., m)");
            }
            return values;
        }

        @Override
        public Gate behind(Shape more) {
            return new SearchSorted(right, batch + more.rank());
        }

        @Override
        public void compute(NdArray sorted, NdArray values, NdArray y) {
            double[] x = ArrayAccess.data(sorted);
            double[] v = ArrayAccess.data(values);
            double[] out = ArrayAccess.data(y);
            int n = sorted.shape().dim(-1);
            requireAscending(x, sorted.size(), n);
            int perRow = y.size() == 0 ? 0 : y.size() / sorted.shape().sizeOf(0, sorted.rank() - 1);
            for (int i = 0; i < y.size(); i++) {
                out[i] = Searching.place(right, x, i / perRow * n, n, v[i]);
            }
        }

        private void requireAscending(double[] x, int size, int n) {
            int i = Searching.firstDescent(x, size, n);
            if (i >= 0) {
                throw new IllegalArgumentException(name() + ": element " + i % n + " of row " + i / n + " is " + x[i]
                        + " after " + x[i - 1] + ": rows must be in ascending order; sort them first");
            }
        }

        @Override
        public Tensor backwardA(Tensor sorted, Tensor values, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public Tensor backwardB(Tensor sorted, Tensor values, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }

        @Override
        public Reads readsForB() {
            return Reads.NONE;
        }

        @Override
        public boolean differentiable(int input) {
            return false;
        }
    }
}
