package org.autodiff.internal.gates;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Sums and maxima over axes. The axes stay, with size 1; dropping them is a reshape. */
public final class Reduction {
    private static final Kernels K = Kernels.active();

    private Reduction() {}

    /** The sum over some axes, which stay with size 1.  d/dx = 1: the gradient is copied to every summand. */
    public record Sum(Axes axes) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            Shape s = x.shape();
            NdArray y = Raw.allocate(s.reduce(axes, true));
            int first = axes.count() == 0 ? 0 : axes.get(0);
            int end = first + axes.count();
            if (axes.count() > 0 && axes.get(axes.count() - 1) != end - 1) { // not one block of axes
                return Rows.of(x, axes).reduce(K::sum, y);
            }
            int reduced = s.sizeOf(first, end);
            int inner = s.sizeOf(end, s.rank());
            if (inner == 1) {
                return new Rows(Raw.data(x), reduced).reduce(K::sum, y);
            }
            addRows(Raw.data(x), Raw.data(y), s.sizeOf(0, first), reduced, inner);
            return y;
        }

        /** Sums over a middle axis row by row: memory is read in order, and whole rows are added at a time. */
        private static void addRows(double[] x, double[] y, int outer, int reduced, int inner) {
            Arrays.fill(y, 0, outer * inner, 0.0);
            for (int o = 0; o < outer; o++) {
                for (int r = 0; r < reduced; r++) {
                    K.add(y, o * inner, 1, x, (o * reduced + r) * inner, 1, y, o * inner, inner);
                }
            }
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.broadcastTo(x.shape());
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }

        @Override
        public Structure structure() {
            return Structure.REDUCE;
        }
    }

    /**
     * The maximum over some axes, which stay with size 1; NaN if there is one.  The gradient goes to the largest element;
     * several that are equal share it alike.
     */
    public record Max(Axes axes) implements Weighted {
        @Override
        public NdArray forward(NdArray x) {
            Shape shape = x.shape().reduce(axes, true);
            if (x.size() == 0 && shape.size() > 0) {
                throw new IllegalArgumentException(
                        "max: no elements along axes " + axes + " of shape " + x.shape() + ": needs at least one");
            }
            return Rows.of(x, axes).reduce(K::max, Raw.allocate(shape));
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
    }

    /**
     * {@code log sum e^x} over some axes, which stay with size 1, shifted by the maximum so that nothing overflows.  d/dx =
     * softmax(x), computed from x: the difference x - y would have no digits left at |x| = 1e300.
     */
    public record Logsumexp(Axes axes) implements Weighted {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.allocate(x.shape().reduce(axes, true));
            Rows rows = Rows.of(x, axes);
            double[] scratch = new double[rows.length()];
            return rows.reduce((data, from, n) -> logsumexp(data, from, n, scratch), y);
        }

        @Override
        public Tensor weight(Tensor x, Tensor y) {
            return new Normalisation.Softmax(axes).on(x);
        }
    }

    private static double logsumexp(double[] x, int from, int n, double[] scratch) {
        if (n == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        double max = K.max(x, from, n);
        if (!Double.isFinite(max)) {
            return max; // nothing but -infinity; or infinity or NaN among them
        }
        double[] m = {max};
        K.sub(x, from, 1, m, 0, 0, scratch, 0, n);
        K.exp(scratch, scratch, n);
        m[0] = K.sum(scratch, 0, n);
        K.log(m, m, 1);
        return max + m[0];
    }

    /** A reduction whose small change is a weighted sum of the changes: both modes follow from the weights. */
    private interface Weighted extends UnaryGate {
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
