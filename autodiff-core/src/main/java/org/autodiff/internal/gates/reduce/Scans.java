package org.autodiff.internal.gates.reduce;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Kink;
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
            double[] in = Raw.data(x);
            double[] sum = Raw.data(y);
            double[] lost = new double[walk.length];
            for (int block = 0; block < walk.blocks; block++) {
                int start = block * walk.length;
                for (int n = 0; n < walk.length; n++) {
                    int i = walk.place(n);
                    int before = i - walk.back;
                    double b = in[start + i];
                    double a = n < walk.width ? 0 : sum[start + before];
                    double s = a + b;
                    double bIn = s - a;
                    double error = (a - (s - bIn)) + (b - bIn);
                    // Beyond an infinity there is nothing to correct, and the error would be NaN.
                    lost[i] = n < walk.width || Double.isInfinite(s) ? 0 : lost[before] + error;
                    sum[start + i] = s;
                }
                for (int i = 0; i < walk.length; i++) {
                    sum[start + i] += lost[i];
                }
            }
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
            double[] in = Raw.data(x);
            double[] out = Raw.data(y);
            for (int block = 0; block < walk.blocks; block++) {
                int start = block * walk.length;
                for (int n = 0; n < walk.length; n++) {
                    int i = start + walk.place(n);
                    out[i] = n < walk.width ? in[i] : out[i - walk.back] * in[i];
                }
            }
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
            double[] a = Raw.data(inputs[0]);
            double[] b = Raw.data(inputs[1]);
            double[] out = Raw.data(y);
            for (int block = 0; block < walk.blocks; block++) {
                int start = block * walk.length;
                for (int n = 0; n < walk.length; n++) {
                    int i = start + walk.place(n);
                    double carried = n < walk.width ? 0 : out[i - walk.back];
                    out[i] = carried == 0 || a[i] == 0 ? b[i] : a[i] * carried + b[i];
                }
            }
            return Values.of(y);
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
     * {@code a - b}, but 0 for two infinities that are equal: how far below a running maximum an element lies.  d/da =
     * 1, d/db = -1.
     */
    public record Distance() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                double x = a[ao + as * i];
                double m = b[bo + bs * i];
                y[yo + i] = x == m ? 0 : x - m;
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(-1);
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
        public List<Kink> kinks() {
            return List.of(Kink.at("both infinite", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)
                    .gradient(1, -1));
        }
    }

    /**
     * {@code log(e^x_0 + ... + e^x_i)} along an axis, from the running maximum m of x: the sums {@code s_i = sum e^(x_j
     * - m_i)} are a {@link Recurrence}, which is at least 1 everywhere, so nothing overflows. A shift by m changes no
     * derivative, so m is a constant to them.
     */
    public static Tensor logcumsumexp(Tensor x, Tensor m, int axis) {
        Tensor impossible = Tensor.of(Double.NEGATIVE_INFINITY);
        Distance distance = new Distance();
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

    /**
     * The way along an axis through an array: block after block, each of {@code length} elements that lie together, in which
     * the element before another one lies {@code back} places back. So memory is read in order, whatever the axis.
     *
     * @param width the first so many elements of a block have none before them
     */
    private record Walk(int blocks, int length, int width, int back) {
        static Walk of(Shape shape, int axis, boolean reversed) {
            if (shape.size() == 0) {
                return new Walk(0, 0, 0, 0);
            }
            int width = shape.sizeOf(axis + 1, shape.rank());
            int length = shape.dim(axis) * width;
            return new Walk(shape.size() / length, length, width, reversed ? -width : width);
        }

        /** Where in a block the {@code n}-th element of the way lies. */
        int place(int n) {
            return back > 0 ? n : length - 1 - n;
        }
    }
}
