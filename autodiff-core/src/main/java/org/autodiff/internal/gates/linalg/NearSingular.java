package org.autodiff.internal.gates.linalg;

import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Grading;
import org.autodiff.internal.kernel.linalg.Lengths;
import org.autodiff.internal.kernel.linalg.Lu;
import org.autodiff.internal.kernel.linalg.Scaling;
import org.autodiff.ndarray.NdArray;

/**
 * Which form of the {@link Cofactors} the matrices of a batch need: the residual of {@link Determinants.Det}. To find
 * out costs more than the determinant, so it waits until a gradient is asked for.
 */
final class NearSingular {
    /** Up to this condition number (of the Frobenius norm) the derivatives of {@code det(A) A'^-1} keep 11 digits. */
    private static final double WELL_CONDITIONED = 1e5;

    /** Singular values below this part of the largest one are bordered. */
    private static final double SMALL = 1e-4;

    /** The determinants of minors take {@code n^5} operations, and their derivatives more. */
    private static final int LARGEST_OF_MINORS = 12;

    private final NdArray a;
    private final Factors factors;
    private final NdArray determinants;
    private int border = -1;

    NearSingular(NdArray a, Factors factors, NdArray determinants) {
        this.a = a;
        this.factors = factors;
        this.determinants = determinants;
    }

    /**
     * Whether cofactors have to be computed by their definition: small matrices whose rows or columns differ much in
     * size, or whose determinant is out of range. There every other form loses the small ones, in the first or in the
     * second derivative.
     */
    boolean wantsMinors() {
        int n = a.shape().dim(-1);
        if (n > LARGEST_OF_MINORS) {
            return false;
        }
        for (int i = 0; i < factors.matrices().size(); i++) {
            double det = Math.abs(ArrayAccess.data(determinants)[i]);
            boolean inRange = det >= Double.MIN_NORMAL && det <= Double.MAX_VALUE;
            if (n == 1
                    || !inRange && !factors.matrices().get(i).singular()
                    || Grading.isLarge(ArrayAccess.data(a), i * n * n, n, n)
                    || Scaling.productsLeaveTheRange(ArrayAccess.data(a), i * n * n, n)) {
                return true;
            }
        }
        return false;
    }

    /** By how many rows and columns the matrices have to be bordered; 0 if they can be inverted well. */
    synchronized int border() {
        border = border < 0 ? find() : border;
        return border;
    }

    private int find() {
        int n = a.shape().dim(-1);
        int count = factors.matrices().size();
        boolean well = true;
        for (int i = 0; i < count && well; i++) {
            Lu lu = factors.matrices().get(i);
            well = !lu.singular()
                    && Lengths.of(ArrayAccess.data(a), i * n * n, 1, n * n) * lu.lengthOfInverse() <= WELL_CONDITIONED;
        }
        if (well) {
            return 0;
        }
        double[] u = new double[count * n * n];
        double[] s = new double[count * n];
        double[] vt = new double[count * n * n];
        int rank = 0; // that of the worst matrix, as a batch has one shape
        for (int i = 0; i < count; i++) {
            Matrices.svd("det", a.shape(), i, ArrayAccess.data(a), u, s, vt);
            int small = factors.matrices().get(i).singular() ? 1 : 0;
            while (small < n && !(s[i * n + n - 1 - small] > SMALL * s[i * n])) {
                small++;
            }
            rank = Math.max(rank, small);
        }
        return rank;
    }
}
