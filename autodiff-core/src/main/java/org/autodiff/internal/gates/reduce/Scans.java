package org.autodiff.internal.gates.reduce;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.LinearGate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.kernel.Scanning;
import org.autodiff.internal.loops.AxisTracks;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Gates that walk along an axis and carry something from element to element. */
public final class Scans {
    private Scans() {}

    /** Accurate as if summed in twice the precision. */
    @Formula(
            value = "x_0 + ... + x_i along axis {axis}, reversed: {reversed}",
            derivative = "the same sum of u from the other end")
    public record Cumsum(int axis, boolean reversed) implements LinearGate, KeepsShape, AlongAxis {
        @Override
        public Cumsum along(int other) {
            return new Cumsum(other, reversed);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            double[] in = ArrayAccess.data(x);
            double[] out = ArrayAccess.data(y);
            AxisTracks.deal(x.shape(), axis, reversed, tracks -> Scanning.cumsum(in, out, tracks));
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new Cumsum(axis, !reversed).on(upstream);
        }

        @Override
        public Structure structure() {
            return Structure.REDUCE;
        }
    }

    /** The sums of the derivative are a {@link Recurrence} from the end: no division, so zeros do no harm. */
    @Formula(
            value = "x_0 x_1 ... x_i along axis {axis}",
            derivative = "y_(i-1) (u_i + x_(i+1) (u_(i+1) + x_(i+2) (...)))")
    public record Cumprod(int axis) implements KeepsShape, AlongAxis {
        @Override
        public Cumprod along(int other) {
            return new Cumprod(other);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            double[] in = ArrayAccess.data(x);
            double[] out = ArrayAccess.data(y);
            AxisTracks.deal(x.shape(), axis, false, tracks -> Scanning.cumprod(in, out, tracks));
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            Tensor after = new Recurrence(axis, true).on(previous(x, axis, true, 0), upstream);
            return after.chain(previous(y, axis, false, 1));
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }
    }

    /**
     * From y_(-1) = 0; reversed: {@code y_i = a_i y_(i+1) + b_i} from the end. The product is that of the chain rule, 0
     * times anything is 0, because this is the derivative of scans. Its own derivative, t, is the same recurrence from
     * the other end: {@code t_i = u_i + a_(i+1) t_(i+1)}.
     */
    @Formula(
            value = "y_i = a_i y_(i-1) + b_i along axis {axis}, reversed: {reversed}",
            derivative = {"t_i y_(i-1), where t_i = u_i + a_(i+1) t_(i+1)", "t_i = u_i + a_(i+1) t_(i+1)"})
    public record Recurrence(int axis, boolean reversed) implements AlongAxis {
        Tensor on(Tensor a, Tensor b) {
            return Tensor.apply(this, a, b);
        }

        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {SameShape.of(name(), inputs[0], inputs[1])};
        }

        @Override
        public Recurrence along(int other) {
            return new Recurrence(other, reversed);
        }

        @Override
        public Object compute(NdArray[] in, NdArray[] out) {
            double[] a = ArrayAccess.data(in[0]);
            double[] b = ArrayAccess.data(in[1]);
            double[] y = ArrayAccess.data(out[0]);
            AxisTracks.deal(in[0].shape(), axis, reversed, tracks -> Scanning.recurrence(a, b, y, tracks));
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor a = saved.input(0);
            Tensor t = new Recurrence(axis, !reversed).on(previous(a, axis, !reversed, 0), upstream[0]);
            return new Tensor[] {
                needs.input(0) ? t.chain(previous(saved.output(0), axis, reversed, 0)) : null, needs.input(1) ? t : null
            };
        }

        @Override
        public Reads reads(Needs needs) {
            return needs.input(0) ? Reads.INPUT.and(Reads.OUTPUT) : Reads.INPUT;
        }
    }

    /**
     * {@code log(e^x_0 + ... + e^x_i)} along an axis, from the running maximum m of x: the sums {@code s_i = sum e^(x_j
     * - m_i)} are a {@link Recurrence}, which is at least 1 everywhere, so nothing overflows. A shift by m changes no
     * derivative, so m is a constant to them.
     */
    public static Tensor logcumsumexp(Tensor x, Tensor m, int axis) {
        Tensor impossible = Tensor.of(Double.NEGATIVE_INFINITY);
        Arithmetic.Distance distance = new Arithmetic.Distance();
        Tensor shrink = distance.on(previous(m, axis, false, Double.NEGATIVE_INFINITY), m)
                .exp();
        Tensor sums = new Recurrence(axis, false).on(shrink, distance.on(x, m).exp());
        return Tensor.where(m.equalTo(impossible), impossible, m.add(sums.log()));
    }

    /** At each place the element that a walk met just before; at its first place a given number. */
    private static Tensor previous(Tensor x, int axis, boolean reversed, double first) {
        int n = x.shape().dim(axis);
        if (n == 0) {
            return x;
        }
        Tensor start = Tensor.full(x.shape().with(axis, 1), first);
        return reversed
                ? Tensor.concat(axis, x.slice(axis, 1, n), start)
                : Tensor.concat(axis, start, x.slice(axis, 0, n - 1));
    }
}
