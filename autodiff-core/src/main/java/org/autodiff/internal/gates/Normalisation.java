package org.autodiff.internal.gates;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;

/** Softmax and its logarithm: gates of their own, because the plain formulas overflow. */
public final class Normalisation {
    private static final Kernels K = Kernels.active();

    private Normalisation() {}

    /**
     * {@code e^x / sum e^x} over some axes.  The Jacobian of one row is diag(y) - y y', symmetric; so backward and forward
     * mode are the same map, {@code y (u - sum(u y))}.
     */
    public record Softmax(Axes axes) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            return byRows(x, axes, (in, out, rows, length) -> {
                double[] scalar = new double[1];
                for (int at = 0; at < rows * length; at += length) {
                    scalar[0] = K.max(in, at, length);
                    K.sub(in, at, 1, scalar, 0, 0, out, at, length);
                }
                K.exp(out, out, rows * length);
                for (int at = 0; at < rows * length; at += length) {
                    scalar[0] = K.sum(out, at, length);
                    K.div(out, at, 1, scalar, 0, 0, out, at, length);
                }
            });
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return y.chain(upstream.sub(new Reduction.Sum(axes).on(upstream.chain(y))));
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return new Tensor[] {backward(saved.input(0), saved.output(0), tangents[0])};
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }
    }

    /** {@code x - log sum e^x} over some axes.  Backward is {@code u - softmax(x) sum(u)}. */
    public record LogSoftmax(Axes axes) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            return byRows(x, axes, (in, out, rows, length) -> {
                double[] scalar = new double[1];
                double[] scratch = new double[length];
                for (int at = 0; at < rows * length; at += length) {
                    scalar[0] = K.max(in, at, length);
                    K.sub(in, at, 1, scalar, 0, 0, out, at, length);
                    System.arraycopy(out, at, scratch, 0, length);
                    K.exp(scratch, scratch, length);
                    scalar[0] = K.sum(scratch, 0, length);
                    K.log(scalar, scalar, 1);
                    K.sub(out, at, 1, scalar, 0, 0, out, at, length);
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
    }

    @FunctionalInterface
    private interface RowsKernel {
        void apply(double[] in, double[] out, int rows, int length);
    }

    /** Applies a kernel to rows along some axes; these are moved to the end and back if they are not there. */
    private static NdArray byRows(NdArray x, Axes axes, RowsKernel kernel) {
        List<Integer> order = Rows.lastly(x.rank(), axes);
        if (!Rows.isIdentity(order)) {
            Axes last = Axes.last(axes.count(), x.shape());
            NdArray y = byRows(new Moves.Permute(order).forward(x), last, kernel);
            return new Moves.Permute(Moves.inverse(order)).forward(y);
        }
        NdArray y = Raw.allocate(x.shape());
        if (y.size() > 0) {
            int length = x.shape().sizeOf(x.rank() - axes.count(), x.rank());
            kernel.apply(Raw.data(x), Raw.data(y), y.size() / length, length);
        }
        return y;
    }
}
