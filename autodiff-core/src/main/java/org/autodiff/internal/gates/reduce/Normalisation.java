package org.autodiff.internal.gates.reduce;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.loops.AxisRows;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;

/** Softmax and its logarithm, whose plain formulas overflow; and centring, whose plain formula loses digits. */
public final class Normalisation {
    private static final Kernels K = Kernels.active();

    /** Below it a plain loop is faster than a vector. */
    private static final int SHORT_ROW = 16;

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private Normalisation() {}

    /**
     * {@code e^x / sum e^x} over some axes.  The Jacobian of one row is diag(y) - y y', symmetric; so backward and
     * forward mode are the same map, {@code y (u - sum(u y))}.  Infinities share the whole alike, as in the limit
     * along ties; of nothing but -infinity it is 0/0, NaN.
     */
    public record Softmax(Axes axes) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            return AxisRows.map(x, axes, (in, out, first, end, length) -> {
                int block = rowsAtOnce(end - first, length);
                double[] exp = new double[block * length];
                for (int row = first; row < end; row += block) {
                    int from = row * length;
                    int count = Math.min(block, end - row) * length;
                    for (int at = 0; at < count; at += length) {
                        shift(in, from + at, exp, at, length);
                    }
                    K.exp(exp, exp, count);
                    for (int at = 0; at < count; at += length) {
                        double sum = K.sum(exp, at, length);
                        for (int i = at; i < at + length; i++) {
                            out[from + i] = exp[i] / sum;
                        }
                    }
                }
            });
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new SoftmaxProduct(axes).on(y, upstream);
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return new Tensor[] {backward(saved.input(0), saved.output(0), tangents[0])};
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("an infinity", INF, 0).gradient(0, 0),
                    Kink.atVector("infinity twice", INF, 1, INF).gradient(0, 0, 0),
                    Kink.atVector("nothing but -infinity", -INF, -INF)
                            .gradient(NAN, NAN)
                            .second(NAN, NAN));
        }
    }

    /**
     * The Jacobian of {@link Softmax} times a vector, {@code y (u - sum(u y))} over some axes, row by row: as a
     * composition it would write three arrays on the way.  It is linear in u with a symmetric matrix, so for u
     * backward is the same map; for y it is {@code w (u - sum(u y)) - u sum(w y)}.
     */
    public record SoftmaxProduct(Axes axes) implements BinaryGate {
        @Override
        public NdArray forward(NdArray y, NdArray u) {
            AxisRows rows = AxisRows.of(y, axes);
            double[] weights = rows.data();
            return AxisRows.map(u, axes, (in, out, first, end, length) -> {
                double[] scratch = new double[length + 1];
                for (int at = first * length; at < end * length; at += length) {
                    K.chain(in, at, 1, weights, at, 1, scratch, 1, length);
                    scratch[0] = K.sum(scratch, 1, length);
                    K.sub(in, at, 1, scratch, 0, 0, out, at, length);
                    K.chain(weights, at, 1, out, at, 1, out, at, length);
                }
            });
        }

        private Tensor sum(Tensor products) {
            return new Reduction.Sum(axes).on(products);
        }

        @Override
        public Tensor backwardA(Tensor y, Tensor u, Tensor product, Tensor upstream) {
            Tensor centred = u.sub(sum(u.chain(y)));
            return upstream.chain(centred).sub(u.chain(sum(upstream.chain(y))));
        }

        @Override
        public Tensor backwardB(Tensor y, Tensor u, Tensor product, Tensor upstream) {
            return new SoftmaxProduct(axes).on(y, upstream);
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            Tensor y = saved.input(0);
            Tensor u = saved.input(1);
            Tensor moved = tangents[1] == null ? null : new SoftmaxProduct(axes).on(y, tangents[1]);
            if (tangents[0] != null) {
                Tensor dy = tangents[0];
                Tensor change = dy.chain(u.sub(sum(u.chain(y)))).sub(y.chain(sum(u.chain(dy))));
                moved = moved == null ? change : moved.add(change);
            }
            return new Tensor[] {moved};
        }

        @Override
        public Reads readsForA() {
            return Reads.INPUT.and(Reads.SECOND_INPUT);
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }
    }

    /**
     * {@code x - log sum e^x} over some axes.  Backward is {@code u - softmax(x) sum(u)}.  At infinities the
     * logarithm of {@link Softmax}.
     */
    public record LogSoftmax(Axes axes) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            return AxisRows.map(x, axes, (in, out, first, end, length) -> {
                int block = rowsAtOnce(end - first, length);
                double[] scratch = new double[block * length];
                double[] log = new double[block];
                for (int row = first; row < end; row += block) {
                    int count = Math.min(block, end - row);
                    int from = row * length;
                    for (int r = 0; r < count; r++) {
                        shift(in, from + r * length, out, from + r * length, length);
                    }
                    System.arraycopy(out, from, scratch, 0, count * length);
                    logsumexpOfShifted(scratch, count, length, log);
                    for (int r = 0; r < count; r++) {
                        for (int i = from + r * length; i < from + (r + 1) * length; i++) {
                            out[i] -= log[r];
                        }
                    }
                }
            });
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.sub(y.exp().chain(new Reduction.Sum(axes).on(upstream)));
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            Tensor t = tangents[0];
            return new Tensor[] {
                t.sub(new Reduction.Sum(axes).on(saved.output(0).exp().chain(t)))
            };
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("an infinity", INF, 0).gradient(-1, 1),
                    Kink.atVector("infinity twice", INF, 1, INF).gradient(-0.5, 1, -0.5),
                    Kink.atVector("nothing but -infinity", -INF, -INF)
                            .gradient(NAN, NAN)
                            .second(NAN, NAN));
        }
    }

    /**
     * {@code x - mean x} over some axes: linear, symmetric and its own square, so backward is the same map.  What is
     * left of the mean after one pass - its rounding, large beside the result where data lie far from 0 - is removed
     * by a second; so equal numbers give exact zeros.
     */
    public record Centre(Axes axes) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            return AxisRows.map(x, axes, (in, out, first, end, length) -> {
                double[] mean = new double[1];
                for (int at = first * length; at < end * length; at += length) {
                    mean[0] = K.sum(in, at, length) / length;
                    K.sub(in, at, 1, mean, 0, 0, out, at, length);
                    mean[0] = K.sum(out, at, length) / length;
                    K.sub(out, at, 1, mean, 0, 0, out, at, length);
                }
            });
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new Centre(axes).on(upstream);
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

    /** How many rows to give to one call of a function: enough to forget the call, few enough to stay in the cache. */
    static int rowsAtOnce(int rows, int length) {
        return Math.min(rows, 1 + 2048 / length);
    }

    /**
     * Writes {@code x - max x}, and returns the maximum. At an infinite maximum it takes the limit along ties: 0 for
     * the infinities and -infinity for the rest. A row of nothing but -infinity becomes NaN, and one with a NaN keeps
     * it.
     */
    static double shift(double[] x, int from, double[] out, int to, int n) {
        double max = n < SHORT_ROW ? maxOfFew(x, from, n) : K.max(x, from, n);
        if (max == Double.POSITIVE_INFINITY) {
            for (int i = 0; i < n; i++) {
                out[to + i] = x[from + i] == max ? 0 : x[from + i] - max;
            }
            return K.max(x, from, n); // NaN if there is one
        }
        for (int i = 0; i < n; i++) {
            out[to + i] = x[from + i] - max;
        }
        return max == Double.NEGATIVE_INFINITY ? K.max(x, from, n) : max; // NaN if there is one
    }

    /** The maximum, but where there is a NaN: some element then. */
    private static double maxOfFew(double[] x, int from, int n) {
        double max = x[from];
        for (int i = from + 1; i < from + n; i++) {
            max = x[i] > max ? x[i] : max;
        }
        return max;
    }

    /**
     * {@code log sum e^x} of shifted rows, whose largest element is 0, from the sum of all the others: so a small
     * share of theirs is not lost beside the 1. The rows are overwritten.
     */
    static void logsumexpOfShifted(double[] x, int rows, int length, double[] log) {
        for (int row = 0; row < rows; row++) {
            int at = row * length;
            int end = at + length;
            while (at < end && x[at] != 0) {
                at++;
            }
            if (at < end) {
                x[at] = Double.NEGATIVE_INFINITY;
            }
        }
        K.exp(x, x, rows * length);
        for (int row = 0; row < rows; row++) {
            log[row] = K.sum(x, row * length, length);
        }
        K.log1p(log, log, rows);
    }
}
