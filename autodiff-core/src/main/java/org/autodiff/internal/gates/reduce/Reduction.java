package org.autodiff.internal.gates.reduce;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.AlongAxes;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.LinearGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.internal.loops.AxisRows;
import org.autodiff.internal.loops.Elements;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Sums and maxima over axes. The axes stay, with size 1; dropping them is a reshape. */
public final class Reduction {
    private static final Kernels K = Kernels.active();

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private Reduction() {}

    /** The sum over some axes, which stay with size 1.  d/dx = 1: the gradient is copied to every summand. */
    @Formula(value = "sum of x along {axes}", derivative = "u, repeated along {axes}")
    public record Sum(Axes axes) implements LinearGate, AlongAxes {
        @Override
        public Shape shape(Shape x) {
            return x.reduce(axes, true);
        }

        @Override
        public Sum along(Axes others) {
            return new Sum(others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            Shape s = x.shape();
            int first = axes.count() == 0 ? 0 : axes.get(0);
            int end = first + axes.count();
            if (axes.count() > 0 && axes.get(axes.count() - 1) != end - 1) { // not one block of axes
                AxisRows.of(x, axes).reduce(K::sum, y);
                return;
            }
            int reduced = s.sizeOf(first, end);
            int inner = s.sizeOf(end, s.rank());
            if (inner == 1) {
                new AxisRows(Raw.data(x), reduced).reduce(K::sum, y);
                return;
            }
            addRows(Raw.data(x), Raw.data(y), s.sizeOf(0, first), reduced, inner);
        }

        /** Sums over a middle axis row by row: memory is read in order, and whole rows are added at a time. */
        private static void addRows(double[] x, double[] y, int outer, int reduced, int inner) {
            Arrays.fill(y, 0, outer * inner, 0.0);
            if (!Elements.areMany(outer * reduced * inner)) {
                addBlocks(x, y, 0, outer, reduced, inner);
            } else if (outer >= Parallel.threads()) {
                AxisRows.deal(outer, reduced * inner, (first, end) -> addBlocks(x, y, first, end, reduced, inner));
            } else {
                for (int o = 0; o < outer; o++) {
                    addColumns(x, y, o, reduced, inner);
                }
            }
        }

        private static void addBlocks(double[] x, double[] y, int first, int end, int reduced, int inner) {
            for (int o = first; o < end; o++) {
                addRows(x, o * reduced * inner, inner, y, o * inner, inner, reduced);
            }
        }

        /**
         * Each thread adds some columns, to sums of its own: neighbours in one line of the cache would hold each
         * other up.
         */
        private static void addColumns(double[] x, double[] y, int block, int reduced, int inner) {
            int from = block * reduced * inner;
            Parallel.split(inner, 8, Math.max(1, Elements.WORTH_A_THREAD / reduced), (first, end) -> {
                double[] sums = new double[end - first];
                addRows(x, from + first, inner, sums, 0, sums.length, reduced);
                System.arraycopy(sums, 0, y, block * inner + first, sums.length);
            });
        }

        private static void addRows(double[] x, int from, int stride, double[] y, int to, int n, int rows) {
            for (int r = 0; r < rows; r++) {
                K.add(y, to, 1, x, from + r * stride, 1, y, to, n);
            }
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return upstream.broadcastTo(x);
        }

        @Override
        public Structure structure() {
            return Structure.REDUCE;
        }
    }

    /**
     * The maximum over some axes, which stay with size 1; NaN if there is one.  The gradient goes to the largest
     * element; several that are equal share it alike.
     */
    public record Max(Axes axes) implements Weighted {
        @Override
        public NdArray forward(NdArray x) {
            requireElements(name(), x.shape(), axes);
            return AxisRows.of(x, axes).reduce(K::max, Raw.allocate(x.shape().reduce(axes, true)));
        }

        @Override
        public Tensor weight(Tensor x, Tensor y) {
            Tensor largest = x.equalTo(y);
            return largest.div(new Sum(axes).on(largest));
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("largest twice", 3, 1, 3).gradient(0.5, 0, 0.5),
                    Kink.atVector("infinity twice", INF, 1, INF).gradient(0.5, 0, 0.5),
                    Kink.atVector("nothing but -infinity", -INF, -INF).gradient(0.5, 0.5),
                    Kink.atVector("a NaN", NAN, 1).gradient(NAN, NAN));
        }
    }

    /**
     * Throws if a reduction that has no value for no elements would have to give one.
     *
     * @throws IllegalArgumentException if there is nothing along the axes, but a result is expected
     */
    public static void requireElements(String operation, Shape shape, Axes axes) {
        if (shape.size() == 0 && shape.reduce(axes, true).size() > 0) {
            throw new IllegalArgumentException(
                    operation + ": no elements along axes " + axes + " of shape " + shape + ": needs at least one");
        }
    }

    /**
     * {@code log sum e^x} over some axes, which stay with size 1, shifted by the maximum so that nothing overflows.
     * d/dx = softmax(x), computed from x: the difference x - y would have no digits left at |x| = 1e300.  Infinities
     * share the gradient alike.  Of nothing but -infinity it is -infinity with gradient 0: impossible events stay
     * impossible.
     */
    public record Logsumexp(Axes axes) implements Weighted {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.allocate(x.shape().reduce(axes, true));
            AxisRows rows = AxisRows.of(x, axes);
            if (rows.length() == 0) {
                Arrays.fill(Raw.data(y), 0, y.size(), -INF);
            } else {
                double[] out = Raw.data(y);
                int length = rows.length();
                AxisRows.deal(y.size(), length, (first, end) -> logsumexp(rows.data(), out, first, end, length));
            }
            return y;
        }

        private static void logsumexp(double[] x, double[] y, int first, int end, int length) {
            int block = Normalisation.rowsAtOnce(end - first, length);
            double[] scratch = new double[block * length];
            double[] log = new double[block];
            for (int row = first; row < end; row += block) {
                int count = Math.min(block, end - row);
                for (int r = 0; r < count; r++) {
                    y[row + r] = Normalisation.shift(x, (row + r) * length, scratch, r * length, length);
                }
                Normalisation.logsumexpOfShifted(scratch, count, length, log);
                for (int r = 0; r < count; r++) {
                    // Else nothing but -infinity; or infinity or NaN among them.
                    y[row + r] += Double.isFinite(y[row + r]) ? log[r] : 0;
                }
            }
        }

        @Override
        public Tensor weight(Tensor x, Tensor y) {
            return new Normalisation.Softmax(axes).on(x);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return Weighted.super.backward(x, y, whereIsSomething(y, upstream));
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            Tensor moved = Weighted.super.jvp(saved, tangents)[0];
            return new Tensor[] {whereIsSomething(saved.output(0), moved)};
        }

        /** A product with 0 hides the NaN that the softmax of nothing but -infinity is. */
        private static Tensor whereIsSomething(Tensor y, Tensor t) {
            return Tensor.where(y.equalTo(Tensor.of(-INF)), Tensor.of(0), t);
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("an infinity", INF, 0).gradient(1, 0),
                    Kink.atVector("infinity twice", INF, 1, INF).gradient(0.5, 0, 0.5),
                    Kink.atVector("nothing but -infinity", -INF, -INF).gradient(0, 0));
        }
    }

    /** A reduction whose small change is a weighted sum of the changes: both modes follow from the weights. */
    interface Weighted extends UnaryGate {
        /** The derivative of the output with respect to each element of the input. */
        Tensor weight(Tensor x, Tensor y);

        Axes axes();

        @Override
        default Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.chain(weight(x, y));
        }

        @Override
        default Tensor[] jvp(Saved saved, Tensor[] tangents) {
            Tensor moved = tangents[0].chain(weight(saved.input(0), saved.output(0)));
            return new Tensor[] {new Sum(axes()).on(moved)};
        }
    }
}
