package org.autodiff.internal.gates.reduce;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.AlongAxes;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.LinearGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.internal.kernel.Columns;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.Normalising;
import org.autodiff.internal.loops.AxisFold;
import org.autodiff.internal.loops.AxisRows;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Sums and extremes over axes. The axes stay, with size 1; dropping them is a reshape. */
public final class Reduction {
    private static final Kernels K = Kernels.active();

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private static final AxisFold SUM = new AxisFold(0, K::sums, Columns::add);
    private static final AxisFold MAX = new AxisFold(-INF, K::maxima, Columns::maximum);
    private static final AxisFold MIN = new AxisFold(INF, K::minima, Columns::minimum);

    private Reduction() {}

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
            SUM.apply(x, axes, y);
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

    /** An element that is the largest or the smallest: several that are equal share the gradient alike. */
    private interface ExtremeElement extends Weighted {
        @Override
        default Shape shape(Shape x) {
            Shape y = Weighted.super.shape(x);
            if (x.size() == 0 && y.size() > 0) {
                throw new IllegalArgumentException(
                        name() + ": no elements along axes " + axes() + " of shape " + x + ": needs at least one");
            }
            return y;
        }

        @Override
        default Tensor weight(Tensor x, Tensor y) {
            Tensor extreme = x.equalTo(y);
            return extreme.div(new Sum(axes()).on(extreme));
        }

        @Override
        default Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }
    }

    /** NaN if there is one. */
    @Formula(
            value = "largest x along {axes}",
            derivative = "u for the largest element, shared alike by several that are equal")
    public record Max(Axes axes) implements ExtremeElement {
        @Override
        public Max along(Axes others) {
            return new Max(others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            MAX.apply(x, axes, y);
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

    /** NaN if there is one. */
    @Formula(
            value = "smallest x along {axes}",
            derivative = "u for the smallest element, shared alike by several that are equal")
    public record Min(Axes axes) implements ExtremeElement {
        @Override
        public Min along(Axes others) {
            return new Min(others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            MIN.apply(x, axes, y);
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("smallest twice", 3, 1, 1).gradient(0, 0.5, 0.5),
                    Kink.atVector("-infinity twice", -INF, 1, -INF).gradient(0.5, 0, 0.5),
                    Kink.atVector("nothing but infinity", INF, INF).gradient(0.5, 0.5),
                    Kink.atVector("a NaN", NAN, 1).gradient(NAN, NAN));
        }
    }

    /**
     * Shifted by the maximum, so that nothing overflows. The gradient is computed from x: the difference x - y would
     * have no digits left at |x| = 1e300. Infinities share it alike. Of nothing but -infinity, and of no elements, it
     * is -infinity, with gradient 0: impossible events stay impossible.
     */
    @Formula(value = "log sum exp(x) along {axes}", derivative = "u softmax(x)")
    public record Logsumexp(Axes axes) implements Weighted {
        @Override
        public Logsumexp along(Axes others) {
            return new Logsumexp(others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            AxisRows.reduce(x, axes, y, Normalising::logsumexp);
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
}
