package org.autodiff.internal.gates;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryGate;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Gates that walk along an axis and carry something from element to element. */
public final class Scans {
    private Scans() {}

    /**
     * {@code y_i = x_0 + ... + x_i} along an axis; reversed: from the last element to x_i.  Linear; backward is the same sum
     * from the other end.
     *
     * <p>The rounding errors of the additions are added up on their own (Knuth's two-sum; Ogita, Rump, Oishi, <i>Accurate
     * sum and dot product</i>, 2005, algorithm 4.3): every prefix is as accurate as if summed in twice the precision. It costs
     * next to nothing, as each addition waits for the one before anyway.
     */
    public record Cumsum(int axis, boolean reversed) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.allocate(x.shape());
            Walk walk = Walk.of(x.shape(), axis, reversed);
            double[] sum = new double[walk.width];
            double[] lost = new double[walk.width];
            double[] in = Raw.data(x);
            double[] out = Raw.data(y);
            walk.rows((at, i) -> {
                for (int k = 0; k < sum.length; k++) {
                    double a = i == 0 ? 0 : sum[k];
                    double b = in[at + k];
                    double s = a + b;
                    double bIn = s - a;
                    double error = (a - (s - bIn)) + (b - bIn);
                    // Beyond an infinity there is nothing to correct, and the error would be NaN.
                    lost[k] = i == 0 || Double.isInfinite(s) ? 0 : lost[k] + error;
                    sum[k] = s;
                    out[at + k] = s + lost[k];
                }
            });
            return y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new Cumsum(axis, !reversed).on(upstream);
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
     * {@code y_i = x_0 x_1 ... x_i} along an axis.  The gradient of x_i is the product before it times {@code u_i + x_(i+1)
     * (u_(i+1) + x_(i+2) (...))}, which is a {@link Recurrence} from the end: no division, so zeros do no harm.
     */
    public record Cumprod(int axis) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.allocate(x.shape());
            Walk walk = Walk.of(x.shape(), axis, false);
            double[] product = new double[walk.width];
            double[] in = Raw.data(x);
            double[] out = Raw.data(y);
            walk.rows((at, i) -> {
                for (int k = 0; k < product.length; k++) {
                    product[k] = i == 0 ? in[at + k] : product[k] * in[at + k];
                    out[at + k] = product[k];
                }
            });
            return y;
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
     * {@code y_i = a_i y_(i-1) + b_i} along an axis, from y_(-1) = 0; reversed: {@code y_i = a_i y_(i+1) + b_i} from the end.
     * The product is that of the chain rule, 0 times anything is 0, because this is the derivative of scans.
     *
     * <p>With the gradient g of y, {@code t_i = g_i + a_(i+1) t_(i+1)} - the same recurrence from the other end - is the
     * gradient of b, and {@code t_i y_(i-1)} that of a.
     */
    public record Recurrence(int axis, boolean reversed) implements Gate {
        Tensor on(Tensor a, Tensor b) {
            return Tensor.apply(this, a, b);
        }

        @Override
        public Values forward(NdArray... inputs) {
            Shape shape = inputs[0].shape();
            if (!shape.equals(inputs[1].shape())) {
                throw new IllegalArgumentException(
                        name() + ": shapes " + shape + " and " + inputs[1].shape() + " differ");
            }
            NdArray y = Raw.allocate(shape);
            Walk walk = Walk.of(shape, axis, reversed);
            double[] carried = new double[walk.width];
            double[] a = Raw.data(inputs[0]);
            double[] b = Raw.data(inputs[1]);
            double[] out = Raw.data(y);
            walk.rows((at, i) -> {
                for (int k = 0; k < carried.length; k++) {
                    boolean fresh = i == 0 || a[at + k] == 0 || carried[k] == 0;
                    carried[k] = fresh ? b[at + k] : a[at + k] * carried[k] + b[at + k];
                    out[at + k] = carried[k];
                }
            });
            return Values.of(y);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor a = saved.input(0);
            Tensor t = new Recurrence(axis, !reversed).on(previous(a, axis, !reversed, 0), upstream[0]);
            return new Tensor[] {
                needs.input(0) ? t.chain(previous(saved.output(0), axis, reversed, 0)) : null,
                needs.input(1) ? t : null
            };
        }

        @Override
        public Reads reads(Needs needs) {
            return needs.input(0) ? Reads.INPUT.and(Reads.OUTPUT) : Reads.INPUT;
        }
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

    /** The way along an axis: in steps of whole rows, so that memory is read in order. */
    private record Walk(int outer, int steps, int width, boolean reversed) {
        /** One step: where its row begins in memory, and how many steps came before it. */
        @FunctionalInterface
        interface Step {
            void at(int offset, int step);
        }

        static Walk of(Shape shape, int axis, boolean reversed) {
            if (shape.size() == 0) {
                return new Walk(0, 0, 0, reversed);
            }
            int width = shape.sizeOf(axis + 1, shape.rank());
            return new Walk(shape.sizeOf(0, axis), shape.dim(axis), width, reversed);
        }

        void rows(Step step) {
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < steps; i++) {
                    int row = o * steps + (reversed ? steps - 1 - i : i);
                    step.at(row * width, i);
                }
            }
        }
    }
}
