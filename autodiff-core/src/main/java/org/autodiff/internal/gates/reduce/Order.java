package org.autodiff.internal.gates.reduce;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Gates of order. Sorting is two steps: a gate that finds the order, as a tensor of positions without a derivative, and
 * {@link Indexing.Gather}, which moves the elements there and is linear. So a recording that is replayed with other data
 * sorts those, and the derivatives of every order and mode are those of a move.
 */
public final class Order {
    private Order() {}

    /** Positions along an axis: constant where they are continuous, so there is no gradient. */
    private interface Positions extends UnaryGate {
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
    public record ArgSort(int axis, boolean descending, int count) implements Positions {
        @Override
        public NdArray forward(NdArray x) {
            Shape shape = x.shape();
            NdArray y = Raw.allocate(shape.with(axis, count));
            if (y.size() > 0) {
                double[] from = Raw.data(x);
                double[] to = Raw.data(y);
                int n = shape.dim(axis);
                int inner = shape.sizeOf(axis + 1, shape.rank());
                Ranking ranking = new Ranking(count, n, descending);
                for (int row = 0; row < x.size() / n; row++) {
                    int outer = row / inner * inner;
                    ranking.rank(from, outer * n + row % inner, inner, n, to, outer * count + row % inner);
                }
            }
            return y;
        }
    }

    /**
     * The position along an axis, which stays with size 1, of the largest or of the smallest element: the first NaN, if
     * there is one, else the first of several that are equal.
     */
    public record ArgMax(int axis, boolean largest) implements Positions {
        @Override
        public String name() {
            return largest ? "argmax" : "argmin";
        }

        @Override
        public NdArray forward(NdArray x) {
            Shape shape = x.shape();
            NdArray y = Raw.allocate(shape.with(axis, 1));
            int n = shape.dim(axis);
            if (n == 0 && y.size() > 0) {
                throw new IllegalArgumentException(
                        name() + ": no elements along axis " + axis + " of shape " + shape + ": needs at least one");
            }
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int inner = shape.sizeOf(axis + 1, shape.rank());
            for (int row = 0; row < y.size(); row++) {
                to[row] = best(from, row / inner * inner * n + row % inner, inner, n);
            }
            return y;
        }

        private int best(double[] x, int from, int stride, int n) {
            int best = 0;
            double most = x[from];
            for (int i = 1; i < n && !Double.isNaN(most); i++) {
                double candidate = x[from + i * stride];
                if (Double.isNaN(candidate) || (largest ? candidate > most : candidate < most)) {
                    best = i;
                    most = candidate;
                }
            }
            return best;
        }
    }

    /**
     * At each place the position along an axis of the largest, or the smallest, element up to there: of several that
     * are equal the last, of several NaN too.
     */
    public record ArgCummax(int axis, boolean largest) implements Positions {
        @Override
        public String name() {
            return largest ? "cummax" : "cummin";
        }

        @Override
        public NdArray forward(NdArray x) {
            Shape shape = x.shape();
            NdArray y = Raw.allocate(shape);
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int inner = shape.sizeOf(axis + 1, shape.rank());
            int block = shape.dim(axis) * inner;
            for (int at = 0; at < y.size(); at++) {
                int in = at % block;
                int before = in < inner ? 0 : (int) to[at - inner];
                double most = from[at - in + before * inner + in % inner];
                to[at] = takes(from[at], most) ? in / inner : before;
            }
            return y;
        }

        private boolean takes(double candidate, double most) {
            boolean better = largest ? candidate >= most : candidate <= most;
            return better || Double.isNaN(candidate);
        }
    }

    /**
     * Where each value belongs in a row of ascending numbers: before the first that is not below it, or, to the right,
     * that is above it. AxisRows along the last axis; one row serves values of any shape.
     */
    public record SearchSorted(boolean right) implements BinaryGate {
        @Override
        public String name() {
            return "searchsorted";
        }

        @Override
        public NdArray forward(NdArray sorted, NdArray values) {
            Shape rows = sorted.shape();
            boolean batch = rows.rank() > 1;
            if (rows.rank() == 0
                    || (batch && values.rank() == 0)
                    || (batch && !rows.dropLast(1).equals(values.shape().dropLast(1)))) {
                throw new IllegalArgumentException(name() + ": rows of shape " + rows + " and values of shape "
                        + values.shape() + ": must be (n) and any shape, or (..., n) and (..., m)");
            }
            requireAscending(sorted);
            int n = rows.dim(-1);
            int perRow = batch ? values.shape().dim(-1) : values.size();
            NdArray y = Raw.allocate(values.shape());
            double[] x = Raw.data(sorted);
            double[] v = Raw.data(values);
            for (int i = 0; i < y.size(); i++) {
                Raw.data(y)[i] = position(x, i / perRow * n, n, v[i]);
            }
            return y;
        }

        private int position(double[] x, int from, int n, double value) {
            int low = 0;
            int high = n;
            while (low < high) {
                int middle = (low + high) >>> 1;
                double element = x[from + middle];
                if (right ? !isBelow(value, element) : isBelow(element, value)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** NaN counts as the largest, as in sorting. */
        private static boolean isBelow(double a, double b) {
            return Double.isNaN(b) ? !Double.isNaN(a) : a < b;
        }

        private void requireAscending(NdArray sorted) {
            double[] x = Raw.data(sorted);
            int n = sorted.shape().dim(-1);
            for (int i = 1; i < sorted.size(); i++) {
                if (i % n != 0 && isBelow(x[i], x[i - 1])) {
                    throw new IllegalArgumentException(name() + ": element " + i % n + " of row " + i / n + " is "
                            + x[i] + " after " + x[i - 1] + ": rows must be in ascending order; sort them first");
                }
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

    /**
     * {@code (1 - w) a + w b} for a number w: exactly a where a = b, infinite ones included, and without
     * overflow.  d/da = 1 - w, d/db = w.
     */
    public record Lerp(double weight) implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = between(a[ao + as * i], b[bo + bs * i]);
            }
        }

        private double between(double a, double b) {
            double difference = b - a;
            if (a == b) {
                return a; // infinity - infinity would be NaN
            }
            if (Double.isInfinite(difference)) {
                return (1 - weight) * a + weight * b;
            }
            return weight < 0.5 ? a + weight * difference : b - (1 - weight) * difference; // from the nearer end
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1 - weight);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(weight);
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }

        @Override
        public Reads readsForB() {
            return Reads.NONE;
        }
    }
}
