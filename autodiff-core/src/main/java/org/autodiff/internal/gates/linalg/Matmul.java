package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.internal.loops.BroadcastRuns;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code y = A B} with {@code A = a} or {@code a'}, {@code B = b} or {@code b'}, over the last two axes; the axes before
 * them are batches, and broadcast.
 *
 * <p>With upstream u: {@code dA = u B'}, {@code dB = A' u} - again products of this kind, so transposes are never copied.
 *
 * @param transposeA whether {@code A = a'}
 * @param transposeB whether {@code B = b'}
 */
public record Matmul(boolean transposeA, boolean transposeB) implements BinaryGate {
    private static final Kernels K = Kernels.active();

    @Override
    public NdArray forward(NdArray a, NdArray b) {
        Shape sa = a.shape();
        Shape sb = b.shape();
        if (sa.rank() < 2 || sb.rank() < 2) {
            throw new IllegalArgumentException("matmul: needs at least two axes on both sides: " + sa + " x " + sb);
        }
        int m = sa.dim(transposeA ? -1 : -2);
        int k = sa.dim(transposeA ? -2 : -1);
        int n = sb.dim(transposeB ? -2 : -1);
        if (sb.dim(transposeB ? -1 : -2) != k) {
            throw new IllegalArgumentException(
                    "matmul: inner dimensions differ: " + text(sa, transposeA) + " x " + text(sb, transposeB));
        }
        if (sa.rank() == 2 && sb.rank() == 2) { // nearly always
            NdArray y = Raw.allocate(Shape.of(m, n));
            K.matmul(Raw.data(a), 0, transposeA, Raw.data(b), 0, transposeB, Raw.data(y), 0, m, k, n);
            return y;
        }
        Shape batchA = sa.dropLast(2);
        Shape batchB = sb.dropLast(2);
        Shape batch = batchA.equals(batchB)
                ? batchA
                : Shape.broadcast("matmul: " + sa + " x " + sb + ": batch axes", batchA, batchB);
        NdArray y = Raw.allocate(batch.concat(Shape.of(m, n)));
        if (y.size() > 0 && !transposeA && sharesB(batchA, batchB)) { // the rows of all A lie together
            int rows = y.size() / n;
            K.matmul(Raw.data(a), 0, false, Raw.data(b), 0, transposeB, Raw.data(y), 0, rows, k, n);
        } else if (y.size() > 0) {
            multiply(Raw.data(a), Raw.data(b), Raw.data(y), m, k, n, new BroadcastRuns(batch, batchA, batchB));
        }
        return y;
    }

    private void multiply(double[] a, double[] b, double[] y, int m, int k, int n, BroadcastRuns matrices) {
        do {
            int a0 = matrices.offset(0);
            int b0 = matrices.offset(1);
            int y0 = matrices.out();
            Parallel.splitProducts(matrices.length(), (long) m * k * n, (from, to) -> {
                for (int i = from; i < to; i++) {
                    int atA = (a0 + i * matrices.stride(0)) * m * k;
                    int atB = (b0 + i * matrices.stride(1)) * k * n;
                    K.matmul(a, atA, transposeA, b, atB, transposeB, y, (y0 + i) * m * n, m, k, n);
                }
            });
        } while (matrices.next());
    }

    /** Whether there is one B for several A: one large product is faster than many small ones. */
    private static boolean sharesB(Shape batchA, Shape batchB) {
        return batchB.size() == 1 && batchA.size() > 1;
    }

    private static String text(Shape shape, boolean transposed) {
        return shape + (transposed ? "'" : "");
    }

    @Override
    public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        return transposeA
                ? new Matmul(transposeB, true).on(b, upstream)
                : new Matmul(false, !transposeB).on(upstream, b);
    }

    @Override
    public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        boolean stack = !transposeA
                && a.rank() > 2
                && a.size() > 0
                && b.size() > 0
                && sharesB(a.shape().dropLast(2), b.shape().dropLast(2));
        Tensor left = stack ? stacked(a) : a;
        Tensor u = stack ? stacked(upstream) : upstream;
        Tensor gradient =
                transposeB ? new Matmul(true, transposeA).on(u, left) : new Matmul(!transposeA, false).on(left, u);
        return stack ? gradient.reshape(b.shape()) : gradient;
    }

    /** The matrices of a batch below each other. */
    private static Tensor stacked(Tensor a) {
        int columns = a.shape().dim(-1);
        return a.reshape(a.size() / columns, columns);
    }

    @Override
    public Reads readsForA() {
        return Reads.SECOND_INPUT;
    }

    @Override
    public Reads readsForB() {
        return Reads.INPUT;
    }

    @Override
    public Structure structure() {
        return Structure.CONTRACT;
    }
}
