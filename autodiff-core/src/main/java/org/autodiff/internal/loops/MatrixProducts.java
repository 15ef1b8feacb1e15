package org.autodiff.internal.loops;

import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Products of the matrices in the last two axes of two arrays, whose axes before them broadcast; large batches are
 * dealt to threads.
 */
public final class MatrixProducts {
    private static final Kernels K = Kernels.active();

    private MatrixProducts() {}

    /**
     * Writes {@code y = op(a) op(b)}; the shapes fit.
     *
     * @param ta whether {@code op(a) = a'}
     * @param tb whether {@code op(b) = b'}
     */
    public static void multiply(NdArray a, boolean ta, NdArray b, boolean tb, NdArray y) {
        int m = y.shape().dim(-2);
        int k = a.shape().dim(ta ? -2 : -1);
        int n = y.shape().dim(-1);
        if (a.rank() == 2 && b.rank() == 2) { // nearly always
            K.matmul(ArrayAccess.data(a), 0, ta, ArrayAccess.data(b), 0, tb, ArrayAccess.data(y), 0, m, k, n);
        } else if (y.size() > 0 && !ta && isOneForMany(a.shape(), b.shape())) { // the rows of all A lie together
            K.matmul(
                    ArrayAccess.data(a),
                    0,
                    false,
                    ArrayAccess.data(b),
                    0,
                    tb,
                    ArrayAccess.data(y),
                    0,
                    y.size() / n,
                    k,
                    n);
        } else if (y.size() > 0) {
            multiplyEach(a, ta, b, tb, y, m, k, n);
        }
    }

    /** Whether there is one b for several a: one large product is faster than many small ones. */
    public static boolean isOneForMany(Shape a, Shape b) {
        return b.sizeOf(0, b.rank() - 2) == 1 && a.sizeOf(0, a.rank() - 2) > 1;
    }

    private static void multiplyEach(NdArray a, boolean ta, NdArray b, boolean tb, NdArray y, int m, int k, int n) {
        double[] inA = ArrayAccess.data(a);
        double[] inB = ArrayAccess.data(b);
        double[] out = ArrayAccess.data(y);
        BroadcastRuns matrices = new BroadcastRuns(
                y.shape().dropLast(2), a.shape().dropLast(2), b.shape().dropLast(2));
        do {
            int a0 = matrices.offset(0);
            int b0 = matrices.offset(1);
            int y0 = matrices.out();
            Parallel.splitProducts(matrices.length(), (long) m * k * n, (from, to) -> {
                int atA = (a0 + from * matrices.stride(0)) * m * k;
                int atB = (b0 + from * matrices.stride(1)) * k * n;
                K.matmuls(
                        inA,
                        atA,
                        matrices.stride(0) * m * k,
                        ta,
                        inB,
                        atB,
                        matrices.stride(1) * k * n,
                        tb,
                        out,
                        (y0 + from) * m * n,
                        to - from,
                        m,
                        k,
                        n);
            });
        } while (matrices.next());
    }

    // ---- products whose matrices somebody else makes, such as convolution

    /** Deals a part for all of so many products, each of so many multiplications. */
    public static void deal(int n, long multiplications, Parallel.Part part) {
        Parallel.splitProducts(n, multiplications, part);
    }

    /**
     * Deals a part for all of so many slices of one product, which begin at multiples of {@code unit}. Where they are
     * fewer than the threads, they are not dealt: then the product itself is.
     */
    public static void dealSlices(int n, int unit, long multiplications, Parallel.Part part) {
        if (n < Parallel.threads()) {
            part.run(0, n);
        } else {
            Parallel.splitProducts(n, unit, multiplications, part);
        }
    }
}
