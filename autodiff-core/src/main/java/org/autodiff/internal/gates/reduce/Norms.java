package org.autodiff.internal.gates.reduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.loops.AxisRows;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;

/**
 * The p-norm for finite p other than 0, and its gradient. Both work with ratios to the extreme element - the largest
 * |x| for positive p, the smallest for negative p - so that no power of a large or small number leaves the range.
 */
public final class Norms {
    private static final Kernels K = Kernels.active();
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    /** Squares whose sum is above this have lost nothing to underflow, however many they are. */
    private static final double SAFE = 0x1p-900;

    private Norms() {}

    /**
     * {@code (sum |x|^p)^(1/p)} over some axes, which stay with size 1.  d/dx is {@link Slope}.  0 where all are 0; for
     * negative p also where any is. Of no elements 0, and infinity for negative p: the extreme of nothing.
     */
    public record Norm(double p, Axes axes) implements Reduction.Weighted {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.allocate(x.shape().reduce(axes, true));
            return AxisRows.of(x, axes).reduce(this::ofRow, y);
        }

        private double ofRow(double[] x, int from, int n) {
            if (p == 2) {
                double squares = K.dot(x, from, x, from, n);
                if (squares > SAFE && squares < INF) {
                    return Math.sqrt(squares);
                }
            }
            double extreme = extreme(p, x, from, n);
            if (!(extreme > 0 && extreme < INF)) {
                return extreme;
            }
            return extreme * StrictMath.pow(sumOfPowers(p, x, from, n, extreme), 1 / p);
        }

        @Override
        public Tensor weight(Tensor x, Tensor y) {
            return new Slope(p, axes).on(x);
        }

        @Override
        public List<Kink> kinks() {
            List<Kink> kinks = new ArrayList<>();
            kinks.add(Kink.atVector("all 0", 0, -0.0).gradient(0, 0));
            kinks.add(Kink.atVector("a NaN", NAN, 1).gradient(NAN, NAN).second(NAN, NAN));
            if (p > 1) {
                double share = StrictMath.pow(0.5, 1 - 1 / p);
                kinks.add(Kink.atVector("an infinity", INF, 1).gradient(1, 0));
                kinks.add(Kink.atVector("infinity twice", INF, 1, -INF).gradient(share, 0, -share));
            }
            if (p > 1 && p < 2) {
                kinks.add(Kink.atVector("a 0 among others (p < 2)", 3, 0).gradient(1, 0));
            } else if (p < 1) {
                kinks.add(Kink.atVector("a 0 among others (p < 1)", 3, 0).gradient(p > 0 ? 1 : 0, 0));
            }
            return KinksAlongAxes.of(axes, kinks.toArray(Kink[]::new));
        }
    }

    /**
     * The gradient of the p-norm, {@code w = sign(x) |x / norm|^(p-1)}; 0 at x = 0, also where the formula gives
     * infinity (p below 1).  Infinite elements share it alike, as in the limit along ties.
     *
     * <p>With {@code r = |x| / norm} the Jacobian is {@code (p - 1) / norm (diag(r^(p-2)) - w w')}, symmetric:
     * backward and forward mode are the same map. At x = 0 its r^(p-2) is 0 too for p below 2, where it is infinite;
     * and at the zero vector the Jacobian is 0.
     */
    public record Slope(double p, Axes axes) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            return AxisRows.map(x, axes, (in, out, first, end, length) -> {
                for (int at = first * length; at < end * length; at += length) {
                    ofRow(in, out, at, length);
                }
            });
        }

        private void ofRow(double[] x, double[] out, int from, int n) {
            if (p == 2) {
                double squares = K.dot(x, from, x, from, n);
                if (squares > SAFE && squares < INF) {
                    K.div(x, from, 1, new double[] {Math.sqrt(squares)}, 0, 0, out, from, n);
                    return;
                }
            }
            double extreme = extreme(p, x, from, n);
            if (extreme == 0 || Double.isNaN(extreme)) {
                Arrays.fill(out, from, from + n, extreme);
                return;
            }
            // |x / norm|^(p-1) = |x / extreme|^(p-1) (extreme / norm)^(p-1)
            double common = StrictMath.pow(sumOfPowers(p, x, from, n, extreme), 1 / p - 1);
            double[] powers = powers(p - 1, x, from, n, extreme);
            for (int i = 0; i < n; i++) {
                double v = x[from + i];
                out[from + i] = v == 0 ? 0 : Math.signum(v) * powers[i] * common;
            }
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            Tensor zero = Tensor.of(0);
            Tensor norm = new Norm(p, axes).on(x);
            Tensor curvature =
                    Tensor.where(norm.equalTo(zero), zero, Tensor.of(p - 1).div(norm));
            Tensor own = upstream;
            if (p != 2) {
                Tensor powers = x.abs().div(norm).pow(p - 2);
                own = upstream.chain(Tensor.where(x.notEqualTo(zero), powers, zero));
            }
            Tensor along = new Reduction.Sum(axes).on(upstream.chain(y));
            return curvature.chain(own.sub(y.chain(along)));
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return new Tensor[] {backward(saved.input(0), saved.output(0), tangents[0])};
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("all 0", 0, -0.0).gradient(0, 0),
                    Kink.atVector("a NaN", NAN, 1).gradient(NAN, NAN).second(NAN, NAN));
        }
    }

    /** The largest |x| for positive p, the smallest for negative p: the norm lies at most a root of n away. */
    private static double extreme(double p, double[] x, int from, int n) {
        double extreme = p > 0 ? 0 : INF;
        for (int i = from; i < from + n; i++) {
            double size = Math.abs(x[i]);
            extreme = p > 0 ? Math.max(extreme, size) : Math.min(extreme, size);
        }
        return extreme;
    }

    /** The sum of {@code |x / extreme|^p}: at least 1, since the extreme itself is among them. */
    private static double sumOfPowers(double p, double[] x, int from, int n, double extreme) {
        return K.sum(powers(p, x, from, n, extreme), 0, n);
    }

    /** {@code |x / extreme|^e}, where infinity / infinity is 1. */
    private static double[] powers(double e, double[] x, int from, int n, double extreme) {
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double size = Math.abs(x[from + i]);
            y[i] = size == extreme ? 1 : size / extreme;
        }
        if (Math.abs(e) >= 1) {
            K.pow(y, e, y, n);
            return y;
        }
        // Small powers bring ratios back into range that are out of it themselves.
        for (int i = 0; i < n; i++) {
            boolean inRange = y[i] >= Double.MIN_NORMAL && y[i] < INF;
            y[i] = inRange
                    ? StrictMath.pow(y[i], e)
                    : StrictMath.pow(Math.abs(x[from + i]), e) / StrictMath.pow(extreme, e);
        }
        return y;
    }
}
